// SPDX-License-Identifier: Apache-2.0
package org.credmint.issue.oauth;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.util.JSONObjectUtils;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.text.ParseException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.credmint.config.oauth.OAuthSettings.Trust;
import org.credmint.credential.CredentialId;
import org.credmint.credential.Description;
import org.credmint.issue.CredentialReading.Decoded;
import org.credmint.issue.CredentialReading.Unreadable;
import org.credmint.issue.Issuance;
import org.credmint.issue.Issuance.Failed;
import org.credmint.issue.Issuance.FailureKind;
import org.credmint.issue.Issuance.Issued;
import org.credmint.issue.endpoint.Allowance;
import org.credmint.issue.endpoint.FakeIssuer;
import org.credmint.issue.endpoint.IssuerPace;
import org.credmint.issue.endpoint.OAuthClient;
import org.credmint.issue.endpoint.TokenEndpoint;
import org.credmint.issue.endpoint.TokenUrl;
import org.credmint.issue.endpoint.TrustingClient;
import org.credmint.os.FaultyHost;
import org.credmint.os.Host;
import org.credmint.os.file.Directory;
import org.credmint.os.file.DurableBatch;
import org.credmint.os.libc.FileState;
import org.credmint.os.libc.PosixException;
import org.credmint.secret.Secret;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class RefreshIssuerTest {
  private static final Instant NOW = Instant.parse("2026-11-28T06:00:00Z");
  private static final CredentialId ID = new CredentialId("alice", "box", "");
  private static final String CLIENT_SECRET = FakeIssuer.MARK + "-client";

  @TempDir private Path directory;
  private final FakeIssuer server = new FakeIssuer();
  private Duration limit = Duration.ofSeconds(20);
  private final FaultyHost disk = new FaultyHost();
  private LoginFiles logins;
  private Optional<Allowance> exchange = Optional.empty();

  @BeforeEach
  void makeTheUsersDirectory() throws IOException {
    Files.createDirectory(directory.resolve("alice"));
    logins = new LoginFiles(disk.host(), directory);
  }

  @AfterEach
  void close() {
    server.close();
  }

  private void file(String name, String content) {
    try {
      Path target = directory.resolve("alice").resolve(name);
      Path written = Files.writeString(directory.resolve("alice").resolve("new"), content);
      Files.move(written, target, StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private String top() {
    try {
      return Files.readString(directory.resolve("alice/box.top"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** As the web application leaves it. */
  private void login() {
    file("box.top", "{\"refresh_token\":\"" + server.login("alice") + "\",\"scopes\":\"a,b\"}");
  }

  private RefreshIssuer issuer(boolean basic) {
    Secret secret = Secret.of(CLIENT_SECRET.getBytes(StandardCharsets.UTF_8));
    OAuthClient client = new OAuthClient("htcondor", Optional.of(secret), basic);
    TrustingClient http = new TrustingClient(Trust.SYSTEM);
    TokenUrl url = TokenUrl.of(server.tokenUrl());
    return new RefreshIssuer(
        new TokenEndpoint(url, http, limit, new IssuerPace(), () -> NOW), client, logins, exchange);
  }

  private static RefreshPlan plan() {
    return new RefreshPlan(
        ID, URI.create("https://issuer.example/token"), "htcondor", "", List.of());
  }

  private Issuance issue() {
    return issuer(false).issue(plan(), NOW);
  }

  private Issued issued() {
    return (Issued) issue();
  }

  private Failed failed() {
    Failed failure = (Failed) issue();
    assertThat(failure.reason()).doesNotContain(FakeIssuer.MARK).doesNotContain("\n");
    return failure;
  }

  private static Map<String, Object> json(Secret content) {
    try {
      return JSONObjectUtils.parse(
          content.expose(bytes -> new String(bytes, StandardCharsets.UTF_8)));
    } catch (ParseException e) {
      throw new AssertionError(e);
    }
  }

  private Optional<Failed> keep(Issued issued) {
    return logins.keep(ID, issued.successor().orElseThrow());
  }

  @Test
  void jobsAreGivenTheAnswerWithoutWhatIsNotForThem() {
    login();
    Map<String, Object> file = json(issued().content());
    assertThat(file)
        .containsEntry("token_type", "Bearer")
        .containsEntry("scope", "read:/ write:/")
        .doesNotContainKeys("refresh_token", "id_token");
    assertThat(((Number) file.get("expires_at")).longValue())
        .isEqualTo(NOW.getEpochSecond() + 1200);
    assertThat((String) file.get("access_token")).startsWith(FakeIssuer.MARK + "-at-alice-");
  }

  @Test
  void whatWasWrittenIsReadBackAsItWasDescribed() {
    login();
    Issued made = issued();
    byte[] file = made.content().expose(byte[]::clone);
    Description read = ((Decoded) issuer(false).read(file)).description();
    assertThat(read).isEqualTo(made.description());
    assertThat(read.expiresAt()).isEqualTo(NOW.plusSeconds(1200));
    assertThat(read.toString()).doesNotContain(FakeIssuer.MARK);
  }

  @Test
  void theRequestHoldsTheLoginAndTheClientAndNoScope() {
    login();
    issued();
    assertThat(server.asked.get(0).form())
        .containsEntry("grant_type", "refresh_token")
        .containsEntry("client_id", "htcondor")
        .containsEntry("client_secret", CLIENT_SECRET)
        .containsKey("refresh_token")
        .doesNotContainKey("scope");
    assertThat(issuer(true).issue(plan(), NOW)).isInstanceOf(Issued.class);
    assertThat(server.asked.get(1).authorization().orElseThrow()).startsWith("Basic ");
    assertThat(server.asked.get(1).form()).doesNotContainKeys("client_secret");
  }

  @Test
  void aRotatedRefreshTokenTakesThePlaceOfTheOldOneAndNothingElseChanges() throws Exception {
    login();
    server.rotating();
    Issued made = issued();
    assertThat(keep(made)).isEmpty();
    assertThat(top()).contains("-rt-alice-2", "\"scopes\":\"a,b\"");
    assertThat(Files.getPosixFilePermissions(directory.resolve("alice/box.top")))
        .isEqualTo(PosixFilePermissions.fromString("rw-------"));
    Decoded read = (Decoded) issuer(false).read(made.content().expose(byte[]::clone));
    assertThat(issuer(false).difference(plan(), read, made.content())).isEmpty();
  }

  @Test
  void anIssuerThatDoesNotRotateLeavesTheLoginAsItIs() {
    login();
    String before = top();
    assertThat(issued().successor()).isEmpty();
    assertThat(top()).isEqualTo(before);
  }

  @Test
  void aTokenOfAnEarlierLoginIsKnownByIt() {
    login();
    Issued made = issued();
    Decoded read = (Decoded) issuer(false).read(made.content().expose(byte[]::clone));
    login();
    assertThat(issuer(false).difference(plan(), read, made.content()).orElseThrow())
        .contains("login");
  }

  @Test
  void aLoginMadeWhileTheIssuerWasAskedIsNotOverwritten() {
    login();
    server.rotating();
    Issued made = issued();
    login();
    String fresh = top();
    assertThat(keep(made).orElseThrow().kind()).isEqualTo(FailureKind.TRANSIENT);
    assertThat(top()).isEqualTo(fresh);
  }

  @Test
  void aRefusalOfALoginThatWasReplacedMeanwhileIsNoWordOnTheNewOne() {
    login();
    server.next(
        exchange -> {
          login();
          exchange.sendResponseHeaders(400, 0);
          exchange
              .getResponseBody()
              .write("{\"error\":\"invalid_grant\"}".getBytes(StandardCharsets.UTF_8));
        });
    assertThat(failed().kind()).isEqualTo(FailureKind.TRANSIENT);
  }

  @Test
  void aRefreshTokenThatCannotBeStoredIsStoredBeforeTheIssuerIsAskedAgain() {
    login();
    server.rotating();
    Issued made = issued();
    disk.failAlways("renameat", "ENOSPC");
    assertThat(keep(made).orElseThrow().kind()).isEqualTo(FailureKind.TRANSIENT);
    assertThat(failed().reason()).contains("cannot be stored", "ENOSPC");
    assertThat(server.asked).hasSize(1);
    disk.heal();
    assertThat(issue()).isInstanceOf(Issued.class);
    assertThat(server.asked.get(1).form().get("refresh_token")).endsWith("-rt-alice-2");
  }

  @Test
  void theWriterOfLoginsTakesNoFileOfAnotherWriterForLeftOver() {
    login();
    server.rotating();
    List<String> seen = new ArrayList<>();
    Host host = disk.host();
    logins = new LoginFiles(host, directory);
    Issued made = issued();
    disk.before("renameat", () -> seen.addAll(names()));
    assertThat(keep(made)).isEmpty();
    assertThat(seen)
        .filteredOn(DurableBatch::isTemp)
        .isNotEmpty()
        .noneMatch(host.durableBatch()::isLeftover);
  }

  private List<String> names() {
    try (Stream<Path> files = Files.list(directory.resolve("alice"))) {
      return files.map(file -> file.getFileName().toString()).toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  void theClientThatTheUserLoggedInWithIsShown() {
    login();
    file("box.meta", "{\"client_id\":\"earlier\",\"client_secret\":\"other\"}");
    issued();
    assertThat(server.asked.get(0).form())
        .containsEntry("client_id", "earlier")
        .containsEntry("client_secret", "other");
    file("box.meta", "{\"client_id\":\"htcondor\",\"client_secret\":\"old\"}");
    issued();
    assertThat(server.asked.get(1).form()).containsEntry("client_secret", CLIENT_SECRET);
  }

  @ParameterizedTest
  @CsvSource({"'{\"client_id\":\"htc'", "''", "[]"})
  void aLoginWhoseClientCannotBeReadIsNotShownAsAnotherClient(String meta) {
    login();
    file("box.meta", meta);
    Failed failure = failed();
    assertThat(failure.kind()).isEqualTo(FailureKind.TRANSIENT);
    assertThat(failure.reason()).contains(".meta");
    assertThat(server.asked).isEmpty();
  }

  @Test
  void aMetaFileWithoutAClientDoesNotMatter() {
    login();
    file("box.meta", "{\"client_id\":7}");
    assertThat(issue()).isInstanceOf(Issued.class);
  }

  @Test
  void aMetaFileOfAnySizeIsAFailureThatMayPass() throws Exception {
    login();
    try (RandomAccessFile large =
        new RandomAccessFile(directory.resolve("alice/box.meta").toFile(), "rw")) {
      large.setLength(100 << 20);
    }
    assertThat(failed().kind()).isEqualTo(FailureKind.TRANSIENT);
  }

  @ParameterizedTest
  @CsvSource({
    "alice@foo",
    "'{}'",
    "'{\"refresh_token\":\"\"}'",
    "'{\"refresh_token\":\" \"}'",
    "'{\"refresh_token\":\"MARKED'"
  })
  void aRequestWithoutALoginNeedsTheUser(String content) {
    file("box.top", content);
    assertThat(failed().kind()).isEqualTo(FailureKind.NEEDS_USER);
    assertThat(server.asked).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "400|{\"error\":\"invalid_grant\"}|NEEDS_USER|log in again",
        "401|{\"error\":\"invalid_client\"}|PERMANENT|CLIENT_SECRET_FILE",
        "400|{\"error\":\"unauthorized_client\"}|PERMANENT|CLIENT_ID",
        "400|{\"error\":\"unsupported_grant_type\"}|PERMANENT|unsupported_grant_type",
        "400|{\"error\":\"MARKED-SECRET x\"}|TRANSIENT|status 400",
        "400|{\"error\":\"temporarily_unavailable\"}|TRANSIENT|temporarily_unavailable",
        "500|oops|TRANSIENT|status 500",
        "502|<html>MARKED-SECRET</html>|TRANSIENT|no JSON",
        "200|<html>log in</html>|TRANSIENT|no JSON",
        "200|{\"access_token\":7}|TRANSIENT|no token",
        "200|{\"access_token\":\"a\",\"access_token\":\"b\"}|TRANSIENT|no JSON",
        "404|{}|TRANSIENT|status 404",
        "302|{}|TRANSIENT|a redirect, not followed",
        "429|{\"error\":\"invalid_request\"}|TRANSIENT|invalid_request"
      })
  void afterAFailureItIsClearWhoCanMendIt(
      int status, String body, FailureKind kind, String reason) {
    login();
    server.next(status, body, "Location", "http://127.0.0.1:1/");
    Failed failure = failed();
    assertThat(failure.kind()).isEqualTo(kind);
    assertThat(failure.reason()).contains(reason, server.tokenUrl().toString());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "120|120",
        "0|0",
        "999999999|3600",
        "Sat, 28 Nov 2026 06:02:00 GMT|120",
        "Sat, 28 Nov 2026 05:00:00 GMT|-1",
        "soon|-1",
        "-5|-1"
      })
  void whenToComeAgainIsObeyedWithinReason(String header, long seconds) {
    login();
    server.next(429, "{}", "Retry-After", header);
    assertThat(failed().retryAfter().map(Duration::toSeconds).orElse(-1L)).isEqualTo(seconds);
  }

  @ParameterizedTest
  @CsvSource({
    "3600, 3600",
    "'\"3600\"', 3600",
    "1e3, 1000",
    "0, -1",
    "-1, -1",
    "null, -1",
    "'\"soon\"', -1",
    "1000000000000, 251000000000",
    "1e300, 251000000000"
  })
  void onlyTheAnswersOwnExpiryCounts(String expiresIn, long seconds) {
    login();
    server.next(200, "{\"access_token\":\"t\",\"expires_in\":" + expiresIn + "}");
    Issuance answer = issue();
    if (seconds < 0) {
      assertThat(answer)
          .isInstanceOfSatisfying(
              Failed.class, one -> assertThat(one.reason()).contains("expires_in"));
    } else {
      Duration life = ((Issued) answer).description().lifetime();
      assertThat(life.toSeconds()).isBetween(seconds, seconds * 101 / 100);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\"access_token\":\"t\"",
        "\"access_token\":7",
        "\"access_token\":null",
        "\"token_type\":\"Bearer\"",
        "\"access_token\":\"t\",\"expires_in\":-1"
      })
  void aRotatedRefreshTokenIsKeptEvenWhereTheRestOfTheAnswerCannotBeUsed(String rest) {
    login();
    server.next(200, "{" + rest + ",\"refresh_token\":\"MARKED-SECRET-next\"}");
    Issuance answer = issue();
    assertThat(answer).isInstanceOf(Failed.class);
    assertThat(json(answer.successor().orElseThrow()))
        .containsEntry("refresh_token", "MARKED-SECRET-next");
  }

  @Test
  void anAnswerOfAHundredMegabytesIsCutShort() {
    login();
    server.next(
        exchange -> {
          exchange.sendResponseHeaders(200, 100L << 20);
          byte[] part = new byte[1 << 16];
          Arrays.fill(part, (byte) ' ');
          for (int i = 0; i < 1600; i++) {
            exchange.getResponseBody().write(part);
          }
        });
    assertThat(failed().reason()).contains("more than 65536 bytes");
  }

  @Test
  void anAnswerThatStopsHalfWayIsGivenUp() {
    limit = Duration.ofMillis(300);
    login();
    server.nextHangs("{\"access_token\":\"MARKED-SECRET\",");
    assertThat(failed().reason()).contains("no complete answer within");
  }

  @Test
  void anIssuerThatIsAwayMayComeBack() {
    login();
    server.close();
    assertThat(failed().kind()).isEqualTo(FailureKind.TRANSIENT);
  }

  @ParameterizedTest
  @CsvSource({
    "'{\"access_token\":\"t\",\"expires_in\":3600,\"expires_at\":1764313200.5,\"scope\":[\"a\",\"b\"]}', a b",
    "'{\"access_token\":\"t\",\"expires_at\":1764313200}', ''"
  })
  void aFileOfTheWebApplicationIsRead(String content, String scope) {
    Description read =
        ((Decoded) issuer(false).read(content.getBytes(StandardCharsets.UTF_8))).description();
    assertThat(read.expiresAt().getEpochSecond()).isEqualTo(1764313200);
    assertThat(read.scope()).isEqualTo(scope);
  }

  @ParameterizedTest
  @CsvSource({"'{\"access_token\":\"t\"}'", "'{}'", "''", "MARKED-SECRET", "'{\"expires_at\":1}'"})
  void whatHoldsNoTokenWithAnEndIsNone(String content) {
    assertThat(issuer(false).read(content.getBytes(StandardCharsets.UTF_8)))
        .isInstanceOfSatisfying(
            Unreadable.class, one -> assertThat(one.reason()).doesNotContain(FakeIssuer.MARK));
  }

  @Test
  void aClientThatIsBlankInTheMetaFileIsNone() {
    login();
    file("box.meta", "{\"client_id\":\" \"}");
    issued();
    assertThat(server.asked.get(0).form()).containsEntry("client_id", "htcondor");
  }

  @Test
  void aNumberThatIsTooLargeLosesNoRotatedRefreshToken() {
    file("box.top", "{\"refresh_token\":\"" + server.login("alice") + "\",\"x\":[{\"y\":1e999}]}");
    server.next(
        200,
        "{\"access_token\":\"t\",\"expires_in\":60,\"x\":1e999,\"refresh_token\":\"MARKED-SECRET-next\"}");
    assertThat(keep(issued())).isEmpty();
    assertThat(top()).contains("MARKED-SECRET-next", "\"y\":null");
  }

  /** As HTCondor's storer leaves it. */
  private void subjectToken() {
    exchange = Optional.of(new Allowance(List.of(Allowance.ANY), List.of(Allowance.ANY)));
    file(
        "box.top",
        "{\"access_token\":\"MARKED-SECRET-subject\",\"scope\":\"a b\",\"audience\":\"https://o\"}");
  }

  @Test
  void aUsersTokenIsExchangedOnceAndRenewedFromThenOn() {
    subjectToken();
    server.next(
        200,
        "{\"access_token\":\"t\",\"expires_in\":60,\"refresh_token\":\"MARKED-SECRET-first\"}");
    assertThat(keep(issued())).isEmpty();
    assertThat(server.asked.get(0).form())
        .containsEntry("grant_type", "urn:ietf:params:oauth:grant-type:token-exchange")
        .containsEntry("subject_token", "MARKED-SECRET-subject")
        .containsEntry("subject_token_type", "urn:ietf:params:oauth:token-type:access_token")
        .containsEntry("scope", "a b")
        .containsEntry("audience", "https://o")
        .containsEntry("client_secret", CLIENT_SECRET);
    assertThat(top())
        .contains("MARKED-SECRET-first", "\"scope\":\"a b\"")
        .doesNotContain("-subject");
    server.next(200, "{\"access_token\":\"u\",\"expires_in\":60}");
    issued();
    assertThat(server.asked.get(1).form())
        .containsEntry("grant_type", "refresh_token")
        .containsEntry("refresh_token", "MARKED-SECRET-first")
        .doesNotContainKeys("scope", "subject_token");
  }

  @Test
  void anExchangeWithoutARefreshTokenIsMadeAgainEachTime() {
    subjectToken();
    for (int i = 0; i < 2; i++) {
      server.next(200, "{\"access_token\":\"t\",\"expires_in\":60}");
      assertThat(issued().successor()).isEmpty();
    }
    assertThat(server.asked).allSatisfy(one -> assertThat(one.form()).containsKey("subject_token"));
  }

  @ParameterizedTest
  @CsvSource({
    "invalid_request, NEEDS_USER",
    "invalid_grant, NEEDS_USER",
    "invalid_target, PERMANENT",
    "unsupported_grant_type, PERMANENT",
    "unauthorized_client, PERMANENT"
  })
  void anExchangeThatIsRefusedIsToldToWhomItConcerns(String code, FailureKind kind) {
    subjectToken();
    server.next(400, "{\"error\":\"" + code + "\"}");
    assertThat(failed().kind()).isEqualTo(kind);
  }

  @ParameterizedTest
  @CsvSource({"a, https://o, the scope 'b'", "a b, https://p, the audience 'https://o'"})
  void aUserWhoAsksForMoreThanTheSiteAllowsIsRefusedAndNobodyIsAsked(
      String scopes, String audience, String reason) {
    subjectToken();
    exchange = Optional.of(new Allowance(List.of(scopes.split(" ")), List.of(audience)));
    assertThat(failed().kind()).isEqualTo(FailureKind.NEEDS_USER);
    assertThat(failed().reason()).contains(reason, "EXCHANGE_SCOPES");
    assertThat(server.asked).isEmpty();
  }

  @Test
  void aUserWhoDoesNotSayWhatForIsGivenWhatTheSiteAllowsAndNoMore() {
    subjectToken();
    file("box.top", "{\"access_token\":\"MARKED-SECRET-subject\"}");
    exchange = Optional.of(new Allowance(List.of("a"), List.of("https://o")));
    server.next(
        200,
        "{\"access_token\":\"t\",\"expires_in\":60,\"scope\":\"a root\",\"refresh_token\":\"MARKED-SECRET-n\"}");
    Failed failed = (Failed) issue();
    assertThat(failed.reason()).contains("the scope 'root'");
    assertThat(failed.successor()).isPresent();
    assertThat(server.asked.get(0).form())
        .containsEntry("scope", "a")
        .containsEntry("audience", "https://o");
  }

  @Test
  void aTokenThatIsNoLoginIsNotExchangedWhereUsersLogIn() {
    subjectToken();
    exchange = Optional.empty();
    assertThat(failed().kind()).isEqualTo(FailureKind.NEEDS_USER);
    assertThat(server.asked).isEmpty();
  }

  @Test
  void anIssuerThatWasReplacedAsksNobody() {
    login();
    RefreshIssuer old = issuer(false);
    old.retire();
    assertThat(old.issue(plan(), NOW))
        .isInstanceOfSatisfying(
            Failed.class, one -> assertThat(one.kind()).isEqualTo(FailureKind.TRANSIENT));
    assertThat(server.asked).isEmpty();
  }

  private FileState loginFile() {
    try (Directory top = disk.host().openDirectoryFollowingLink(directory);
        Directory user = top.child("alice")) {
      return user.state("box.top").orElseThrow();
    } catch (PosixException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void aRotatedRefreshTokenIsNoNewLogin() {
    login();
    server.rotating();
    long before = logins.login(ID, loginFile());
    for (int i = 0; i < 2; i++) {
      assertThat(keep(issued())).isEmpty();
      assertThat(logins.login(ID, loginFile())).isEqualTo(before);
    }
    login();
    assertThat(logins.login(ID, loginFile())).isNotEqualTo(before);
  }

  @Test
  void aLoginThatWasOnlyTouchedOrStoredAgainTakesItsSuccessor() {
    login();
    server.rotating();
    Issued made = issued();
    file("box.top", top());
    assertThat(keep(made)).isEmpty();
    assertThat(top()).contains("-rt-alice-2");
  }

  @Test
  void aRefreshTokenThatIsNotStoredYetSurvivesADirectoryThatCannotBeRead() {
    login();
    server.rotating();
    Issued made = issued();
    disk.failAlways("renameat", "ENOSPC");
    assertThat(keep(made)).isPresent();
    disk.heal();
    disk.failAlways("statx", "EIO");
    assertThat(failed().kind()).isEqualTo(FailureKind.TRANSIENT);
    disk.heal();
    assertThat(issue()).isInstanceOf(Issued.class);
    assertThat(server.asked.get(1).form().get("refresh_token")).endsWith("-rt-alice-2");
  }

  @Test
  void aUserWhoseOwnClientIsRefusedHasToLogInAgainAndNobodyElseIsStopped() {
    login();
    file("box.meta", "{\"client_id\":\"earlier\",\"client_secret\":\"other\"}");
    server.next(401, "{\"error\":\"invalid_client\"}");
    RefreshIssuer issuer = issuer(false);
    Failed failure = (Failed) issuer.issue(plan(), NOW);
    assertThat(failure.kind()).isEqualTo(FailureKind.NEEDS_USER);
    assertThat(failure.reason()).contains("client earlier", "log in again");
    assertThat(issuer.wasRefused()).isFalse();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "\"access_token\":\"\"|no access_token",
        "\"access_token\":\" \"|no access_token",
        "\"access_token\":\"t\",\"token_type\":\"mac\"|not Bearer"
      })
  void whatIsNoBearerTokenReplacesNoToken(String members, String reason) {
    login();
    server.next(200, "{\"expires_in\":60,\"refresh_token\":\"MARKED-SECRET-n\"," + members + "}");
    Failed failure = failed();
    assertThat(failure.reason()).contains(reason);
    assertThat(failure.successor()).isPresent();
  }

  @Test
  void whatAnIssuerAnswersBesideTheTokenIsNotForJobs() {
    login();
    server.next(
        200,
        "{\"access_token\":\"t\",\"token_type\":\"bearer\",\"expires_in\":60,\"device_secret\":\"x\"}");
    assertThat(json(issued().content()).keySet())
        .containsExactlyInAnyOrder(
            "access_token", "token_type", "expires_in", "expires_at", "credmint_login");
  }
}
