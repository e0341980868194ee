// SPDX-License-Identifier: Apache-2.0
package org.credmint.issue.idtoken;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.JWSObject;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.text.ParseException;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.credmint.config.pool.PasswordFiles;
import org.credmint.credential.CredentialId;
import org.credmint.credential.CredentialKind;
import org.credmint.credential.Description;
import org.credmint.issue.CredentialReading;
import org.credmint.issue.CredentialReading.Decoded;
import org.credmint.issue.Issuance;
import org.credmint.key.KeyFiles;
import org.credmint.os.FaultyHost;
import org.credmint.os.Host;
import org.credmint.secret.Secret;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** IDTOKENs issued, read back and compared, and the files of their keys. */
final class IdTokenIssuerTest {
  private static final Instant NOW = Instant.parse("2026-05-12T10:00:00Z");

  @TempDir private Path directory;
  private final Host host = Host.create();
  private TokenKeys keys;
  private IdTokenIssuer issuer;

  @BeforeEach
  void openKeys() {
    keys = keys(Optional.of(new SecureRandom()));
    issuer = new IdTokenIssuer(keys, () -> "00112233445566778899aabbccddeeff");
  }

  private TokenKeys keys(Optional<SecureRandom> random) {
    PasswordFiles places = new PasswordFiles(directory.resolve("POOL"), directory, false);
    return new TokenKeys(places, new KeyFiles(host, host.identity().uid()), random);
  }

  private void write(String name, int bytes, String mode) throws IOException {
    byte[] content = new byte[bytes];
    Arrays.fill(content, (byte) 'k');
    Path file = Files.write(directory.resolve(name), content);
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(mode));
  }

  private static IdTokenPlan plan(String key) {
    return new IdTokenPlan(
        new CredentialId("factory", "pilot_cms", "fnal"),
        key,
        "pool.example.org",
        "pilot-fnal@example.org",
        List.of("READ", "ADVERTISE_STARTD", "ADVERTISE_MASTER"),
        Duration.ofHours(1),
        List.of());
  }

  private byte[] issue(IdTokenPlan plan) {
    Issuance issuance = issuer.issue(plan, NOW);
    assertThat(issuance).isInstanceOf(Issuance.Issued.class);
    return ((Issuance.Issued) issuance).content().expose(byte[]::clone);
  }

  private Decoded read(byte[] file) {
    return (Decoded) issuer.read(file);
  }

  private String failure(String key) {
    return ((Issuance.Failed) issuer.issue(plan(key), NOW)).reason();
  }

  @Test
  void aTokenHoldsWhatCondorTokenCreateWrites() throws ParseException {
    byte[] file = issue(plan("site_fnal"));
    JWSObject token = JWSObject.parse(new String(file, StandardCharsets.US_ASCII).strip());
    assertThat(token.getHeader().toJSONObject())
        .containsOnlyKeys("alg", "kid")
        .containsEntry("alg", "HS256")
        .containsEntry("kid", "site_fnal");
    assertThat(token.getPayload().toJSONObject())
        .containsOnlyKeys("iss", "sub", "iat", "exp", "jti", "scope")
        .containsEntry("iss", "pool.example.org")
        .containsEntry("sub", "pilot-fnal@example.org")
        .containsEntry("iat", NOW.getEpochSecond())
        .containsEntry("exp", NOW.getEpochSecond() + 3600)
        .containsEntry("jti", "00112233445566778899aabbccddeeff")
        .containsEntry("scope", "condor:/READ condor:/ADVERTISE_STARTD condor:/ADVERTISE_MASTER");
    assertThat(file).endsWith((byte) '\n');
  }

  @Test
  void whatWasIssuedIsReadBackAndDiffersFromNothing() {
    byte[] file = issue(plan("site_fnal"));
    Decoded found = read(file);
    Description says = found.description();
    assertThat(says.kind()).isEqualTo(CredentialKind.IDTOKEN);
    assertThat(says.keyId()).isEqualTo("site_fnal");
    assertThat(says.expiresAt()).isEqualTo(NOW.plusSeconds(3600));
    assertThat(issuer.difference(plan("site_fnal"), found, Secret.of(file))).isEmpty();
    assertThat(issuer.hasIssued(found, Secret.of(file))).isTrue();
  }

  @Test
  void eachDifferenceIsNamed() {
    byte[] file = issue(plan("site_fnal"));
    IdTokenPlan as = plan("site_fnal");
    IdTokenPlan otherSubject =
        new IdTokenPlan(
            as.id(), as.keyId(), as.issuer(), "x@y", as.authorizations(), as.lifetime(), List.of());
    IdTokenPlan less =
        new IdTokenPlan(
            as.id(),
            as.keyId(),
            as.issuer(),
            as.subject(),
            List.of("READ"),
            as.lifetime(),
            List.of());
    assertThat(issuer.difference(otherSubject, read(file), Secret.of(file.clone())))
        .hasValueSatisfying(text -> assertThat(text).contains("subject", "pilot-fnal", "x@y"));
    assertThat(issuer.difference(less, read(file), Secret.of(file.clone())))
        .hasValueSatisfying(text -> assertThat(text).contains("scope", "ADVERTISE_STARTD"));
    assertThat(issuer.difference(plan("POOL"), read(file), Secret.of(file.clone())))
        .hasValueSatisfying(text -> assertThat(text).contains("key id", "site_fnal", "POOL"));
  }

  @Test
  void aTokenOfAKeyThatWasReplacedDiffersAndIsNotOurs() throws IOException {
    byte[] file = issue(plan("site_fnal"));
    Files.delete(directory.resolve("site_fnal"));
    write("site_fnal", 64, "rw-------");
    assertThat(issuer.difference(plan("site_fnal"), read(file), Secret.of(file.clone())))
        .contains("it was signed by another key");
    assertThat(issuer.hasIssued(read(file), Secret.of(file.clone()))).isFalse();
  }

  @Test
  void aMissingNamedKeyIsMadeOnceAndForItsOwnerAlone() throws IOException {
    issue(plan("site_fnal"));
    Path key = directory.resolve("site_fnal");
    byte[] made = Files.readAllBytes(key);
    assertThat(made).hasSize(64);
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(key)))
        .isEqualTo("rw-------");
    issue(plan("site_fnal"));
    assertThat(Files.readAllBytes(key)).isEqualTo(made);
  }

  @Test
  void keysThatAreMissingAreMadeTogetherAndTheOthersLeftAlone() throws IOException {
    write("old", 64, "rw-------");
    byte[] before = Files.readAllBytes(directory.resolve("old"));
    issuer.prepare(List.of(plan("site_a"), plan("old"), plan("POOL"), plan("site_b")));
    assertThat(directory.toFile().list()).containsExactlyInAnyOrder("old", "site_a", "site_b");
    assertThat(Files.readAllBytes(directory.resolve("old"))).isEqualTo(before);
    for (String made : List.of("site_a", "site_b")) {
      Path key = directory.resolve(made);
      assertThat(Files.readAllBytes(key)).hasSize(64).isNotEqualTo(new byte[64]);
      assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(key)))
          .isEqualTo("rw-------");
    }
  }

  @Test
  void aKeyThatAPowerCutMayTakeSignsNothing() {
    FaultyHost faulty = new FaultyHost("fsync", 2, "EIO");
    KeyFiles files = new KeyFiles(faulty.host(), host.identity().uid());
    PasswordFiles places = new PasswordFiles(directory.resolve("POOL"), directory, false);
    TokenKeys made = new TokenKeys(places, files, Optional.of(new SecureRandom()));
    made.makeMissing(Set.of("site_a"));
    assertThat(faulty.hasFailed()).isTrue();
    assertThat(directory).isEmptyDirectory();
  }

  @Test
  void aKeyThatCannotBeMadeIsToldByItsOwnToken() throws IOException {
    Files.delete(directory);
    issuer.prepare(List.of(plan("site_a"), plan("site_b")));
    assertThat(failure("site_a")).contains(directory + "/site_a", "is not a directory");
  }

  @Test
  void aReaderMakesNoKey() {
    assertThat(keys(Optional.empty()).open("site_fnal"))
        .isInstanceOf(TokenKeys.Answer.Missing.class);
    assertThat(directory.resolve("site_fnal")).doesNotExist();
  }

  @Test
  void thePoolsKeyIsNeverMade() {
    assertThat(failure("POOL")).contains(directory.resolve("POOL").toString(), "does not exist");
    assertThat(directory.resolve("POOL")).doesNotExist();
  }

  @Test
  void keysThatOthersCanReadOrThatAreShortOrNoFilesAreRefused() throws IOException {
    write("open", 64, "rw-r-----");
    write("short", 15, "rw-------");
    Files.createSymbolicLink(directory.resolve("link"), directory.resolve("short"));
    Files.createDirectory(directory.resolve("folder"));
    assertThat(failure("open")).contains("mode 0640", "chmod 600");
    assertThat(failure("short")).contains("15 bytes", "guessed");
    assertThat(failure("link")).contains("link", "regular file");
    assertThat(failure("folder")).contains("folder");
  }

  @Test
  void aPasswordThatEndsEarlyIsAsShortAsItsFirstNul() throws IOException {
    byte[] content = new byte[64];
    Arrays.fill(content, (byte) 'k');
    content[8] = 0;
    Path file = Files.write(directory.resolve("POOL"), content);
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
    PasswordFiles places = new PasswordFiles(file, directory, true);
    TokenKeys asPassword =
        new TokenKeys(places, new KeyFiles(host, host.identity().uid()), Optional.empty());
    assertThat(asPassword.open("POOL")).isInstanceOf(TokenKeys.Answer.Refused.class);
    assertThat(keys.open("POOL")).isInstanceOf(TokenKeys.Answer.Usable.class);
  }

  @Test
  void otherContentIsUnreadable() {
    for (String content : List.of("", "x", "a.b.c", "{\"access_token\": \"a.b.c\"}", "# only\n")) {
      assertThat(issuer.read(content.getBytes(StandardCharsets.US_ASCII)))
          .isInstanceOf(CredentialReading.Unreadable.class);
    }
  }

  @Test
  void aClockThatFitsNoTokenIsAFailure() {
    assertThat(issuer.issue(plan("site_fnal"), Instant.MAX)).isInstanceOf(Issuance.Failed.class);
  }
}
