// SPDX-License-Identifier: Apache-2.0
package org.credmint.rotation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.text.ParseException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.credmint.key.UnusableKeyException;
import org.credmint.os.FaultyHost;
import org.credmint.rotation.RingKey.State;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Key rings beside others who change what they change, on full disks, and with unusual keys. */
class RotationTroubleTest {
  private static final Duration AGE = Duration.ofDays(4);

  private final FaultyHost machine = new FaultyHost();

  @TempDir private Path directory;
  private RingSite site;

  @BeforeEach
  void setUp() throws IOException {
    site = new RingSite(directory, machine.host());
  }

  private static Path closed(Path file) throws IOException {
    return Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
  }

  @Test
  void aKeyThatSomebodyElsePublishesMeanwhileStaysPublished() throws Exception {
    site.serve();
    ECKey others = new ECKeyGenerator(Curve.P_256).keyID("others").generate().toPublicJWK();
    machine.before("flock", () -> addToTheKeySet(others));
    String next = site.commands().create(Optional.empty()).next().orElseThrow().keyId();
    machine.heal();
    assertThat(site.published()).contains("\"others\"", next);
  }

  private void addToTheKeySet(JWK key) {
    try {
      List<JWK> keys = new ArrayList<>(JWKSet.parse(site.published()).getKeys());
      if (keys.stream().noneMatch(key::equals)) {
        keys.add(key);
        Files.writeString(site.keySet(), new JWKSet(keys).toString());
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (ParseException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void aDaemonThatIsRefusedSinceAnotherOneRunsReplacesNoKey() throws Exception {
    site.knobs.put("CREDMINT_KEY_MAX_AGE", Long.toString(AGE.toSeconds()));
    String first = RingSite.keyId(site.serve());
    String before = Files.readString(site.description());
    RingSite second = new RingSite(directory);
    second.knobs.putAll(site.knobs);
    second.now = site.now.plus(AGE);
    second.isDaemon = false;
    second.load();
    assertThat(site.description()).hasContent(before);
    second.isDaemon = true;
    assertThat(RingSite.keyId(second.serve())).isNotEqualTo(first);
  }

  @Test
  void privateKeysAreRemovedWhenWithdrawnAndSoIsWhatAKilledProcessLeft() throws Exception {
    site.knobs.put("CREDMINT_KEY_MAX_AGE", Long.toString(AGE.toSeconds()));
    site.serve();
    Path left = site.ring().resolve(".key-2.pem.0123456789abcdef.credmint.tmp");
    Files.writeString(left, "half a key");
    closed(Files.writeString(site.ring().resolve("key-3.pem"), "made, and never in the ring"));
    Ring ring = site.commands().activateNow(false);
    assertThat(left).doesNotExist();
    for (int i = 0; i < 3; i++) {
      site.serve();
      ring = site.commands().activateNow(false);
    }
    assertThat(ring.keys()).extracting(RingKey::file).doesNotHaveDuplicates();
    assertThat(ring.keys()).extracting(RingKey::state).contains(State.WITHDRAWN, State.RETIRED);
    for (RingKey key : ring.keys()) {
      assertThat(Files.exists(site.ring().resolve(key.file())))
          .as("%s %s", key.file(), key.state())
          .isEqualTo(key.state() != State.WITHDRAWN);
    }
    assertThat(RingSite.keyId(site.serve())).isEqualTo(ring.current().keyId());
  }

  @Test
  void aKeyFileThatCannotBeRemovedIsToldAndTheNewKeySigns() throws Exception {
    site.knobs.put("CREDMINT_KEY_MAX_AGE", Long.toString(AGE.toSeconds()));
    site.serve();
    machine.failAlways("unlinkat", "EROFS");
    assertThatThrownBy(() -> site.commands().activateNow(false))
        .hasMessageContaining("which cannot be removed");
    String current = site.commands().ring().current().keyId();
    assertThat(RingSite.keyId(site.serve())).isEqualTo(current);
    assertThat(site.problems.toString()).contains("which cannot be removed");
    machine.heal();
    site.serve();
    assertThat(site.problems).isEmpty();
  }

  @Test
  void wheneverTheDiskBecomesFullNothingSignsThatIsNotPublished() throws Exception {
    site.serve();
    int refused = 0;
    for (int bytes = 0; bytes < 6000; bytes += 250) {
      machine.fullAfter(bytes);
      try {
        site.commands().activateNow(false);
      } catch (UnusableKeyException e) {
        refused++;
        assertThat(e.getMessage()).contains("ENOSPC");
      }
      assertThat(site.published()).contains(site.commands().ring().current().keyId());
      machine.heal();
      String current = site.commands().ring().current().keyId();
      assertThat(RingSite.keyId(site.serve())).isEqualTo(current);
      assertThat(site.problems).isEmpty();
    }
    assertThat(refused).isPositive();
  }

  @Test
  void anEncryptedKeyBeginsARingAndAnotherOneIsImported() throws Exception {
    Path fixtures = Path.of("test-fixtures/keys");
    Path first = directory.resolve("first.pem");
    closed(Files.copy(fixtures.resolve("ec-openssl-encrypted-pkcs8.pem"), first));
    Path passphrase = closed(Files.writeString(directory.resolve("passphrase"), "open sesame\n"));
    site.knobs.put("CREDMINT_PRIVATE_KEY_PASSPHRASE_FILE", passphrase.toString());
    site.knobs.put("CREDMINT_KEY_CACHE_TIME", "0");
    String signing = RingSite.keyId(site.serve());
    assertThat(site.ring().resolve("key-1.pem")).hasSameBinaryContentAs(first);

    Path other = directory.resolve("other.pem");
    closed(Files.copy(fixtures.resolve("rsa-openssl-encrypted-pkcs8.pem"), other));
    site.commands().adopt(other, Optional.empty());
    String imported = site.commands().activate().current().keyId();
    assertThat(imported).isNotEqualTo(signing);
    assertThat(RingSite.keyId(site.serve())).isEqualTo(imported);
    assertThat(site.ring().resolve("key-2.pem")).hasSameBinaryContentAs(other);
    site.commands().create(Optional.empty());
    String made = site.commands().activate().current().keyId();
    assertThat(RingSite.keyId(site.serve())).isEqualTo(made).isNotEqualTo(imported);
  }
}
