// SPDX-License-Identifier: Apache-2.0
package org.credmint.key;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.credmint.config.knob.Problem;
import org.credmint.config.provider.KeySettings;
import org.credmint.credential.SigningAlgorithm;
import org.credmint.key.KeyLoadResult.Loaded;
import org.credmint.key.KeyLoadResult.Refused;
import org.credmint.os.Host;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** How a key is called, and what those are told who look at it for the daemon. */
final class KeyAdviceTest {
  private static final int CONDOR = 65534;

  private final Host host = Host.create();
  private final KeyRing ring = new KeyRing(host, new SecureRandom());

  @TempDir private Path directory;
  private Path file;

  @BeforeEach
  void nameTheFile() {
    file = directory.resolve("private.pem");
  }

  private KeySettings settings(Optional<String> id, SigningAlgorithm algorithm) {
    Path publicKey = directory.resolve("public.pem");
    return new KeySettings(file, publicKey, id, algorithm, Optional.empty());
  }

  private KeySettings unnamed() {
    return settings(Optional.empty(), SigningAlgorithm.ES256);
  }

  private static SigningKey key(KeyLoadResult result) {
    return ((Loaded) result).key();
  }

  @ParameterizedTest
  @CsvSource({"ES256", "RS256"})
  void aKeyThatIsMadeHereGoesByItsThumbprintAlsoWhereItIsCopiedTo(SigningAlgorithm algorithm)
      throws IOException {
    KeySettings settings = settings(Optional.empty(), algorithm);
    SigningKey made = key(ring.ensure("p", settings));
    assertThat(made.keyId()).isEqualTo(made.thumbprint());
    assertThat(key(ring.ensure("p", settings)).keyId()).isEqualTo(made.thumbprint());
    Path copy = directory.resolve("copy.pem");
    Files.copy(file, copy);
    Files.setPosixFilePermissions(copy, PosixFilePermissions.fromString("rw-------"));
    KeySettings copied =
        new KeySettings(copy, settings.publicKey(), settings.id(), algorithm, Optional.empty());
    assertThat(key(ring.reading().open("p", copied, uid(), true)).keyId())
        .isEqualTo(made.thumbprint());
  }

  @Test
  void aKnobNamesTheKeyWhoeverMadeIt() {
    KeySettings named = settings(Optional.of("2026-11"), SigningAlgorithm.ES256);
    assertThat(key(ring.ensure("p", named)).keyId()).isEqualTo("2026-11");
    assertThat(key(ring.ensure("p", named)).keyId()).isEqualTo("2026-11");
  }

  @Test
  void anOlderKeyKeepsTheIdThatItWasPublishedWith() throws IOException {
    Files.write(file, TestKeys.fixture("ec-stock.pem"));
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
    assertThat(key(ring.ensure("p", unnamed())).keyId()).isEqualTo("local");
  }

  @Test
  void theLineOfAnotherKeyCountsForNothing() throws IOException {
    String line = key(ring.ensure("p", unnamed())).thumbprint();
    Files.writeString(
        file,
        "kid: "
            + line
            + "\n"
            + new String(TestKeys.fixture("ec-stock.pem"), StandardCharsets.US_ASCII));
    assertThat(key(ring.ensure("p", unnamed())).keyId()).isEqualTo("local");
  }

  @Test
  void whoOnlyLooksIsToldOfAKeyThatTheStartWillMake() {
    Loaded looked = (Loaded) ring.reading().open("p", unnamed(), uid(), true);
    assertThat(looked.warnings())
        .singleElement()
        .satisfies(
            problem -> {
              assertThat(problem.severity()).isEqualTo(Problem.Severity.WARNING);
              assertThat(problem.reason()).isEqualTo("does not exist yet");
            });
    assertThat(file).doesNotExist();
    ring.ensure("p", unnamed());
    assertThat(((Loaded) ring.reading().open("p", unnamed(), uid(), true)).warnings()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({"0, 65534", "65534, 0", "1, 0", "1, 65534"})
  void theOwnerIsJudgedByTheUserThatTheDaemonWillBe(int owner, int daemon) throws IOException {
    assumeTrue(uid() == 0, "only root gives files away");
    ring.ensure("p", unnamed());
    Files.setAttribute(file, "unix:uid", owner, LinkOption.NOFOLLOW_LINKS);
    Refused refused = (Refused) ring.reading().open("p", unnamed(), daemon, true);
    Matcher advice = Pattern.compile("run 'chown (\\d+) (\\S+)'").matcher(refused.problem().fix());
    assertThat(advice.find()).isTrue();
    assertThat(advice.group(2)).isEqualTo(file.toString());
    Files.setAttribute(
        file, "unix:uid", Integer.parseInt(advice.group(1)), LinkOption.NOFOLLOW_LINKS);
    assertThat(ring.reading().open("p", unnamed(), daemon, true)).isInstanceOf(Loaded.class);
  }

  @Test
  void aKeyOfTheDaemonsUserIsNoProblemForRoot() throws IOException {
    assumeTrue(uid() == 0, "only root gives files away");
    ring.ensure("p", unnamed());
    Files.setAttribute(file, "unix:uid", CONDOR, LinkOption.NOFOLLOW_LINKS);
    assertThat(((Loaded) ring.reading().open("p", unnamed(), CONDOR, true)).warnings()).isEmpty();
  }

  @Test
  void anEmptyKeyFileThatIsRemovedAsAdvisedIsMadeAnew() throws IOException {
    Files.writeString(file, "");
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
    Problem problem = ((Refused) ring.ensure("p", unnamed())).problem();
    assertThat(problem.fix()).contains("restore it", "if it was never used, remove it");
    Files.delete(file);
    SigningKey made = key(ring.ensure("p", unnamed()));
    assertThat(made.keyId()).as("no ID that another key had").isEqualTo(made.thumbprint());
  }

  @Test
  void aKeyThatOthersMayReadIsUsedAgainAfterTheCommandThatIsAdvised() throws Exception {
    ring.ensure("p", unnamed());
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r-----"));
    Refused refused = (Refused) ring.ensure("p", unnamed());
    Matcher advice = Pattern.compile("run '(chmod 600 [^']+)'").matcher(refused.problem().fix());
    assertThat(advice.find()).isTrue();
    assertThat(new ProcessBuilder(advice.group(1).split(" ")).start().waitFor()).isZero();
    assertThat(ring.ensure("p", unnamed())).isInstanceOf(Loaded.class);
  }

  @Test
  void aPublicKeyOfAnotherKeyThatIsMovedAwayAsAdvisedIsWrittenAnewAndKept() throws IOException {
    Path publicKey = directory.resolve("public.pem");
    ring.ensure("p", unnamed());
    byte[] other = TestKeys.fixture("ec-openssl-sec1.pub");
    Files.write(publicKey, other);
    Loaded found = (Loaded) ring.ensure("p", unnamed());
    assertThat(found.warnings())
        .singleElement()
        .satisfies(problem -> assertThat(problem.fix()).startsWith("move it away; the daemon"));
    Path away = Files.move(publicKey, directory.resolve("public.old"));
    assertThat(((Loaded) ring.ensure("p", unnamed())).warnings()).isEmpty();
    assertThat(publicKey).exists();
    assertThat(Files.readAllBytes(away)).isEqualTo(other);
  }

  private int uid() {
    return host.identity().uid();
  }
}
