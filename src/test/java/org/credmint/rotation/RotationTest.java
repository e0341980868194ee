// SPDX-License-Identifier: Apache-2.0
package org.credmint.rotation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSObject;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.crypto.ECDSAVerifier;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSet;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.credmint.key.UnusableKeyException;
import org.credmint.provider.TokenProvider;
import org.credmint.rotation.RingKey.State;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Keys that replace each other by age, as verifiers with old key sets see it. */
class RotationTest {
  private static final Duration CACHE = Duration.ofDays(2);
  private static final Duration AGE = Duration.ofDays(4);
  private static final Duration LIFETIME = Duration.ofHours(6);
  private static final Duration STEP = Duration.ofHours(4);

  @TempDir private Path directory;
  private RingSite site;

  /** What was issued. */
  private record Token(String text, Instant expiresAt) {}

  /** What was published at a time. */
  private record Snapshot(Instant time, JWKSet keys) {}

  @BeforeEach
  void setUp() throws IOException {
    site = new RingSite(directory);
    site.knobs.put("CREDMINT_KEY_MAX_AGE", Long.toString(AGE.toSeconds()));
    site.knobs.put("LOCAL_CREDMON_TOKEN_LIFETIME", Long.toString(LIFETIME.toSeconds()));
  }

  /** Verifiers: one that has the newest key set, and one whose set is as old as is allowed. */
  private final class Verifiers {
    private final Deque<Snapshot> seen = new ArrayDeque<>();

    void look() throws Exception {
      seen.addLast(new Snapshot(site.now, JWKSet.parse(site.published())));
      while (seen.size() > 1 && !second().time().isAfter(site.now.minus(CACHE))) {
        seen.removeFirst();
      }
    }

    private Snapshot second() {
      List<Snapshot> all = new ArrayList<>(seen);
      return all.get(1);
    }

    boolean newestAccepts(String token) throws Exception {
      return accepts(seen.getLast(), token);
    }

    boolean oldestAccepts(String token) throws Exception {
      return accepts(seen.getFirst(), token);
    }

    private static boolean accepts(Snapshot snapshot, String token) throws Exception {
      JWSObject parsed = JWSObject.parse(token);
      JWK key = snapshot.keys().getKeyByKeyId(parsed.getHeader().getKeyID());
      return key != null && parsed.verify(new ECDSAVerifier(key.toECKey()));
    }
  }

  @Test
  void overThreeRotationsNoValidTokenIsRejectedByAVerifierAsStaleAsAllowed() throws Exception {
    Verifiers verifiers = new Verifiers();
    Deque<Token> valid = new ArrayDeque<>();
    Set<String> signed = new LinkedHashSet<>();
    TokenProvider serving = site.serve();
    verifiers.look();
    Instant end = RingSite.START.plus(AGE.multipliedBy(3)).plus(Duration.ofDays(1));
    while (site.now.isBefore(end)) {
      serving = site.passing(STEP, STEP, serving, each -> {});
      verifiers.look();
      signed.add(RingSite.keyId(serving));
      valid.addLast(new Token(site.token(serving), site.now.plus(LIFETIME)));
      while (!valid.getFirst().expiresAt().isAfter(site.now)) {
        valid.removeFirst();
      }
      for (Token token : valid) {
        assertThat(verifiers.newestAccepts(token.text())).as("newest at %s", site.now).isTrue();
        assertThat(verifiers.oldestAccepts(token.text())).as("oldest at %s", site.now).isTrue();
      }
    }
    assertThat(signed).hasSize(4);
    assertThat(site.problems).isEmpty();
  }

  @Test
  void noTokenOfARetiredKeyIsAcceptedAfterItsTime() throws Exception {
    TokenProvider serving = site.serve();
    String first = RingSite.keyId(serving);
    Path file = site.ring().resolve(site.commands().ring().current().file());
    String pem = Files.readString(file);
    serving = site.passing(AGE.plus(STEP), STEP, serving, each -> {});
    assertThat(RingSite.keyId(serving)).isNotEqualTo(first);

    serving = site.passing(LIFETIME, STEP, serving, each -> {});
    RingKey retired = site.commands().ring().find(first).orElseThrow();
    assertThat(retired.at(Milestone.EXPIRES).orElseThrow())
        .isBetween(
            retired.at(Milestone.RETIRED).orElseThrow().plus(LIFETIME),
            retired.at(Milestone.RETIRED).orElseThrow().plus(LIFETIME).plus(STEP));
    site.passing(STEP.multipliedBy(2), STEP, serving, each -> {});

    assertThat(site.commands().ring().find(first).orElseThrow().state()).isEqualTo(State.WITHDRAWN);
    assertThat(site.published()).doesNotContain(first);
    assertThat(file).doesNotExist();
    JWSObject ours = JWSObject.parse(site.token(serving));
    JWSObject forged =
        new JWSObject(
            new JWSHeader.Builder(ours.getHeader()).keyID(first).build(), ours.getPayload());
    forged.sign(new ECDSASigner(JWK.parseFromPEMEncodedObjects(pem).toECKey()));
    Verifiers verifiers = new Verifiers();
    verifiers.look();
    assertThat(verifiers.newestAccepts(forged.serialize())).isFalse();
    assertThat(verifiers.newestAccepts(ours.serialize())).isTrue();
  }

  @Test
  void aRingBeginsWithTheKeyThatSignedBefore() throws Exception {
    site.knobs.remove("CREDMINT_KEY_RING");
    String before = RingSite.keyId(site.serve());
    site.knobs.put("CREDMINT_KEY_RING", site.ring().toString());
    assertThat(RingSite.keyId(site.serve())).isEqualTo(before);
    assertThat(site.published()).contains(before);
  }

  @Test
  void aRingAndAProviderWithoutOneCanBeginTogether() {
    site.knobs.put("LOCAL_CREDMON_PROVIDER_NAMES", "a b");
    site.knobs.remove("CREDMINT_KEY_RING");
    site.knobs.put("CREDMINT_a_KEY_RING", site.ring().toString());
    site.knobs.put("CREDMINT_KEY_MAX_AGE", "0");
    site.knobs.put("LOCAL_CREDMON_PUBLIC_KEY", directory.resolve("first.pub").toString());
    site.serve();
    site.serve();
    assertThat(site.problems).isEmpty();
  }

  @Test
  void withoutAnAgeNothingIsReplacedButByACommand() throws Exception {
    site.knobs.put("CREDMINT_KEY_MAX_AGE", "0");
    TokenProvider serving = site.serve();
    serving = site.passing(Duration.ofDays(400), Duration.ofDays(40), serving, each -> {});
    assertThat(site.commands().ring().keys()).hasSize(1);
    String first = RingSite.keyId(serving);

    Ring ring = site.commands().create(Optional.empty());
    String next = ring.next().orElseThrow().keyId();
    assertThat(site.published()).contains(first, next);
    assertThatThrownBy(() -> site.commands().activate())
        .isInstanceOf(UnusableKeyException.class)
        .hasMessageContaining("verifiers may not know yet");
    site.now = site.now.plus(CACHE);
    assertThat(site.commands().activate().current().keyId()).isEqualTo(next);
    assertThat(site.wantsReading()).as("that the daemon sees it").isTrue();
    assertThat(RingSite.keyId(site.serve())).isEqualTo(next);
    assertThat(site.published()).contains(first, next);
  }

  @Test
  void aNextKeyThatVanishedFromTheKeySetWaitsAnew() throws Exception {
    TokenProvider serving = site.serve();
    String next = site.commands().ring().next().orElseThrow().keyId();
    String first = RingSite.keyId(serving);
    site.now = site.now.plus(AGE).minus(STEP);
    JWKSet published = JWKSet.parse(site.published());
    Files.writeString(site.keySet(), new JWKSet(published.getKeyByKeyId(first)).toString());
    site.serve();
    assertThat(site.published()).contains(next);
    serving = site.passing(CACHE.minus(STEP), STEP, site.serve(), each -> {});
    assertThat(RingSite.keyId(serving)).isEqualTo(first);
    serving = site.passing(STEP.multipliedBy(2), STEP, serving, each -> {});
    assertThat(RingSite.keyId(serving)).isEqualTo(next);
  }

  @Test
  void anUnwritablePublicationDirectoryKeepsTheKeyAndSaysWhy() throws Exception {
    TokenProvider serving = site.serve();
    String first = RingSite.keyId(serving);
    Files.setPosixFilePermissions(site.web(), PosixFilePermissions.fromString("rwxrwxrwx"));
    serving = site.passing(AGE.multipliedBy(2), Duration.ofHours(6), serving, each -> {});
    assertThat(RingSite.keyId(serving)).isEqualTo(first);
    assertThat(site.problems)
        .anySatisfy(
            problem ->
                assertThat(problem.toString())
                    .contains("web has mode 0777", "no key of this key ring is replaced"));
    Files.setPosixFilePermissions(site.web(), PosixFilePermissions.fromString("rwxr-xr-x"));
    serving = site.passing(STEP, STEP, serving, each -> {});
    assertThat(RingSite.keyId(serving)).isNotEqualTo(first);
    assertThat(site.problems).isEmpty();
  }

  @Test
  void aProviderWithAMistakeKeepsKeysFromBeingReplaced() throws Exception {
    TokenProvider serving = site.serve();
    String first = RingSite.keyId(serving);
    site.knobs.put("LOCAL_CREDMON_PROVIDER_NAMES", "a b");
    site.knobs.put("LOCAL_CREDMON_b_TOKEN_LIFETIME", "20m");
    site.now = site.now.plus(AGE.multipliedBy(2));
    assertThat(RingSite.keyId(site.serve())).isEqualTo(first);
    site.knobs.put("LOCAL_CREDMON_b_TOKEN_LIFETIME", "1200");
    assertThat(RingSite.keyId(site.serve())).isNotEqualTo(first);
  }

  @Test
  void aRingFromLastWeeksBackupIsRefusedWithWhatToDo() throws Exception {
    TokenProvider serving = site.serve();
    String backup = Files.readString(site.description());
    site.passing(AGE.plus(Duration.ofDays(1)), STEP, serving, each -> {});
    Files.writeString(site.description(), backup);
    assertThatThrownBy(site::serve).isInstanceOf(IllegalStateException.class);
    assertThat(site.problems)
        .anySatisfy(
            problem ->
                assertThat(problem.toString())
                    .contains("is older than it was", "restored from a backup", "CredmintKeyRing")
                    .contains("credmint keys activate --emergency"));
    Files.delete(site.description());
    assertThatThrownBy(site::serve).isInstanceOf(IllegalStateException.class);
    assertThat(site.problems)
        .anySatisfy(problem -> assertThat(problem.toString()).contains("is gone"));
  }

  @Test
  void anEmergencyReplacesTheKeyAtOnceAndTheOldOneCanBeWithdrawn() throws Exception {
    String first = RingSite.keyId(site.serve());
    String next = site.commands().activateNow(false).current().keyId();
    assertThat(next).isNotEqualTo(first);
    assertThat(RingSite.keyId(site.serve())).isEqualTo(next);
    assertThatThrownBy(() -> site.commands().retire(first, false))
        .hasMessageContaining("has valid tokens of key " + first);
    assertThatThrownBy(() -> site.commands().retire(next, true))
        .hasMessageContaining("signs with key " + next);
    site.commands().retire(first, true);
    assertThat(site.published()).contains(next).doesNotContain(first);
    site.serve();
    assertThat(site.published()).doesNotContain(first);
  }

  @Test
  void whatIsOutThereCountsThoughTokensLiveShorterNow() throws Exception {
    TokenProvider serving = site.serve();
    String first = RingSite.keyId(serving);
    site.now = site.now.plus(AGE).minus(STEP);
    site.knobs.put("LOCAL_CREDMON_TOKEN_LIFETIME", "1200");
    serving = site.passing(STEP.multipliedBy(2), STEP, site.serve(), each -> {});
    assertThat(RingSite.keyId(serving)).isNotEqualTo(first);
    RingKey retired = site.commands().ring().find(first).orElseThrow();
    assertThat(retired.at(Milestone.EXPIRES).orElseThrow())
        .isAfterOrEqualTo(retired.at(Milestone.RETIRED).orElseThrow().plus(LIFETIME));
  }

  @Test
  void aDamagedOrForeignRingIsRefusedAndLeftAlone() throws Exception {
    site.serve();
    String sound = Files.readString(site.description());
    for (String broken :
        List.of(
            "",
            "{",
            "[]",
            "{\"schema\":2}",
            sound.replace("ES256", "none"),
            sound.replace("key-1.pem", "../key"),
            sound.replaceFirst("\"active\"", "\"late\""))) {
      Files.writeString(site.description(), broken);
      assertThatThrownBy(site::serve).as(broken).isInstanceOf(IllegalStateException.class);
      assertThat(site.problems).anySatisfy(p -> assertThat(p.subject()).contains("ring"));
      assertThat(site.description()).hasContent(broken);
    }
    Files.writeString(site.description(), sound);
    site.serve();
    Path key = site.ring().resolve("key-1.pem");
    Files.copy(
        site.ring().resolve("key-2.pem"),
        key,
        StandardCopyOption.REPLACE_EXISTING,
        StandardCopyOption.COPY_ATTRIBUTES);
    assertThatThrownBy(site::serve).isInstanceOf(IllegalStateException.class);
    assertThat(site.problems)
        .anySatisfy(p -> assertThat(p.toString()).contains("is another key than the key ring has"));
    Files.delete(key);
    assertThatThrownBy(site::serve).isInstanceOf(IllegalStateException.class);
    assertThat(key).doesNotExist();
  }

  private Path fixture(String name) throws IOException {
    Path copy = Files.copy(Path.of("test-fixtures", "keys", name), directory.resolve(name));
    return Files.setPosixFilePermissions(copy, PosixFilePermissions.fromString("rw-------"));
  }

  @Test
  void anImportedKeyGoesByItsThumbprint() throws Exception {
    site.knobs.put("CREDMINT_KEY_MAX_AGE", "0");
    site.serve();
    Path file = Files.copy(site.ring().resolve("key-1.pem"), directory.resolve("own.pem"));
    assertThatThrownBy(() -> site.commands().adopt(file, Optional.of("own")))
        .as("that one key has two names")
        .isInstanceOf(UnusableKeyException.class);
    Path other = fixture("ec-stock.pem");
    RingKey next = site.commands().adopt(other, Optional.empty()).next().orElseThrow();
    assertThat(next.keyId()).isEqualTo(next.thumbprint());
    assertThat(other).exists();
    assertThatThrownBy(() -> site.commands().create(Optional.empty()))
        .hasMessageContaining("a next key already");
    site.commands().retire(next.keyId(), false);
    assertThat(site.published()).doesNotContain(next.keyId());
  }

  private String problems() {
    return site.problems.toString();
  }

  @Test
  void aRoundThatFailsIsTriedAgain() throws Exception {
    site.knobs.put("CREDMINT_KEY_MAX_AGE", "0");
    String first = RingSite.keyId(site.serve());
    site.commands().activateNow(false);
    Files.setPosixFilePermissions(site.ring(), PosixFilePermissions.fromString("rwxrwxrwx"));
    assertThat(site.wantsReading()).isTrue();
    assertThatThrownBy(site::serve).isInstanceOf(IllegalStateException.class);
    assertThat(problems()).contains("has mode 0777", "chmod 700");
    assertThat(site.hasRings()).as("that it goes on looking").isTrue();
    assertThat(site.wantsReading()).isFalse();
    Files.setPosixFilePermissions(site.ring(), PosixFilePermissions.fromString("rwx------"));
    assertThat(site.wantsReading()).as("that it sees the directory mended").isTrue();
    assertThat(RingSite.keyId(site.serve())).isNotEqualTo(first);
  }

  @Test
  void aProviderWithAKeyOfItsOwnIsNotMovedToTheRingOfAnother() throws Exception {
    site.serve();
    Path own = fixture("ec-openssl-sec1.pem");
    site.knobs.put("LOCAL_CREDMON_PROVIDER_NAMES", "a b");
    site.knobs.put("LOCAL_CREDMON_b_PRIVATE_KEY", own.toString());
    site.load();
    assertThat(problems()).contains("does not have the key local", "a key ring of its own");
    site.knobs.put("CREDMINT_b_KEY_RING", directory.resolve("other").toString());
    site.load();
    assertThat(problems()).doesNotContain("does not have the key");
    assertThat(directory.resolve("other/key-1.pem")).hasSameBinaryContentAs(own);
  }

  @Test
  void aRingIsPublishedOnlyIfEachOfItsIssuersIs() throws Exception {
    site.knobs.put("LOCAL_CREDMON_PROVIDER_NAMES", "a b");
    site.knobs.put("LOCAL_CREDMON_b_ISSUER", "https://other.example.org");
    site.knobs.put("CREDMINT_b_PUBLICATION_DIRECTORY", directory.resolve("b").toString());
    Files.createDirectory(directory.resolve("b"));
    site.serve();
    site.knobs.remove("CREDMINT_b_PUBLICATION_DIRECTORY");
    site.knobs.remove("CREDMINT_PUBLICATION_DIRECTORY");
    site.knobs.put("CREDMINT_a_PUBLICATION_DIRECTORY", site.web().toString());
    String first = RingSite.keyId(site.serve());
    assertThat(problems()).contains("does not publish: b");
    site.now = site.now.plus(AGE.multipliedBy(2));
    assertThat(RingSite.keyId(site.serve())).isEqualTo(first);
  }

  @Test
  void aNextKeyThatIsMissingForOneIssuerWaitsAnew() throws Exception {
    site.knobs.put("LOCAL_CREDMON_PROVIDER_NAMES", "a b");
    site.knobs.put("LOCAL_CREDMON_b_ISSUER", "https://other.example.org");
    TokenProvider serving = site.serve();
    String first = RingSite.keyId(serving);
    Path others = site.web().resolve("other.example.org/.well-known/jwks.json");
    for (Path vanished : List.of(others, site.keySet())) {
      site.now = site.now.plus(AGE);
      Files.delete(vanished);
      assertThat(RingSite.keyId(site.serve())).as(vanished.toString()).isEqualTo(first);
      assertThat(vanished).exists();
      serving = site.passing(CACHE.minus(STEP), STEP, site.serve(), each -> {});
      assertThat(RingSite.keyId(serving)).isEqualTo(first);
      serving = site.passing(STEP, STEP, serving, each -> {});
      assertThat(RingSite.keyId(serving)).isNotEqualTo(first);
      first = RingSite.keyId(serving);
    }
  }

  @Test
  void theDocumentThatLeadsToTheKeySetIsPublishedAgain() throws Exception {
    site.serve();
    Path document = site.keySet().resolveSibling("openid-configuration");
    String before = Files.readString(document);
    Files.writeString(document, "{}");
    site.serve();
    assertThat(document).hasContent(before);
    Files.delete(document);
    site.serve();
    assertThat(document).hasContent(before);
  }

  @Test
  void anEmergencyTakesNoKeyThatLayBesideTheOldOne() throws Exception {
    site.serve();
    String next = site.commands().ring().next().orElseThrow().keyId();
    Ring after = site.commands().activateNow(false);
    assertThat(after.current().keyId()).isNotEqualTo(next);
    assertThat(after.find(next).orElseThrow().state()).isEqualTo(State.WITHDRAWN);
    assertThat(site.published()).doesNotContain(next).contains(after.current().keyId());
    String prepared = site.serve().name();
    assertThat(prepared).isEqualTo("a");
    String second = site.commands().ring().next().orElseThrow().keyId();
    assertThat(site.commands().activateNow(true).current().keyId()).isEqualTo(second);
  }

  @Test
  void afterARestoreTheKeysOfTheBackupSignNothing() throws Exception {
    TokenProvider serving = site.serve();
    String backup = Files.readString(site.description());
    List<String> ofBackup = site.commands().ring().keys().stream().map(RingKey::keyId).toList();
    site.passing(AGE.plus(Duration.ofDays(1)), STEP, serving, each -> {});
    Files.writeString(site.description(), backup);
    assertThatThrownBy(() -> site.commands().activateNow(false))
        .hasMessageContaining("is older than it was");
    Ring after = site.commands(true).activateNow(false);
    assertThat(ofBackup).doesNotContain(after.current().keyId());
    assertThat(RingSite.keyId(site.serve())).isEqualTo(after.current().keyId());
  }

  @Test
  void aNoteThatCannotBeWrittenIsToldAndStopsNothing() throws Exception {
    site.knobs.put("CREDMINT_KEY_MAX_AGE", "0");
    Path log = directory.resolve("log");
    String first = RingSite.keyId(site.serve());
    try (var files = Files.list(log)) {
      for (Path note : files.toList()) {
        Files.delete(note);
        Files.createDirectory(note);
      }
    }
    assertThat(site.commands().create(Optional.empty()).next()).isPresent();
    assertThat(RingSite.keyId(site.serve())).isEqualTo(first);
    assertThat(problems()).contains("the note of how often it was changed cannot be written");
  }

  @Test
  void aClockThatIsAheadForAWhileReplacesNothing() throws Exception {
    String first = RingSite.keyId(site.serve());
    site.clockStep = Duration.ofDays(30);
    site.now = site.now.plus(site.clockStep);
    assertThat(RingSite.keyId(site.serve())).isEqualTo(first);
    assertThat(problems()).contains("its key is not replaced", "the clock was set");
    site.now = site.now.minus(site.clockStep);
    site.clockStep = Duration.ZERO;
    assertThat(RingSite.keyId(site.serve())).isEqualTo(first);
    assertThat(site.commands().ring().keys()).hasSize(2);
  }
}
