// SPDX-License-Identifier: Apache-2.0
package org.credmint.provider;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.when;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.credmint.config.knob.Problem;
import org.credmint.htcondor.knob.Knobs;
import org.credmint.htcondor.tool.ClassAdExpressions;
import org.credmint.htcondor.tool.KnobReading;
import org.credmint.htcondor.tool.KnobSource;
import org.credmint.key.KeyRing;
import org.credmint.key.SignatureProvider;
import org.credmint.os.Host;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** One issuer, one key id, two keys: on one machine, or on two that look alike. */
final class KeyIdCheckTest {
  private static final String KEY_ID = "LOCAL_CREDMON_KEY_ID";

  private final Map<String, String> knobs = new TreeMap<>();

  @TempDir private Path directory;

  @BeforeEach
  void configure() {
    knobs.put("LOG", "/var/log/condor");
    knobs.put("FULL_HOSTNAME", "ap.example.org");
    knobs.put("SEC_CREDENTIAL_DIRECTORY_OAUTH", "/d");
    knobs.put("LOCAL_CREDMON_PROVIDER_NAMES", "a b");
    knobs.put("LOCAL_CREDMON_TOKEN_AUDIENCE", "x");
    knobs.put("LOCAL_CREDMON_a_PRIVATE_KEY", directory.resolve("a-private.pem").toString());
    knobs.put("LOCAL_CREDMON_b_PRIVATE_KEY", directory.resolve("b-private.pem").toString());
  }

  private List<Problem> problems() {
    KnobSource source = mock(KnobSource.class);
    when(source.read()).thenReturn(new KnobReading.Read(Knobs.of(knobs)));
    Host host = Host.create();
    ConfigurationLoad load =
        new ConfigurationLoader(
                "CREDMON_OAUTH",
                source,
                Map.of(),
                "h",
                new KeyRing(host, new SecureRandom()).making(),
                SignatureProvider.ofTheJdk(),
                host,
                mock(ClassAdExpressions.class),
                Set.of(),
                ConfigurationLoader.OtherKinds.NONE)
            .load();
    return ((ConfigurationLoad.Read) load).problems();
  }

  /** Keys as they were made before they had an id of their own, by us or by the stock credmon. */
  private void makeOldKeys() throws IOException {
    problems();
    for (String name : List.of("a-private.pem", "b-private.pem")) {
      Path file = directory.resolve(name);
      String text = Files.readString(file, StandardCharsets.US_ASCII);
      Files.writeString(file, text.substring(text.indexOf('\n') + 1));
      Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
    }
  }

  @Test
  void keysThatWereMadeHereAreNeverTakenForOneAnother() {
    knobs.put("LOCAL_CREDMON_ISSUER", "https://tokens.example.org");
    assertThat(problems()).isEmpty();
  }

  @Test
  void oneIdForTwoKeysIsToldAndTheAdviceHelps() {
    knobs.put(KEY_ID, "mine");
    Problem problem = problems().get(0);
    assertThat(problems()).hasSize(1);
    assertThat(problem.subject()).isEqualTo(KEY_ID);
    assertThat(problem.value()).isEqualTo("mine");
    assertThat(problem.reason()).contains("provider a", "same issuer but a different key");
    obey(problem);
    assertThat(problems()).isEmpty();
  }

  @Test
  void aDefaultIdIsNotBlamedOnAKnobThatNobodyWrote() throws IOException {
    makeOldKeys();
    Problem problem = problems().get(0);
    assertThat(problem.subject()).isEqualTo(directory.resolve("b-private.pem").toString());
    assertThat(problem.value()).isEqualTo("key ID local");
  }

  @Test
  void anotherMachineMayHaveTheSameDefaultIdForItsKey() throws IOException {
    makeOldKeys();
    knobs.put("LOCAL_CREDMON_a_ISSUER", "https://tokens.example.org");
    Problem problem = problems().get(0);
    assertThat(problems()).hasSize(1);
    assertThat(problem.reason()).contains("https://tokens.example.org", "ap.example.org");
    obey(problem);
    assertThat(problems()).isEmpty();
  }

  @Test
  void twoProvidersMayShareOneKey() {
    knobs.remove("LOCAL_CREDMON_b_PRIVATE_KEY");
    knobs.put("LOCAL_CREDMON_PRIVATE_KEY", directory.resolve("a-private.pem").toString());
    knobs.put("LOCAL_CREDMON_PUBLIC_KEY", directory.resolve("a.pem").toString());
    knobs.put(KEY_ID, "mine");
    assertThat(problems()).isEmpty();
  }

  private void obey(Problem problem) {
    Matcher advice = Pattern.compile("set (\\S+) = ([^\\s,]+)").matcher(problem.fix());
    assertThat(advice.find()).isTrue();
    knobs.put(advice.group(1), advice.group(2));
  }
}
