// SPDX-License-Identifier: Apache-2.0
package org.credmint.live;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What Credmint finds out from HTCondor and how it writes beside it, on a real one. */
class HtcondorLiveIT {

  private static final Duration SOON = Duration.ofSeconds(60);

  private static final String KNOBS =
      """
      LOCAL_CREDMON_TOKEN_LIFETIME = 1200
      CREDMON_OAUTH.LOCAL_CREDMON_TOKEN_LIFETIME = 777
      PROBE_BLOCK @=end
        ifThenElse(Username == "alice",
          strcat("read:/of/", toUpper(Username)),
          undefined)
      @end
      LOCAL_CREDMON_AUTHZ_TEMPLATE_EXPR = $(PROBE_BLOCK)
      PROBE_SPILL = $(PROBE_BLOCK)
      CREDMON_OAUTH.PROBE_OWN = of the credmon alone
      ALL_DEBUG = D_PID D_CAT D_SUB_SECOND
      CREDMON_OAUTH_DEBUG = D_FULLDEBUG
      MAX_CREDMON_OAUTH_LOG = 6 Kb
      MAX_NUM_CREDMON_OAUTH_LOG = 3
      MAX_CREDD_LOG = 2 Kb
      MAX_NUM_CREDD_LOG = 3
      """;

  private static final Pattern LINE =
      Pattern.compile(
          "\\d\\d/\\d\\d/\\d\\d \\d\\d:\\d\\d:\\d\\d\\.\\d{3} \\(pid:\\d+\\) \\(D_[A-Z]+(:2)?\\)"
              + " .*");

  private static LivePool pool;
  private static Spool spool;

  @BeforeAll
  static void bringUp() {
    pool = LivePool.builder().configuration(KNOBS).up();
    spool = new Spool(pool);
  }

  @AfterAll
  static void takeDown() {
    if (pool != null) {
      pool.close();
    }
  }

  @Test
  void theDaemonsOwnKnobsAndExpressionsOfSeveralLinesHold() {
    spool.request("alice/scitokens");
    pool.signalCredmon("HUP");
    Path use = pool.waitForFile(pool.credentials().resolve("alice/scitokens.use"), SOON);
    assertThat(spool.token("alice/scitokens").orElseThrow().lifetime())
        .as(use.toString())
        .isEqualTo(777);
    assertThat(payload(use)).contains("read:/of/ALICE");
  }

  private static String payload(Path use) {
    try {
      String token =
          Files.readString(use).replaceAll(".*\"access_token\" *: *\"([^\"]+)\".*", "$1");
      return new String(Base64.getUrlDecoder().decode(token.split("\\.", -1)[1]), UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  void itsLogIsOneAmongThoseOfHtcondorsDaemons() throws IOException {
    AtomicInteger requests = new AtomicInteger();
    pool.waitFor(
        "a fourth rotation of the credmon's log",
        SOON,
        () -> {
          // Users, since HTCondor before 25.13.2 has no handles; several, since a line of the log
          // for each call of the pool would not fill four logs on a slow machine.
          for (int user = 0; user < 5; user++) {
            spool.request("user" + requests.incrementAndGet() + "/scitokens");
          }
          pool.signalCredmon("HUP");
          return Optional.of(rotated()).filter(logs -> logs.contains("CredMonOAuthLog.old"));
        });
    assertThat(rotated()).hasSize(3);
    for (String name : List.of("CredMonOAuthLog", "CredLog")) {
      assertThat(Files.readAllLines(pool.logs().resolve(name)))
          .as(name)
          .isNotEmpty()
          .allMatch(line -> LINE.matcher(line).matches());
    }
    String stamped = rotated().get(0);
    List<String> lines = Files.readAllLines(pool.logs().resolve(stamped));
    assertThat(lines.get(lines.size() - 2))
        .matches(".*\\(D_ALWAYS\\) MaxLog = 6144 bytes, length = [0-9]+");
    assertThat(lines.get(lines.size() - 1))
        .endsWith("(D_ALWAYS) Saving log file to \"/var/log/condor/" + stamped + "\"");
    String host = pool.call("root", "condor_config_val", "FULL_HOSTNAME");
    String old = stamped.replace("CredMonOAuthLog", "CREDMON_OAUTH");
    assertThat(pool.call("root", "condor_fetchlog", host, old)).contains("Saving log file to");
  }

  @Test
  void itsLibrariesAndToolsAreUnderstood() throws IOException {
    Path probe = pool.home("alice").resolve("probe/org/credmint/htcondor/nativelib");
    Files.createDirectories(probe);
    for (String name : List.of("LibrariesProbe.class", "TestIssuer.class")) {
      Path compiled = Path.of("target/test-classes/org/credmint/htcondor/nativelib", name);
      Files.copy(compiled, probe.resolve(name), StandardCopyOption.REPLACE_EXISTING);
    }
    LivePool.Result result =
        pool.run(
            "root",
            "",
            SOON,
            "sh",
            "-c",
            """
            exec "$JAVA_HOME/bin/java" -Djna.nosys=true -Djna.nounpack=true \
              -Djna.boot.library.path=/opt/credmint/lib/native \
              -cp '/opt/credmint/lib/*:/home/alice/probe' org.credmint.htcondor.nativelib.LibrariesProbe "$1"
            """,
            "sh",
            "{ \"x:/\", toUpper(Username) }[1] // ß");
    assertThat(result.exit()).as(result.stderr()).isZero();
    assertThat(result.stdout().lines())
        .containsExactly(
            "knobs true Optional[of the credmon alone]",
            "expression {alice=Value[text=ALICE]}",
            "token true true true false",
            "version true",
            "platform true",
            "configure Optional.empty",
            "LOG agrees",
            "SPOOL agrees",
            "CONDOR_VERSION agrees",
            "SEC_CREDENTIAL_DIRECTORY_OAUTH agrees",
            "LOCAL_CREDMON_AUTHZ_TEMPLATE_EXPR agrees",
            "LOCAL_CREDMON_TOKEN_AUDIENCE agrees",
            "PROBE_BLOCK agrees",
            "PROBE_SPILL agrees",
            "done");
  }

  private static List<String> rotated() {
    try (Stream<Path> files = Files.list(pool.logs())) {
      return files
          .map(file -> file.getFileName().toString())
          .filter(name -> name.startsWith("CredMonOAuthLog."))
          .sorted()
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
