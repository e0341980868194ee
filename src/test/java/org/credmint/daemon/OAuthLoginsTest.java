// SPDX-License-Identifier: Apache-2.0
package org.credmint.daemon;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.credmint.config.TestKnobs;
import org.credmint.config.knob.Problem;
import org.credmint.credential.CredentialId;
import org.credmint.event.CredentialEvent;
import org.credmint.htcondor.NameRule;
import org.credmint.issue.endpoint.FakeIssuer;
import org.credmint.issue.lane.Lanes;
import org.credmint.oauth.OAuthLoader;
import org.credmint.oauth.TestLoader;
import org.credmint.os.Host;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Users' logins from {@code .top} to the file for jobs, with a scripted issuer. */
final class OAuthLoginsTest {
  private static final Duration HALF_AND_MORE = Duration.ofSeconds(1200 * 6 / 10);

  @TempDir private Path temporary;
  private final FakeIssuer server = new FakeIssuer().rotating();
  private final BlockingQueue<CredentialId> told = new LinkedBlockingQueue<>();
  private TestMonitor monitor;
  private Lanes lanes;
  private final Host host = Host.create();

  @BeforeEach
  void open() throws IOException {
    start();
  }

  private void start() throws IOException {
    monitor =
        new TestMonitor(temporary, host, host)
            .names(new NameRule(true, Set.of(), Set.of(), Set.of("box")));
    Files.writeString(temporary.resolve("secret"), FakeIssuer.MARK + "-client\n");
    lanes = new Lanes();
    lanes.tell(told::add);
    serve();
  }

  /** As a start or a reload does it. */
  private void serve() {
    TestKnobs knobs =
        TestKnobs.smallest()
            .set("SEC_CREDENTIAL_DIRECTORY_OAUTH", monitor.directory.toString())
            .set("OAUTH2_CREDMON_PROVIDER_NAMES", "box")
            .set("box_CLIENT_ID", "htcondor")
            .set("box_CLIENT_SECRET_FILE", temporary.resolve("secret").toString())
            .set("box_TOKEN_URL", server.tokenUrl().toString());
    List<Problem> problems = new ArrayList<>();
    OAuthLoader loader = TestLoader.of(host, lanes, monitor::now);
    loader.load(knobs.settings(), Map.of(), 0, problems).values().forEach(monitor::serve);
  }

  @AfterEach
  void close() {
    lanes.close();
    monitor.close();
    server.close();
  }

  private String login(String user) {
    String token = server.login(user);
    store(user, token);
    return token;
  }

  /** As the credd does it: a new file in the place of the old one. */
  private void store(String user, String token) {
    try {
      Path directory = monitor.user(user);
      Path fresh = directory.resolve("box.top.tmp");
      Files.writeString(fresh, "{\"refresh_token\":\"" + token + "\"}");
      Files.move(fresh, directory.resolve("box.top"), StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private String read(String user, String suffix) {
    try {
      Path file = monitor.directory.resolve(user).resolve("box." + suffix);
      return Files.exists(file) ? Files.readString(file) : "";
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** So many calls come to their end; word of it is kept from the loop. */
  private List<CredentialId> answers(int count) {
    List<CredentialId> all = new ArrayList<>();
    try {
      for (int i = 0; i < count; i++) {
        all.add(Optional.ofNullable(told.poll(20, TimeUnit.SECONDS)).orElseThrow());
      }
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
    return all;
  }

  private TestMonitor thenAnswers(int count) {
    return monitor.then(
        () -> answers(count).forEach(id -> monitor.inbox.put(new Message.Answered(id))));
  }

  private long renewals() {
    return monitor.events(CredentialEvent.Renewed.class).stream()
        .filter(event -> event.id().provider().equals("box"))
        .count();
  }

  private String lastFailure() {
    List<CredentialEvent.NotRenewed> failures = monitor.events(CredentialEvent.NotRenewed.class);
    return failures.isEmpty() ? "" : failures.get(failures.size() - 1).text();
  }

  @Test
  void aLoginIsRenewedAgainAndAgain() {
    login("alice");
    thenAnswers(1);
    monitor.thenPasses(HALF_AND_MORE);
    thenAnswers(1).run();
    assertThat(renewals()).isEqualTo(2);
    assertThat(server.asked).hasSize(2);
    assertThat(read("alice", "use")).contains("-at-alice-").doesNotContain("-rt-");
    assertThat(monitor.events(CredentialEvent.Reissuing.class)).isEmpty();
  }

  @Test
  void theHandleOfALoginIsServedWithTheMetaFileBesideIt() {
    String token = server.login("alice");
    monitor.file("alice", "box_h1.top", "{\"refresh_token\":\"" + token + "\"}");
    monitor.file("alice", "box_h1.meta", "{\"client_id\":\"htcondor\",\"client_secret\":\"x\"}");
    thenAnswers(1).run();
    assertThat(monitor.directory.resolve("alice/box_h1.use")).exists();
  }

  @Test
  void fortyOfFortyOneAreRenewedWhereOneLoginIsRevoked() {
    for (int i = 0; i < 41; i++) {
      login("user" + i);
    }
    thenAnswers(41);
    monitor.then(() -> server.revoke(refreshToken("user17"))).thenPasses(HALF_AND_MORE);
    thenAnswers(41).run();
    assertThat(monitor.events(CredentialEvent.NotRenewed.class))
        .extracting(CredentialEvent.NotRenewed::text)
        .hasSize(1);
    assertThat(renewals()).isEqualTo(41 + 40);
    assertThat(lastFailure())
        .contains("user17", "log in again", "current token valid until")
        .endsWith("not retrying until the request or the configuration changes");
    assertThat(read("user17", "use")).contains("-at-user17-");
  }

  private String refreshToken(String user) {
    return read(user, "top").replaceAll(".*\"refresh_token\":\"([^\"]*)\".*", "$1");
  }

  @Test
  void aRevokedLoginIsNotShownAgainUntilTheUserLogsInAnew() {
    store("alice", "unknown");
    thenAnswers(1);
    monitor
        .thenPasses(Duration.ofHours(2))
        .thenPasses(Duration.ofHours(2))
        .then(() -> assertThat(server.asked).hasSize(1))
        .then(() -> login("alice"))
        .thenUserChanges("alice");
    thenAnswers(1).run();
    assertThat(server.asked).hasSize(2);
    assertThat(read("alice", "use")).contains("-at-alice-");
  }

  @Test
  void aNewLoginReplacesALivingTokenAtOnce() {
    login("alice");
    thenAnswers(1);
    monitor.then(() -> login("alice")).thenUserChanges("alice");
    thenAnswers(1).run();
    assertThat(renewals()).isEqualTo(2);
  }

  @Test
  void aRotatedRefreshTokenIsOnDiskBeforeTheAccessTokenAndSurvivesAKillBetweenThem()
      throws IOException {
    String first = login("alice");
    monitor.then(() -> answers(1)).run(); // the loop is never told: as if it were killed here
    String rotated = read("alice", "top");
    assertThat(rotated).doesNotContain(first).contains("-rt-alice-");
    assertThat(read("alice", "use")).isEmpty();
    lanes.close();
    monitor.close();
    start();
    thenAnswers(1).run();
    assertThat(server.asked.get(1).form().get("refresh_token")).isNotEqualTo(first);
    assertThat(read("alice", "use")).contains("-at-alice-");
  }

  @Test
  void anOutageIsWaitedForAndTheOldTokenStays() {
    login("alice");
    thenAnswers(1);
    monitor.then(() -> server.next(503, "busy", "Retry-After", "200")).thenPasses(HALF_AND_MORE);
    thenAnswers(1)
        .thenPasses(Duration.ofSeconds(100))
        .then(() -> assertThat(server.asked).hasSize(2))
        .thenPasses(Duration.ofSeconds(101));
    thenAnswers(1).run();
    assertThat(renewals()).isEqualTo(2);
  }

  @Test
  void anIssuerThatIsOverloadedIsLeftAloneByAllItsUsersAndNobodyIsToldOfThoseWhoWait() {
    for (int i = 0; i < 4; i++) {
      server.next(429, "{}", "Retry-After", "100");
    }
    for (int i = 0; i < 8; i++) {
      login("user" + i);
    }
    thenAnswers(4)
        .then(() -> assertThat(server.asked).hasSize(4))
        .then(() -> assertThat(monitor.events(CredentialEvent.NotRenewed.class)).hasSize(4));
    for (int i = 0; i < 8; i++) {
      monitor.thenPasses(Duration.ofSeconds(101));
      thenAnswers(1);
    }
    monitor.run();
    assertThat(renewals()).isEqualTo(8);
    assertThat(server.asked).hasSize(12);
  }

  @Test
  void whatTheAdministratorHasToFixIsTriedAgainWithTheNextReload() {
    login("alice");
    server.next(401, "{\"error\":\"invalid_client\"}");
    thenAnswers(1)
        .thenPasses(Duration.ofHours(2))
        .then(() -> assertThat(lastFailure()).contains("CLIENT_SECRET_FILE"))
        .then(() -> assertThat(server.asked).hasSize(1))
        .then(this::serve)
        .then(() -> monitor.reloadSays(monitor.configuration(0400)))
        .thenComes(new Message.Sighup());
    thenAnswers(1).run();
    assertThat(read("alice", "use")).contains("-at-alice-");
  }

  @Test
  void noSecretIsTold() {
    login("alice");
    store("bob", FakeIssuer.MARK + "-unknown");
    thenAnswers(2).run();
    assertThat(monitor.events).isNotEmpty();
    assertThat(monitor.events)
        .allSatisfy(event -> assertThat(event.text() + event).doesNotContain(FakeIssuer.MARK));
  }

  /**
   * Alice's request is turned away, so that Bob's stands in line while the configuration changes.
   */
  private void bobWaitsWhile(Runnable change) {
    login("alice");
    server.next(429, "{}", "Retry-After", "100");
    thenAnswers(1)
        .then(() -> login("bob"))
        .thenUserChanges("bob")
        .then(change)
        .then(() -> monitor.reloadSays(monitor.configuration(0400)))
        .thenComes(new Message.Sighup())
        .thenPasses(Duration.ofSeconds(101));
  }

  @Test
  void whoStandsInLineWhenTheSecretChangesIsAskedForWithTheNewOne() {
    bobWaitsWhile(
        () -> {
          clientSecret(FakeIssuer.MARK + "-new");
          serve();
        });
    thenAnswers(1).thenPasses(Duration.ofSeconds(101));
    thenAnswers(1).run();
    assertThat(server.asked.size()).isGreaterThan(1);
    assertThat(server.asked.subList(1, server.asked.size()))
        .allSatisfy(
            one -> assertThat(one.form()).containsEntry("client_secret", FakeIssuer.MARK + "-new"));
  }

  private void clientSecret(String secret) {
    try {
      Files.writeString(temporary.resolve("secret"), secret + "\n");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  void anIssuerThatIsNamedNoMoreIsShownNoLoginThatStillStandsInLine() {
    bobWaitsWhile(() -> monitor.withdraw("box"));
    thenAnswers(1).run();
    assertThat(server.asked).hasSize(1);
  }

  @Test
  void aRotationWithoutATokenIsNotTakenForANewLogin() {
    login("alice");
    server.next(200, "{\"access_token\":\"t\",\"refresh_token\":\"MARKED-SECRET-next\"}");
    thenAnswers(1).thenUserChanges("alice").then(this::nothingMoreIsAsked).run();
  }

  private void nothingMoreIsAsked() {
    try {
      assertThat(told.poll(300, TimeUnit.MILLISECONDS)).isNull();
      assertThat(server.asked).hasSize(1);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}
