// SPDX-License-Identifier: Apache-2.0
package org.credmint.cli.keys;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import org.credmint.audit.search.AuditFiles;
import org.credmint.os.Host;
import org.credmint.provider.Provider;
import org.credmint.rotation.RingSite;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** The commands about a key ring, beside a daemon that uses it. */
class KeyRingCommandsTest {
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  @TempDir private Path directory;
  private RingSite site;

  @BeforeEach
  void serve() throws IOException {
    site = new RingSite(directory);
    site.serve();
  }

  private int run(String... words) {
    out.getBuffer().setLength(0);
    err.getBuffer().setLength(0);
    CommandLine command =
        Keys.commandLine(
            new Keys.Surroundings(
                Host.create(),
                () -> site.now,
                (host, name) -> site.reading(),
                name -> AuditFiles.of(List.of(directory.resolve("Ledger"))),
                url -> {
                  throw new IOException("no network");
                }));
    command.setOut(new PrintWriter(out, true));
    command.setErr(new PrintWriter(err, true));
    return command.execute(words);
  }

  private String signing() {
    return site.serve().issuer().key().keyId();
  }

  private String keySet() throws IOException {
    return Files.readString(site.web().resolve("tokens.example.org/.well-known/jwks.json"));
  }

  /** The key ID that the last command printed. */
  private String printed() {
    return out.toString().replaceAll("(?s).*key ID +(\\S+).*", "$1");
  }

  @Test
  void aKeyIsReplacedByCommandsAndTheOldOneStaysUntilItsLastTokenHasExpired() throws IOException {
    String first = signing();
    assertThat(run("activate")).isEqualTo(2);
    assertThat(err.toString()).contains("has no next key", "credmint keys create");
    assertThat(run("create")).isZero();
    String next = printed();
    assertThat(out.toString()).contains("may sign     after 2026-01-03T00:00:00Z");
    assertThat(keySet()).contains(first, next);
    assertThat(run("activate")).isEqualTo(2);
    assertThat(err.toString()).contains("wait until 2026-01-03T00:00:00Z", "--emergency");
    assertThat(signing()).isEqualTo(first);

    site.now = site.now.plus(Duration.ofDays(2));
    assertThat(run("activate")).isZero();
    assertThat(out.toString()).contains(next, first).doesNotContain("reject");
    assertThat(run("retire", "--kid", first)).isEqualTo(1);
    assertThat(err.toString()).contains("has valid tokens of key " + first, "start the daemon");
    assertThat(signing()).isEqualTo(next);
    assertThat(run("retire", "--kid", first)).isEqualTo(1);
    assertThat(err.toString()).contains(first + " until 2026-01-03T00:25:00Z");
    site.now = site.now.plus(Duration.ofMinutes(26));
    assertThat(run("retire", "--kid", first)).isZero();
    assertThat(keySet()).contains(next).doesNotContain(first);
    assertThat(run("list")).isZero();
    assertThat(out.toString()).contains("withdrawn  key ID " + first, "current    key ID " + next);
  }

  @Test
  void anEmergencySaysWhatBreaks() throws IOException {
    String first = signing();
    assertThat(run("activate", "--emergency")).isZero();
    assertThat(signing()).isNotEqualTo(first);
    assertThat(out.toString())
        .contains("reject new tokens until", "credmint keys retire --kid " + first + " --force");
    assertThat(run("retire", "--kid", first, "--force")).isZero();
    assertThat(keySet()).contains(signing()).doesNotContain(first);
  }

  @Test
  void withoutAPublicationDirectoryAKeyWaitsUntilItWasPublishedByHand() throws IOException {
    site.knobs.remove("CREDMINT_PUBLICATION_DIRECTORY");
    String first = signing();
    assertThat(run("create")).isZero();
    assertThat(out.toString()).contains("when it has been published: credmint keys publish --to");
    String next = printed();
    site.now = site.now.plus(Duration.ofDays(9));
    assertThat(run("activate")).isEqualTo(2);
    assertThat(err.toString()).contains("verifiers may not know yet", "publish --to");
    assertThat(run("publish")).isEqualTo(2);
    assertThat(run("publish", "--to", site.web().toString())).isZero();
    assertThat(keySet()).contains(first, next);
    assertThat(run("activate")).isEqualTo(2);
    site.now = site.now.plus(Duration.ofDays(2));
    assertThat(run("activate")).isZero();
    assertThat(signing()).isEqualTo(next);
  }

  @Test
  void aPublicationThatFailsIsToldAndNothingElseSigns() throws IOException {
    String first = signing();
    Files.setPosixFilePermissions(site.web(), PosixFilePermissions.fromString("rwxrwxrwx"));
    assertThat(run("activate", "--emergency")).isEqualTo(2);
    assertThat(err.toString()).contains("now signs with " + first, "0777", "credmint keys publish");
    assertThat(signing()).isEqualTo(first);
  }

  @Test
  void aKeyIsImportedAndNoCommandActsWithoutARing() throws IOException {
    Path own =
        Files.copy(
            Path.of("test-fixtures/keys/rsa-openssl-pkcs8.pem"), directory.resolve("own.pem"));
    Files.setPosixFilePermissions(own, PosixFilePermissions.fromString("rw-------"));
    assertThat(run("import", own.toString(), "--kid", "2027")).isZero();
    assertThat(keySet()).contains("\"kid\":\"2027\"", "RS256");
    site.knobs.remove("CREDMINT_KEY_RING");
    assertThat(run("activate")).isEqualTo(2);
    assertThat(err.toString()).contains("no provider has a key ring", "CREDMINT_KEY_RING");
  }

  @Test
  void checkFetchesWhatVerifiersFind() throws IOException {
    List<Provider> providers = List.of(site.serve());
    IssuerKeys issuers =
        new IssuerKeys(
            url -> Files.readAllBytes(site.web().resolve(url.substring("https://".length()))));
    assertThat(issuers.problems(providers)).isEmpty();
    Path keySet = site.web().resolve("tokens.example.org/.well-known/jwks.json");
    Files.writeString(keySet, "{\"keys\":[]}");
    assertThat(issuers.problems(providers).toString())
        .contains(RingSite.ISSUER, "does not have the key " + signing(), "see keys.md");
    IssuerKeys offline =
        new IssuerKeys(
            url -> {
              throw new IOException("no network");
            });
    assertThat(offline.problems(providers).toString()).contains("cannot fetch", "no network");
  }

  @Test
  void wrongArgumentsChangeNothing() throws IOException {
    String before = Files.readString(directory.resolve("ring/ring.json"));
    Path own = directory.resolve("first.pem");
    assertThat(run("import", own.toString(), "--kid", "")).isEqualTo(2);
    assertThat(err.toString()).contains("--kid is empty");
    assertThat(run("import", own.toString())).isEqualTo(2);
    assertThat(run("publish", "--also", own.toString())).isEqualTo(2);
    assertThat(err.toString()).contains("need --to");
    assertThat(run("activate", "--use-next")).isEqualTo(2);
    assertThat(err.toString()).contains("need --emergency");
    assertThat(run("retire", "--kid", "nobody")).isEqualTo(2);
    assertThat(err.toString()).contains("has no key nobody");
    assertThat(run("create", "--ring", "/nowhere")).isEqualTo(2);
    assertThat(err.toString()).contains("no provider has the ring /nowhere");
    assertThat(directory.resolve("ring/ring.json")).hasContent(before);
  }

  @Test
  void aProviderWithAMistakeWouldGoOnWithTheOldKey() {
    site.knobs.put("CREDMINT_KEY_CACHE_TIME", "0");
    assertThat(run("create")).isZero();
    site.knobs.put("LOCAL_CREDMON_PROVIDER_NAMES", "a b");
    site.knobs.put("LOCAL_CREDMON_b_TOKEN_LIFETIME", "20m");
    assertThat(run("activate")).isEqualTo(2);
    assertThat(err.toString()).contains("go on signing with the old key", "TOKEN_LIFETIME");
    assertThat(run("activate", "--emergency")).isZero();
    assertThat(err.toString()).contains("warning", "goes on signing with the old key");
  }

  @Test
  void keysOfARingArePublishedByHandOnlyWhereEveryIssuerHasThem() throws IOException {
    site.knobs.remove("CREDMINT_PUBLICATION_DIRECTORY");
    site.knobs.put("LOCAL_CREDMON_PROVIDER_NAMES", "a b");
    site.knobs.put("LOCAL_CREDMON_b_ISSUER", "https://other.example.org");
    site.serve();
    run("create");
    String to = site.web().toString();
    assertThat(run("publish", "--to", to, "--issuer", RingSite.ISSUER)).isZero();
    assertThat(Files.readString(directory.resolve("ring/ring.json")).split("\"published\"", -1))
        .as("the first key alone, which the daemon had published")
        .hasSize(2);
    assertThat(run("publish", "--to", to)).isZero();
    assertThat(Files.readString(directory.resolve("ring/ring.json")).split("\"published\"", -1))
        .hasSize(3);
  }

  @Test
  void checkTellsAKeyThatIsTooOldOrNotPublished() throws IOException {
    assertThat(site.found()).isEmpty();
    Files.delete(site.web().resolve("tokens.example.org/.well-known/jwks.json"));
    assertThat(site.found())
        .singleElement()
        .asString()
        .contains("does not have the key that signs");
    site.serve();
    site.now = site.now.plus(Duration.ofDays(400));
    assertThat(site.found()).singleElement().asString().contains("should have replaced it");
    site.knobs.put("CREDMINT_KEY_MAX_AGE", "864000");
    assertThat(site.found().toString()).contains("has no next key", "look in the daemon's log");
  }
}
