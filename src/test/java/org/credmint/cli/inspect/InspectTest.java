// SPDX-License-Identifier: Apache-2.0
package org.credmint.cli.inspect;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.util.JSONObjectUtils;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.credmint.config.pool.PasswordFiles;
import org.credmint.content.TestCertificates;
import org.credmint.content.TestTokens;
import org.credmint.content.signature.KeySetDownload;
import org.credmint.content.signature.KnownKeys;
import org.credmint.content.signature.PoolKeys;
import org.credmint.issue.MalformedTokenException;
import org.credmint.issue.idtoken.TokenKeys;
import org.credmint.key.KeyFiles;
import org.credmint.os.Host;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** The command as a person sees it. */
final class InspectTest {
  private static final Instant NOW = TestCertificates.FROM.plusSeconds(60);

  @TempDir private Path directory;

  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();
  private final ECKey key = TestTokens.key("k1");
  private final String token = TestTokens.signed(key, TestTokens.CLAIMS);
  private String input = "";

  @BeforeEach
  void write() throws IOException {
    file("token", token + "\n");
    file("jwks", "{\"keys\":[" + key.toPublicJWK().toJSONString() + "]}");
  }

  private Path file(String name, String content) throws IOException {
    return Files.writeString(directory.resolve(name), content);
  }

  private int run(String... words) {
    Inspect inspect =
        new Inspect(
            new ByteArrayInputStream(input.getBytes(StandardCharsets.UTF_8)),
            () -> NOW,
            (daemon, now) -> ownKeys(daemon),
            this::declaredPurposes,
            KeySetDownload::ofTheJdk);
    String[] there =
        Arrays.stream(words).map(word -> word.replace("@", directory + "/")).toArray(String[]::new);
    return new CommandLine(inspect)
        .setOut(new PrintWriter(out, true))
        .setErr(new PrintWriter(err, true))
        .setExpandAtFiles(false)
        .execute(there);
  }

  private Inspect.Keys ownKeys(String daemon) throws IOException {
    assertThat(daemon).isEqualTo("CREDMON_X");
    try {
      byte[] jwks = Files.readAllBytes(directory.resolve("jwks"));
      return new Inspect.Keys(KnownKeys.ofJwks(jwks).amongOthers(), Optional.of(pool()));
    } catch (MalformedTokenException e) {
      throw new IOException(e);
    }
  }

  private List<String> declaredPurposes(String daemon) throws IOException {
    if (daemon.equals("CREDMON_X")) {
      return List.of("Robots");
    }
    throw new IOException("there is no HTCondor");
  }

  private PoolKeys pool() {
    Host host = Host.create();
    PasswordFiles files = new PasswordFiles(directory.resolve("POOL"), directory, false);
    KeyFiles reader = new KeyFiles(host, host.identity().uid());
    return new PoolKeys(new TokenKeys(files, reader, Optional.empty()));
  }

  private String signature() {
    return token.substring(token.lastIndexOf('.') + 1);
  }

  @Test
  void aSoundTokenIsShownWithItsTimesInWordsAndWithoutItsSignature() {
    assertThat(run("--jwks", "@jwks", "@token")).isZero();
    assertThat(out.toString())
        .startsWith(directory + "/token: sound\n")
        .contains(
            "is             a SciToken\n",
            "scope          read:/a write:/b\n",
            "exp            2026-11-28T00:15:00Z (in 14 min)\n",
            "iat            2026-11-28T00:00:00Z (1 min ago)\n",
            "profile        scitoken:2.0\n",
            "valid          is valid for another 14 min\n",
            "signature      good: signed with key k1 (ES256)\n")
        .doesNotContain(signature());
    assertThat(err.toString()).isEmpty();
  }

  @Test
  void withoutKeysTheSignatureIsSaidToBeUnchecked() {
    assertThat(run("@token")).isZero();
    assertThat(out.toString())
        .contains("token: sound, but the signature is not checked\n", "--jwks, or --own-keys");
  }

  @Test
  void theDaemonsOwnKeysJudgeToo() {
    assertThat(run("--own-keys", "-n", "CREDMON_X", "@token")).isZero();
    assertThat(out.toString()).contains("good: signed with key k1 (ES256)");
  }

  @Test
  void anIdtokenIsJudgedByTheKeyFileThatItNames() throws IOException {
    String claims = "{\"iss\":\"pool\",\"sub\":\"a@pool\",\"iat\":1795824000,\"jti\":\"1\"}";
    file("forged", TestTokens.signed(new byte[32], "site", claims));
    file("elsewhere", TestTokens.signed(new byte[32], "../key", claims));
    file("unknown", TestTokens.signed(new byte[32], "other", claims));
    Files.setPosixFilePermissions(
        Files.write(directory.resolve("site"), new byte[32]),
        PosixFilePermissions.fromString("rw-------"));
    String[] words = {"--own-keys", "-n", "CREDMON_X", "@forged", "@elsewhere", "@unknown"};
    assertThat(run(words)).isEqualTo(1);
    assertThat(out.toString())
        .contains(
            "bad: it was not signed with this pool's key site\n",
            "bad: its key ID ../key cannot be the name of a key file\n",
            "not checked: this machine has no key other\n");
  }

  /** HTCondor reads several tokens from a file in tokens.d; readers of SciTokens do not. */
  @Test
  void aFileOfSeveralIdtokensIsJudgedTokenByToken() throws IOException {
    String good = TestTokens.signed(new byte[32], "POOL", "{\"iss\":\"p\",\"sub\":\"a@p\"}");
    String old =
        TestTokens.signed(new byte[32], "POOL", "{\"iss\":\"p\",\"sub\":\"b@p\",\"exp\":9}");
    file("tokens.d", "# two\n" + good + "\n" + old + "\n");
    assertThat(run("@tokens.d")).isEqualTo(1);
    assertThat(out.toString()).contains("/tokens.d token 1: sound", "/tokens.d token 2: REFUSED\n");
    file("mixed", good + "\n" + token + "\n");
    assertThat(run("@mixed")).isEqualTo(1);
    assertThat(out.toString()).contains("it contains more than one line beside comments");
  }

  @Test
  void severalFilesAreOneObjectALineForPrograms() throws Exception {
    file("forged", TestTokens.signed(TestTokens.key("k1"), TestTokens.CLAIMS));
    input = "eyJhbGciOiJub25lIn0.e30.";
    assertThat(run("--format=json", "--jwks=@jwks", "@token", "@forged", "-")).isEqualTo(1);
    List<String> lines = out.toString().lines().toList();
    assertThat(lines).hasSize(3);
    Map<String, Object> sound = JSONObjectUtils.parse(lines.get(0));
    assertThat(sound)
        .containsEntry("schema", 1L)
        .containsEntry("sound", true)
        .containsEntry("type", "scitoken")
        .containsEntry("expires_at", "2026-11-28T00:15:00Z")
        .containsEntry("identity", "https://ap.example alice");
    assertThat(JSONObjectUtils.parse(lines.get(1)).get("signature"))
        .isEqualTo(Map.of("verdict", "REFUSED", "reason", "bad: it was not signed with this key"));
    assertThat(JSONObjectUtils.parse(lines.get(2)).get("validity"))
        .isEqualTo(
            Map.of("verdict", "UNREADABLE", "reason", "the token's signature is not base64url"));
    assertThat(out.toString()).doesNotContain(signature());
  }

  @Test
  void whatCannotBeReadIsSaidAndTheOthersAreShown() {
    assertThat(run("@nothing", "@token", directory.toString())).isEqualTo(2);
    assertThat(err.toString()).contains("/nothing: no such file\n", directory + ": ");
    assertThat(out.toString()).contains("token: sound");
    assertThat(run("--jwks=@nothing", "@token")).isEqualTo(2);
    assertThat(run("--jwks=@token", "@token")).isEqualTo(2);
    assertThat(err.toString()).contains("/token: not valid JSON\n");
  }

  @Test
  void aTypeOrALifetimeThatIsNotThereIsARefusal() {
    assertThat(run("--type=idtoken", "@token")).isEqualTo(1);
    assertThat(out.toString()).contains("not idtoken: it is a SciToken (scitoken)");
    assertThat(run("--minimum-lifetime=3600", "@token")).isEqualTo(1);
    assertThat(out.toString()).contains("is valid for another 14 min, but must be for 1 h");
  }

  /** Issue 709 of GlideinWMS: the trust domain counts, not the type alone. */
  @Test
  void theCredentialThatASiteAsksForIsChosenAndTheOthersHaveTheirReason() throws IOException {
    TestCertificates.Made alice =
        TestCertificates.person(TestCertificates.root(), "Alice", NOW.plusSeconds(900));
    file("cert.pem", alice.certificate());
    file("key.pem", alice.key());
    file("old", TestTokens.signed(key, TestTokens.CLAIMS.replace("1795824900", "1795824030")));
    file("broken", "eyJhbGciOi");
    int status =
        run(
            "--auth-method=scitoken,cert_pair;projectid",
            "--purpose=request",
            "--trust-domain=OSG",
            "--parameter=ProjectId=TG-1",
            "--credential=trust_domain=FNAL,file=@token",
            "--credential=type=x509_pair,file=@cert.pem,private=@key.pem",
            "@old",
            "@broken");
    assertThat(status).isZero();
    assertThat(out.toString())
        .contains(
            "auth_method scitoken,x509_pair;ProjectId: satisfied\n",
            "  for scitoken,x509_pair, chosen x509_pair: " + directory + "/cert.pem",
            "    not scitoken " + directory + "/old: expired 30 s ago\n",
            "    not scitoken " + directory + "/broken: the token does not have the three parts",
            "    not scitoken " + directory + "/token: its trust domain is 'FNAL', not 'OSG'\n",
            "  for ProjectId, chosen ProjectId: \"TG-1\" (is given)\n")
        .containsPattern("  id             [0-9a-f]{64}\n  GlideinWMS id  [A-Z2-7]{8}\n");
    assertThat(run("--auth-method=idtoken", "--purpose=callback", "--format=json", "@token"))
        .isEqualTo(1);
    assertThat(out.toString()).contains("\"satisfied\":false", "\"why\":\"NOT_GIVEN\"");
  }

  @Test
  void mistakesOnTheCommandLineAreNamed() {
    assertMistake("'reqest' is not a purpose that is declared", "--purpose=reqest", "@token");
    assertMistake("'' is not a purpose that is declared", "--purpose=", "@token");
    assertMistake(
        "--auth-method contains 'voms_attr'",
        "--auth-method=voms_attr",
        "--purpose=request",
        "@token");
    assertMistake("--auth-method needs --purpose", "--auth-method=token", "@token");
    assertMistake("'jwt' is not a type of credential: use token, scitoken", "--type=jwt", "@token");
    assertMistake("x509_cert (grid_proxy)", "--type=jwt", "@token");
    assertMistake("name a file, or -", "--type=token");
    assertMistake("--format=xml: use text or json", "--format=xml", "@token");
    assertMistake("names no file: add file=PATH", "--credential=type=token");
    assertMistake("private= is for pairs", "--credential=file=@token,private=@jwks");
    assertMistake("type is given twice", "--credential=type=token,type=text,file=x");
    assertMistake("'kind=x' is not NAME=VALUE", "--credential=kind=x,file=x");
    assertMistake(
        "minimum_lifetime=1h is not", "--credential=purpose=request,minimum_lifetime=1h,file=x");
    assertMistake("must not be negative", "--skew=-1", "@token");
    assertThat(run("--purpose=Robots", "--declare-purpose=robots", "@token")).isZero();
  }

  @Test
  void theConfigurationsPurposesCountWhereTheCommandLineDoesNotKnowThem() {
    assertThat(run("--name=CREDMON_X", "--purpose=robots", "@token")).isZero();
    assertThat(
            run(
                "--name=CREDMON_X",
                "--auth-method=scitoken",
                "--purpose=robots",
                "--credential=purpose=ROBOTS,file=@token"))
        .isZero();
    assertMistake(
        "'cobots' is not a purpose that is declared: callback, payload, request, robots;",
        "--name=CREDMON_X",
        "--purpose=cobots",
        "@token");
    assertMistake(
        "(the configuration cannot be read: there is no HTCondor)", "--purpose=robots", "@token");
  }

  private void assertMistake(String message, String... words) {
    err.getBuffer().setLength(0);
    assertThat(run(words)).as(message).isEqualTo(2);
    assertThat(err.toString()).contains(message);
  }
}
