// SPDX-License-Identifier: Apache-2.0
package org.credmint.cli.keys;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.when;

import com.nimbusds.jose.JWSObject;
import com.nimbusds.jose.crypto.ECDSAVerifier;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSet;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.credmint.audit.AuditLog;
import org.credmint.audit.TestAuditLog;
import org.credmint.audit.line.AuditEntry;
import org.credmint.audit.line.AuditEntry.Act;
import org.credmint.audit.line.AuditEntry.Claims;
import org.credmint.audit.search.AuditFiles;
import org.credmint.credential.CredentialKind;
import org.credmint.htcondor.knob.Knobs;
import org.credmint.htcondor.tool.ClassAdExpressions;
import org.credmint.htcondor.tool.KnobReading;
import org.credmint.htcondor.tool.KnobSource;
import org.credmint.key.KeyRing;
import org.credmint.key.KeySource;
import org.credmint.key.SignatureProvider;
import org.credmint.os.Host;
import org.credmint.provider.ConfigurationLoad;
import org.credmint.provider.ConfigurationLoader;
import org.credmint.provider.Provider;
import org.credmint.provider.Provider.Sample;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** The commands about signing keys, on real keys and a real directory. */
class KeysTest {
  private static final String ISSUER = "https://tokens.example.org";
  private static final Instant NOW = Instant.parse("2026-11-22T10:00:00Z");

  private final Host host = Host.create();
  private final Map<String, String> knobs = new TreeMap<>();
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();
  private Instant now = NOW;
  private ConfigurationLoader.OtherKinds otherKinds = ConfigurationLoader.OtherKinds.NONE;

  @TempDir private Path directory;

  @BeforeEach
  void configure() throws IOException {
    knobs.put("LOG", "/var/log/condor");
    knobs.put("FULL_HOSTNAME", "ap.example.org");
    knobs.put("SEC_CREDENTIAL_DIRECTORY_OAUTH", "/d");
    knobs.put("LOCAL_CREDMON_PROVIDER_NAMES", "a");
    knobs.put("LOCAL_CREDMON_TOKEN_AUDIENCE", "x");
    knobs.put("LOCAL_CREDMON_ISSUER", ISSUER);
    knobs.put("LOCAL_CREDMON_PRIVATE_KEY", directory.resolve("old.pem").toString());
    Files.createDirectory(
        web(), PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwxr-xr-x")));
    load(new KeyRing(host, new SecureRandom()).making());
  }

  private Path web() {
    return directory.resolve("web");
  }

  private Path keySet() {
    return web().resolve("tokens.example.org/.well-known/jwks.json");
  }

  private ConfigurationLoader loader(KeySource keys) {
    KnobSource source = mock(KnobSource.class);
    when(source.read()).thenReturn(new KnobReading.Read(Knobs.of(knobs)));
    return new ConfigurationLoader(
        "CREDMON_OAUTH",
        source,
        Map.of(),
        "h",
        keys,
        SignatureProvider.ofTheJdk(),
        host,
        mock(ClassAdExpressions.class),
        Set.of(),
        otherKinds);
  }

  private Provider load(KeySource keys) {
    ConfigurationLoad load = loader(keys).load();
    return ((ConfigurationLoad.Read) load).active().providers().get("a");
  }

  private Provider provider() {
    return load(new KeyRing(host, new SecureRandom()).reading());
  }

  private String keyId() {
    return provider().verificationKey().orElseThrow().keyId();
  }

  private String token() {
    Sample.Made made = (Sample.Made) provider().sample(now);
    return made.issued().content().expose(bytes -> new String(bytes, StandardCharsets.US_ASCII));
  }

  private int run(String... words) {
    out.getBuffer().setLength(0);
    err.getBuffer().setLength(0);
    CommandLine command =
        Keys.commandLine(
            new Keys.Surroundings(
                host,
                () -> now,
                (any, name) -> loader(new KeyRing(host, new SecureRandom()).reading()),
                name -> AuditFiles.of(List.of(directory.resolve("Ledger"))),
                this::fetch));
    command.setOut(new PrintWriter(out, true));
    command.setErr(new PrintWriter(err, true));
    return command.execute(words);
  }

  /** As a web server does that serves the directory. */
  private byte[] fetch(String url) throws IOException {
    return Files.readAllBytes(web().resolve(url.substring("https://".length())));
  }

  private void issued(String keyId, Instant until) {
    TestAuditLog auditLog = new TestAuditLog(directory);
    try (AuditLog log = auditLog.open(host)) {
      Claims claims =
          new Claims(keyId, "t", "alice", List.of(), "", Optional.of(NOW), Optional.of(until));
      log.append(
          List.of(new AuditEntry(Act.MINT, "a", "alice", Optional.empty(), claims, "", "issued")));
    }
  }

  /** As a verifier does that has fetched the key set. */
  private boolean isAccepted(String token) throws Exception {
    JWSObject parsed = JWSObject.parse(token);
    JWK key = JWKSet.parse(Files.readString(keySet())).getKeyByKeyId(parsed.getHeader().getKeyID());
    return key != null && parsed.verify(new ECDSAVerifier(key.toECKey()));
  }

  @Test
  void aProviderOfAnotherKindHasNoKeyThatVerifiersFetch() {
    Provider pilot = mock(Provider.class);
    when(pilot.name()).thenReturn("pilot");
    when(pilot.kind()).thenReturn(CredentialKind.IDTOKEN);
    when(pilot.isStanding()).thenReturn(true);
    otherKinds = (settings, served, daemonUser, problems) -> Map.of("pilot", pilot);
    assertThat(run("list")).isZero();
    assertThat(out.toString()).contains(keyId()).doesNotContain("pilot");
    knobs.put("LOCAL_CREDMON_TOKEN_LIFETIME", "20m");
    assertThat(run("list")).isEqualTo(2);
    assertThat(err.toString()).contains("credmint check");
  }

  @Test
  void aKeyIsReplacedWithoutOneRejectedToken() throws Exception {
    assertThat(run("publish", "--to", web().toString())).isZero();
    String oldToken = token();
    String oldKey = keyId();
    issued(oldKey, NOW.plusSeconds(1200));

    Path next = directory.resolve("next.pem");
    assertThat(run("create", next.toString())).isZero();
    assertThat(run("publish", "--to", web().toString(), "--also", next.toString())).isZero();
    assertThat(token()).satisfies(token -> assertThat(isAccepted(token)).isTrue());

    knobs.put("LOCAL_CREDMON_PRIVATE_KEY", next.toString());
    assertThat(keyId()).isNotEqualTo(oldKey);
    assertThat(isAccepted(token())).isTrue();
    assertThat(isAccepted(oldToken)).isTrue();

    String[] retire = {"retire", "--from", web().toString(), "--kid", oldKey};
    now = NOW.plusSeconds(1199);
    assertThat(run(retire)).isEqualTo(1);
    assertThat(err.toString())
        .contains("tokens signed with key " + oldKey + " are valid until 2026-11-22T10:20:00Z");
    assertThat(isAccepted(oldToken)).isTrue();
    now = NOW.plusSeconds(1201);
    assertThat(run(retire)).isZero();
    assertThat(isAccepted(oldToken)).isFalse();
    assertThat(isAccepted(token())).isTrue();
  }

  @Test
  void theKeyThatSignsIsNeverRetired() {
    run("publish", "--to", web().toString());
    assertThat(run("retire", "--from", web().toString(), "--kid", keyId(), "--force")).isEqualTo(1);
    assertThat(err.toString()).contains("provider a signs with key " + keyId());
    assertThat(run("retire", "--from", web().toString(), "--kid", "nobody")).isEqualTo(2);
    assertThat(err.toString()).contains("publishes no key nobody", keyId());
  }

  @Test
  void withoutAnAuditLogAKeyIsRetiredOnlyByForce() throws Exception {
    run("publish", "--to", web().toString());
    String oldKey = keyId();
    Path next = directory.resolve("next.pem");
    run("create", next.toString());
    knobs.put("LOCAL_CREDMON_PRIVATE_KEY", next.toString());
    String[] retire = {"retire", "--from", web().toString(), "--kid", oldKey};
    assertThat(run(retire)).isEqualTo(2);
    assertThat(err.toString()).contains("Ledger");
    assertThat(run("retire", "--from", web().toString(), "--kid", oldKey, "--force")).isZero();
    assertThat(Files.readString(keySet())).doesNotContain(oldKey);
  }

  @Test
  void aKeyThatSignsUnpublishedIsTold() {
    assertThat(run("list", "--in", web().toString())).isEqualTo(1);
    assertThat(out.toString()).contains(keyId(), "not published: run 'credmint keys publish");
    run("publish", "--to", web().toString());
    assertThat(run("list", "--in", web().toString())).isZero();
    assertThat(out.toString()).contains("published  key ID " + keyId());
  }

  @Test
  void whatVerifiersFetchIsComparedWithTheKeyThatSigns() throws IOException {
    assertThat(run("list", "--fetch")).isEqualTo(2);
    assertThat(err.toString()).contains("openid-configuration");
    run("publish", "--to", web().toString());
    assertThat(run("list", "--fetch")).isZero();
    assertThat(out.toString()).contains("fetched    key ID " + keyId());
    Files.writeString(keySet(), "{\"keys\":[]}");
    assertThat(run("list", "--fetch")).isEqualTo(1);
    assertThat(out.toString()).contains("verifiers do not find the key that signs");
    Path document = keySet().resolveSibling("openid-configuration");
    Files.writeString(document, Files.readString(document).replace(ISSUER, "https://other"));
    assertThat(run("list", "--fetch")).isEqualTo(2);
    assertThat(err.toString()).contains("does not name the issuer " + ISSUER);
  }

  @Test
  void oneKeyIdForTwoKeysChangesNothing() throws Exception {
    run("publish", "--to", web().toString());
    String before = Files.readString(keySet());
    Path next = directory.resolve("next.pem");
    run("create", next.toString());
    String oldKey = keyId();
    assertThat(run("publish", "--to", web().toString(), "--also", next.toString(), "--kid", oldKey))
        .isEqualTo(2);
    assertThat(err.toString()).contains("two different keys have the key ID " + oldKey);
    assertThat(keySet()).hasContent(before);
  }

  @Test
  void aKeyIsNeverOverwritten() {
    assertThat(run("create", directory.resolve("old.pem").toString())).isEqualTo(2);
    assertThat(err.toString()).contains("exists: name a file that does not");
    assertThat(run("create", directory.resolve("none/new.pem").toString())).isEqualTo(2);
    assertThat(err.toString()).contains("none/new.pem");
  }

  @Test
  void anRsaKeyIsMadeAndPublishedToo() throws Exception {
    Path next = directory.resolve("rsa.pem");
    assertThat(run("create", "--algorithm", "RS256", next.toString())).isZero();
    assertThat(run("publish", "--to", web().toString(), "--also", next.toString())).isZero();
    assertThat(Files.readString(keySet())).contains("\"RSA\"", "\"EC\"").doesNotContain("\"d\"");
  }

  @Test
  void aMissingOrForeignNextKeyIsRefusedWithTheReason() throws IOException {
    String to = web().toString();
    assertThat(run("publish", "--to", to, "--also", "/nowhere/next.pem")).isEqualTo(2);
    assertThat(err.toString()).contains("/nowhere/next.pem: no such file");
    Path junk = Files.writeString(directory.resolve("junk.pem"), "no key");
    Files.setPosixFilePermissions(junk, PosixFilePermissions.fromString("rw-------"));
    assertThat(run("publish", "--to", to, "--also", junk.toString())).isEqualTo(2);
    assertThat(err.toString()).contains(junk.toString(), "not a PEM file");
    assertThat(keySet()).doesNotExist();
  }

  @Test
  void theKeySetsOfSeveralAccessPointsAreJoined() throws Exception {
    run("publish", "--to", web().toString());
    Path first = Files.copy(keySet(), directory.resolve("first.json"));
    knobs.put("LOCAL_CREDMON_PRIVATE_KEY", directory.resolve("second.pem").toString());
    load(new KeyRing(host, new SecureRandom()).making());
    Files.delete(keySet());
    run("publish", "--to", web().toString());
    assertThat(run("merge", first.toString(), keySet().toString())).isZero();
    assertThat(JWKSet.parse(out.toString()).getKeys()).hasSize(2);
    assertThat(run("merge", first.toString(), directory.resolve("old.pem").toString()))
        .isEqualTo(2);
    assertThat(err.toString()).contains("old.pem is not a JSON Web Key Set");
  }

  @Test
  void aKeyThatIsNotThereYetIsNotMadeUp() throws IOException {
    Files.delete(directory.resolve("old.pem"));
    assertThat(run("publish", "--to", web().toString())).isEqualTo(2);
    assertThat(err.toString()).contains("the key of provider a cannot be read");
    assertThat(keySet()).doesNotExist();
  }
}
