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
import java.security.interfaces.RSAPublicKey;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.credmint.config.knob.Problem;
import org.credmint.config.knob.Problem.Severity;
import org.credmint.config.provider.ProviderSettings;
import org.credmint.credential.SigningAlgorithm;
import org.credmint.key.KeyLoadResult.Loaded;
import org.credmint.key.KeyLoadResult.Missing;
import org.credmint.key.KeyLoadResult.Refused;
import org.credmint.os.Host;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class KeyRingTest {
  private final Host host = Host.create();
  private final KeyRing ring = new KeyRing(host, new SecureRandom());

  @TempDir private Path directory;
  private Path privateFile;
  private Path publicFile;

  @BeforeEach
  void nameTheFiles() {
    privateFile = directory.resolve("scitokens-private.pem");
    publicFile = directory.resolve("scitokens.pem");
  }

  @Test
  void aMissingKeyIsMadeOnceAndThenFound() throws IOException {
    Loaded made = loaded(ensure(provider(SigningAlgorithm.ES256)));
    Loaded found = loaded(ensure(provider(SigningAlgorithm.ES256)));
    assertThat(made.isNew()).isTrue();
    assertThat(found.isNew()).isFalse();
    assertThat(found.key().thumbprint()).isEqualTo(made.key().thumbprint());
    assertThat(made.warnings()).isEmpty();
    assertThat(found.warnings()).isEmpty();
    assertThat(modeOf(privateFile)).isEqualTo("rw-------");
    assertThat(modeOf(publicFile)).isEqualTo("rw-r--r--");
    assertThat(Files.readString(privateFile)).contains("\n-----BEGIN EC PRIVATE KEY-----\n");
    assertThat(Files.readString(publicFile)).isEqualTo(made.key().toPublicPem());
    assertThat(namesIn(directory))
        .containsExactlyInAnyOrder("scitokens-private.pem", "scitokens.pem");
  }

  @Test
  void aMissingRsaKeyIsMadeWith3072Bits() throws IOException {
    Loaded made = loaded(ensure(provider(SigningAlgorithm.RS256)));
    assertThat(made.key().publicKey())
        .isInstanceOfSatisfying(
            RSAPublicKey.class, key -> assertThat(key.getModulus().bitLength()).isEqualTo(3072));
    assertThat(Files.readString(privateFile)).contains("\n-----BEGIN PRIVATE KEY-----\n");
  }

  @Test
  void aKeyMadeHereIsReadByOpenssl() throws Exception {
    Path openssl = Path.of("/usr/bin/openssl");
    assumeTrue(Files.isExecutable(openssl), "openssl is not installed");
    Loaded made = loaded(ensure(provider(SigningAlgorithm.ES256)));
    Process process =
        new ProcessBuilder(openssl.toString(), "pkey", "-in", privateFile.toString(), "-pubout")
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    String shown = new String(process.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
    assertThat(process.waitFor()).isZero();
    assertThat(shown).isEqualTo(made.key().toPublicPem());
  }

  @Test
  void lookingChangesNothing() throws IOException {
    KeyLoadResult reading = load(provider(SigningAlgorithm.ES256));
    assertThat(reading).isInstanceOf(Missing.class);
    assertThat(((Missing) reading).problem().subject()).isEqualTo(privateFile.toString());
    writePrivate("ec-stock.pem");
    assertThat(loaded(load(provider(SigningAlgorithm.ES256))).warnings()).isEmpty();
    assertThat(namesIn(directory)).containsExactly("scitokens-private.pem");
  }

  @Test
  void theStockMonitorsKeyIsTakenAsItStandsWithItsKidAndItsTime() throws IOException {
    writePrivate("ec-stock.pem");
    Files.write(publicFile, TestKeys.fixture("ec-stock.pub"));
    Loaded found = loaded(ensure(provider(SigningAlgorithm.ES256)));
    assertThat(found.warnings()).isEmpty();
    assertThat(found.key().keyId()).isEqualTo("k1");
    Instant modified = Files.getLastModifiedTime(privateFile).toInstant();
    assertThat(found.key().changedAt()).isBetween(modified, modified.plusSeconds(60));
    assertThat(Files.readAllBytes(privateFile)).isEqualTo(TestKeys.fixture("ec-stock.pem"));
  }

  @Test
  void aMissingPublicFileIsWrittenBesideAnOldKey() throws IOException {
    writePrivate("ec-stock.pem");
    assertThat(loaded(ensure(provider(SigningAlgorithm.ES256))).warnings()).isEmpty();
    assertThat(Files.readAllBytes(publicFile)).isEqualTo(TestKeys.fixture("ec-stock.pub"));
  }

  @Test
  void aPublicFileOfAnotherKeyIsLeftAloneAndWarnedOfWithBothThumbprints() throws IOException {
    writePrivate("ec-stock.pem");
    byte[] other = TestKeys.fixture("ec-openssl-sec1.pub");
    Files.write(publicFile, other);
    Loaded found = loaded(ensure(provider(SigningAlgorithm.ES256)));
    Problem warning = onlyWarningOf(found);
    assertThat(warning.toString())
        .contains(publicFile.toString())
        .contains(found.key().thumbprint())
        .contains(TestKeys.fixture("ec-openssl-sec1.pem", SigningAlgorithm.ES256).thumbprint());
    assertThat(Files.readAllBytes(publicFile)).isEqualTo(other);
  }

  @Test
  void aPublicFileWithSeveralKeysIsFineWhenOursIsAmongThem() throws IOException {
    writePrivate("ec-stock.pem");
    Files.writeString(
        publicFile, text("rsa-stock.pub") + text("ec-openssl-sec1.pub") + text("ec-stock.pub"));
    assertThat(loaded(load(provider(SigningAlgorithm.ES256))).warnings()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"rsa-stock.pub", "ec-openssl-sec1.pem", "README.md", "bad-ec-p384.pem"})
  void aPublicFileThatHoldsNoFittingKeyIsWarnedOf(String content) throws IOException {
    writePrivate("ec-stock.pem");
    Files.write(publicFile, TestKeys.fixture(content));
    Problem warning = onlyWarningOf(loaded(ensure(provider(SigningAlgorithm.ES256))));
    assertThat(warning.reason()).contains("contains no public key for ES256");
  }

  @Test
  void aPublicFileThatCannotBeWrittenIsWarnedOfAndTheKeySigns() {
    publicFile = directory.resolve("missing").resolve("scitokens.pem");
    Problem warning = onlyWarningOf(loaded(ensure(provider(SigningAlgorithm.ES256))));
    assertThat(warning.toString()).contains("is not a directory").contains(publicFile.toString());
  }

  @ParameterizedTest
  @ValueSource(strings = {"rw-r-----", "rw----r--", "r--rw----", "rw---x---"})
  void aKeyThatOthersMayUseIsRefusedWithItsModeAndTheCommandThatMendsIt(String mode)
      throws IOException {
    writePrivate("ec-stock.pem");
    Files.setPosixFilePermissions(privateFile, PosixFilePermissions.fromString(mode));
    Problem problem = refused(ensure(provider(SigningAlgorithm.ES256)));
    assertThat(problem.value()).startsWith("mode 0");
    assertThat(problem.fix()).contains("chmod 600 " + privateFile);
  }

  @Test
  void aKeyOfSomebodyElseIsRefused() throws IOException {
    assumeTrue(host.identity().uid() == 0, "only root gives files away");
    writePrivate("ec-stock.pem");
    Files.setAttribute(privateFile, "unix:uid", 65534, LinkOption.NOFOLLOW_LINKS);
    Problem problem = refused(ensure(provider(SigningAlgorithm.ES256)));
    assertThat(problem.value()).isEqualTo("owner uid 65534");
    assertThat(problem.fix()).contains("chown 0 " + privateFile);
  }

  @Test
  void aSymbolicLinkIsRefused() throws IOException {
    writePrivate("ec-stock.pem");
    Path target = directory.resolve("target.pem");
    Files.move(privateFile, target);
    Files.createSymbolicLink(privateFile, target);
    assertThat(refused(ensure(provider(SigningAlgorithm.ES256))).reason())
        .contains("symbolic link");
  }

  @Test
  void aLinkThatLeadsNowhereIsRefusedAndNotWrittenThrough() throws IOException {
    Path target = directory.resolve("target.pem");
    Files.createSymbolicLink(privateFile, target);
    assertThat(refused(ensure(provider(SigningAlgorithm.ES256))).reason())
        .contains("symbolic link");
    assertThat(target).doesNotExist();
  }

  @Test
  void aDirectoryAndAHugeFileAreRefused() throws IOException {
    Files.createDirectory(privateFile);
    assertThat(refused(ensure(provider(SigningAlgorithm.ES256))).reason()).contains("directory");
    Files.delete(privateFile);
    Files.write(privateFile, new byte[65_537]);
    assertThat(refused(ensure(provider(SigningAlgorithm.ES256))).reason()).contains("too large");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "-----BEGIN EC PRIVATE KEY-----\nMHc", "hello"})
  void anExistingFileWithoutAKeyIsRefusedAndKept(String content) throws IOException {
    Files.writeString(privateFile, content);
    Files.setPosixFilePermissions(privateFile, PosixFilePermissions.fromString("rw-------"));
    Problem problem = refused(ensure(provider(SigningAlgorithm.ES256)));
    assertThat(problem.subject()).isEqualTo(privateFile.toString());
    assertThat(Files.readString(privateFile)).isEqualTo(content);
  }

  @Test
  void anEmptyFileIsRefusedAsWhatAnInterruptedCreationLeaves() throws IOException {
    Files.writeString(privateFile, "\n");
    Files.setPosixFilePermissions(privateFile, PosixFilePermissions.fromString("rw-------"));
    Problem problem = refused(ensure(provider(SigningAlgorithm.ES256)));
    assertThat(problem.reason()).contains("is empty");
    assertThat(problem.fix()).contains("remove it");
  }

  @Test
  void aKeyDirectoryIsNeverMade() {
    privateFile = directory.resolve("missing").resolve("key.pem");
    Problem problem = refused(ensure(provider(SigningAlgorithm.ES256)));
    assertThat(problem.reason()).contains(privateFile.getParent() + " is not a directory");
    assertThat(privateFile.getParent()).doesNotExist();
  }

  @Test
  void aKeyDirectoryMayBeALink() throws IOException {
    Path link = directory.resolve("link");
    Files.createSymbolicLink(link, Files.createDirectory(directory.resolve("real")));
    privateFile = link.resolve("key.pem");
    assertThat(loaded(ensure(provider(SigningAlgorithm.ES256))).isNew()).isTrue();
  }

  @Test
  void twoMakersAtOnceAgreeOnOneKey() {
    List<Loaded> all =
        Stream.generate(() -> provider(SigningAlgorithm.ES256))
            .limit(8)
            .parallel()
            .map(this::ensure)
            .map(KeyRingTest::loaded)
            .toList();
    assertThat(all.stream().map(found -> found.key().thumbprint()).distinct()).hasSize(1);
    assertThat(all).allSatisfy(found -> assertThat(found.warnings()).isEmpty());
  }

  @Test
  void anEncryptedKeyIsOpenedByTheFirstLineOfItsPassphraseFile() throws IOException {
    writePrivate("ec-openssl-encrypted-pkcs8.pem");
    for (String content :
        List.of("open sesame", "open sesame\n", "open sesame\r\nwritten by me\n")) {
      writePassphrase(content, "rw-------");
      assertThat(loaded(ensure(withPassphrase())).key().thumbprint())
          .isEqualTo(TestKeys.fixture("ec-openssl-sec1.pem", SigningAlgorithm.ES256).thumbprint());
    }
  }

  @Test
  void anEncryptedKeyWithoutAPassphraseFileIsRefusedWithTheKnobThatNamesOne() throws IOException {
    writePrivate("ec-openssl-encrypted-pkcs8.pem");
    Problem problem = refused(ensure(provider(SigningAlgorithm.ES256)));
    assertThat(problem.toString()).contains("CREDMINT_scitokens_PRIVATE_KEY_PASSPHRASE_FILE");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "open sesame | rw-r-----",
        "open barley | rw-------",
        "'' | rw-------",
        "' \n' | rw-------"
      })
  void aPassphraseFileThatIsNotClosedOrNotRightIsRefused(String content, String mode)
      throws IOException {
    writePrivate("ec-openssl-encrypted-pkcs8.pem");
    writePassphrase(content, mode);
    Problem problem = refused(ensure(withPassphrase()));
    assertThat(problem.subject()).isEqualTo(privateFile.toString());
    assertThat(problem.reason()).startsWith("is encrypted, and ");
    assertThat(problem.toString()).doesNotContain("sesame").doesNotContain("barley");
  }

  @Test
  void aPassphraseFileThatIsMissingIsNamedButOnlyWhereItIsNeeded() throws IOException {
    writePrivate("ec-openssl-encrypted-pkcs8.pem");
    assertThat(refused(ensure(withPassphrase())).reason())
        .contains(passphraseFile().toString())
        .contains("does not exist");
    writePrivate("ec-stock.pem");
    assertThat(loaded(ensure(withPassphrase())).warnings()).isEmpty();
  }

  private Path passphraseFile() {
    return directory.resolve("passphrase");
  }

  private ProviderSettings withPassphrase() {
    return Providers.with(
        privateFile, publicFile, SigningAlgorithm.ES256, Optional.of(passphraseFile()));
  }

  private void writePassphrase(String content, String mode) throws IOException {
    Files.writeString(passphraseFile(), content);
    Files.setPosixFilePermissions(passphraseFile(), PosixFilePermissions.fromString(mode));
  }

  private ProviderSettings provider(SigningAlgorithm algorithm) {
    return Providers.with(privateFile, publicFile, algorithm);
  }

  private void writePrivate(String fixture) throws IOException {
    Files.write(privateFile, TestKeys.fixture(fixture));
    Files.setPosixFilePermissions(privateFile, PosixFilePermissions.fromString("rw-------"));
  }

  private static String text(String fixture) {
    return new String(TestKeys.fixture(fixture), StandardCharsets.US_ASCII);
  }

  private static Loaded loaded(KeyLoadResult reading) {
    assertThat(reading).isInstanceOf(Loaded.class);
    return (Loaded) reading;
  }

  private static Problem refused(KeyLoadResult reading) {
    assertThat(reading).isInstanceOf(Refused.class);
    Problem problem = ((Refused) reading).problem();
    assertThat(problem.severity()).isEqualTo(Severity.DISABLES_PROVIDER);
    assertThat(problem.provider()).contains("scitokens");
    return problem;
  }

  private static Problem onlyWarningOf(Loaded found) {
    assertThat(found.warnings()).hasSize(1);
    Problem warning = found.warnings().get(0);
    assertThat(warning.severity()).isEqualTo(Severity.WARNING);
    assertThat(warning.provider()).contains("scitokens");
    return warning;
  }

  private static String modeOf(Path file) throws IOException {
    return PosixFilePermissions.toString(Files.getPosixFilePermissions(file));
  }

  private static Set<String> namesIn(Path path) throws IOException {
    try (Stream<Path> entries = Files.list(path)) {
      return entries.map(entry -> entry.getFileName().toString()).collect(Collectors.toSet());
    }
  }

  private KeyLoadResult ensure(ProviderSettings provider) {
    return ring.ensure(provider.name(), provider.key());
  }

  private KeyLoadResult load(ProviderSettings provider) {
    return ring.load(provider.name(), provider.key(), host.identity().uid());
  }
}
