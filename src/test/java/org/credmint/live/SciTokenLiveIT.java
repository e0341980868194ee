// SPDX-License-Identifier: Apache-2.0
package org.credmint.live;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.JWSObject;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import com.nimbusds.jose.util.JSONObjectUtils;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Tokens as HTCondor judges them: a schedd that is asked by one, and libSciTokens itself. */
class SciTokenLiveIT {

  private static final String CREDMINT = "/opt/credmint/bin/credmint";

  private static final Duration SOON = Duration.ofSeconds(30);

  /** Each provider, with libSciTokens' number of the profile that its tokens follow. */
  private static final Map<String, Integer> PROFILES =
      new TreeMap<>(Map.of("v1es", 1, "v1rs", 1, "v2es", 2, "v2rs", 2, "wles", 3, "wlrs", 3));

  private static final String PROVIDERS =
      """
      LOCAL_CREDMON_PROVIDER_NAMES = scitokens reader rotated v1es v1rs v2es v2rs wles wlrs
      LOCAL_CREDMON_ISSUER = https://issuer.example
      LOCAL_CREDMON_TOKEN_AUDIENCE = https://pool.example
      LOCAL_CREDMON_TOKEN_USE_JSON = False
      LOCAL_CREDMON_AUTHZ_TEMPLATE = read:/data/{username} write:/data/{username}/out
      LOCAL_CREDMON_scitokens_AUTHZ_TEMPLATE = condor:/READ condor:/WRITE
      LOCAL_CREDMON_reader_AUTHZ_TEMPLATE = condor:/READ
      LOCAL_CREDMON_rotated_AUTHZ_TEMPLATE = condor:/READ condor:/WRITE
      CREDMINT_rotated_KEY_RING = /etc/condor/ring
      CREDMINT_rotated_KEY_CACHE_TIME = 0
      CREDMINT_rotated_PUBLICATION_DIRECTORY = /etc/condor/published
      LOCAL_CREDMON_v1es_TOKEN_VERSION = scitoken:1.0
      LOCAL_CREDMON_v1rs_TOKEN_VERSION = scitoken:1.0
      LOCAL_CREDMON_wles_TOKEN_VERSION = wlcg:1.0
      LOCAL_CREDMON_wlrs_TOKEN_VERSION = wlcg:1.0
      LOCAL_CREDMON_wles_AUTHZ_TEMPLATE = storage.read:/data/{username} \
      storage.create:/data/{username}/out
      LOCAL_CREDMON_wlrs_AUTHZ_TEMPLATE = $(LOCAL_CREDMON_wles_AUTHZ_TEMPLATE)
      """;

  private static final String RSA =
      """
      LOCAL_CREDMON_%1$s_PRIVATE_KEY_ALGORITHM = RS256
      LOCAL_CREDMON_%1$s_PRIVATE_KEY = /etc/condor/rsa-private.pem
      LOCAL_CREDMON_%1$s_PUBLIC_KEY = /etc/condor/rsa.pem
      LOCAL_CREDMON_%1$s_KEY_ID = rsa
      """;

  /** Asks libSciTokens' C API; a line tells token, profile asked for, and the ACLs or a refusal. */
  private static final String JUDGE =
      """
      import ctypes, json, os, tempfile
      os.environ["XDG_CACHE_HOME"] = tempfile.mkdtemp()
      lib = ctypes.CDLL("libSciTokens.so.0")
      text, pointer, why = ctypes.c_char_p, ctypes.c_void_p, ctypes.c_char_p()
      error = ctypes.byref(why)
      class Acl(ctypes.Structure):
          _fields_ = [("authz", text), ("resource", text)]
      lib.scitoken_create.restype = lib.enforcer_create.restype = pointer
      issuer, audience = os.environ["ISSUER"].encode(), os.environ["AUDIENCE"].encode()
      audiences = (text * 2)(audience, None)
      assert lib.keycache_set_jwks(issuer, os.environ["JWKS"].encode(), error) == 0, why
      for name, token in json.loads(os.environ["TOKENS"]).items():
          for profile in (1, 2, 3):
              parsed = pointer(lib.scitoken_create(None))
              lib.scitoken_set_deserialize_profile(parsed, profile)
              if lib.scitoken_deserialize_v2(token.encode(), parsed, None, error):
                  print(name, profile, "refused")
                  continue
              enforcer = pointer(lib.enforcer_create(issuer, audiences, error))
              lib.enforcer_set_validate_profile(enforcer, profile)
              acls = ctypes.POINTER(Acl)()
              if lib.enforcer_generate_acls(enforcer, parsed, ctypes.byref(acls), error):
                  print(name, profile, "no ACLs", why.value)
                  continue
              found, n = [], 0
              while acls[n].authz or acls[n].resource:
                  found.append(acls[n].authz.decode() + ":" + acls[n].resource.decode())
                  n += 1
              print(name, profile, *found)
      """;

  private static final String PUBLISHED =
      "/etc/condor/published/issuer.example/.well-known/jwks.json";

  private static final List<String> generations = new ArrayList<>();
  private static LivePool pool;
  private static String keys;

  @BeforeAll
  static void bringUpAPoolThatKnowsTheIssuer() throws Exception {
    LivePool.Builder builder = LivePool.builder().configuration(PROVIDERS);
    for (String provider : List.of("v1rs", "v2rs", "wlrs")) {
      builder.configuration(RSA.formatted(provider));
    }
    pool = builder.up();
    String description = "executable = /bin/true\nlog = log\nqueue\n";
    pool.submit("alice", pool.asking("scitokens") + description);
    askForTheOtherTokens();
    replaceTheKeyTwice();
    String ofTheRing = pool.call("root", "cat", PUBLISHED).strip();
    keys =
        SciTokensServer.keys(
            ofTheRing.substring("{\"keys\":[".length(), ofTheRing.length() - "]}".length()),
            SciTokensServer.key(pool, "rsa.pem", "rsa"));
    SciTokensServer.setUp(pool, keys);
  }

  /** The first key of the ring is that of the other providers. */
  private static void replaceTheKeyTwice() throws Exception {
    pool.call("root", "mkdir", "-m", "755", "/etc/condor/published");
    generations.add(token("rotated"));
    for (int i = 0; i < 2; i++) {
      String last = token("rotated");
      pool.call("root", CREDMINT, "keys", "create");
      pool.call("root", CREDMINT, "keys", "activate");
      generations.add(
          pool.waitFor(
              "a token of the next key",
              SOON,
              () -> Optional.of(token("rotated")).filter(token -> !token.equals(last))));
    }
  }

  @AfterAll
  static void takeItDown() {
    if (pool != null) {
      pool.close();
    }
  }

  @Test
  void aScheddLetsTheBearerOfATokenInAsItsUser() throws Exception {
    LivePool.Result result =
        pool.waitFor(
            "the schedd to have read its new configuration",
            SOON,
            () -> Optional.of(ping(token("scitokens"), "WRITE")).filter(r -> r.exit() == 0));
    assertThat(result.stdout()).containsPattern("WRITE +SCITOKENS .* ALLOW +alice@credmint.test");
  }

  @Test
  void aScheddRefusesTheSameClaimsSignedByAnotherKey() throws Exception {
    aScheddLetsTheBearerOfATokenInAsItsUser();
    JWSObject ours = JWSObject.parse(token("scitokens"));
    JWSObject forged = new JWSObject(ours.getHeader(), ours.getPayload());
    forged.sign(new ECDSASigner(new ECKeyGenerator(Curve.P_256).generate()));

    LivePool.Result result = ping(forged.serialize(), "WRITE");

    assertThat(result.exit()).isNotZero();
    assertThat(result.stdout()).contains("FAIL").doesNotContain("ALLOW");
  }

  @Test
  void aScheddLetsInByATokenOfEachGenerationOfKeys() throws Exception {
    aScheddLetsTheBearerOfATokenInAsItsUser();
    List<String> keyIds = new ArrayList<>();
    for (String token : generations) {
      keyIds.add(keyId(token));
      assertThat(ping(token, "WRITE").stdout())
          .containsPattern("WRITE +SCITOKENS .* ALLOW +alice@credmint.test");
    }
    assertThat(keyIds).doesNotHaveDuplicates().hasSize(3);
    assertThat(keys).contains(keyIds);
  }

  @Test
  void aScheddGrantsNoMoreThanTheTokensScope() throws Exception {
    aScheddLetsTheBearerOfATokenInAsItsUser();
    assertThat(ping(token("reader"), "WRITE").stdout()).contains("FAIL").doesNotContain("ALLOW");
    assertThat(Files.readString(pool.logs().resolve("SchedLog")))
        .as("that the token was accepted, though not for this")
        .contains("resulted in a limited authorization which did not include this command");
  }

  @Test
  void eachProfileAndAlgorithmIsReadAsWhatItIsAndAsNothingElse() throws Exception {
    Map<String, Object> tokens = new LinkedHashMap<>();
    StringBuilder expected = new StringBuilder();
    for (String provider : PROFILES.keySet()) {
      tokens.put(provider, token(provider));
      String acls =
          provider.startsWith("wl")
              ? "storage.read:/data/alice storage.create:/data/alice/out"
              : "read:/data/alice write:/data/alice/out";
      for (int profile = 1; profile <= 3; profile++) {
        String verdict = profile == PROFILES.get(provider) ? acls : "refused";
        expected.append("%s %d %s%n".formatted(provider, profile, verdict));
      }
    }
    assertThat(judge(keys, tokens)).isEqualToNormalizingNewlines(expected.toString());
    for (String provider : PROFILES.keySet()) {
      String algorithm = provider.endsWith("rs") ? "RS256" : "ES256";
      assertThat(JWSObject.parse(token(provider)).getHeader().getAlgorithm())
          .hasToString(algorithm);
    }
  }

  @Test
  void aTokenOfAWithdrawnKeyIsRefusedOnceTheKeySetWasFetchedAgain() throws Exception {
    Map<String, Object> tokens = new LinkedHashMap<>();
    for (String token : generations) {
      tokens.put(keyId(token), token);
    }
    String withdrawn = keyId(generations.get(1));
    String good = " 2 condor:/READ condor:/WRITE";
    assertThat(judge(keys, tokens)).contains(withdrawn + good);

    pool.call("root", CREDMINT, "keys", "retire", "--kid", withdrawn, "--force");

    assertThat(judge(pool.call("root", "cat", PUBLISHED), tokens))
        .contains(withdrawn + " 2 refused", keyId(generations.get(0)) + good)
        .contains(keyId(generations.get(2)) + good);
  }

  private static String keyId(String token) throws Exception {
    return JWSObject.parse(token).getHeader().getKeyID();
  }

  /** What libSciTokens says of tokens when it has just fetched a key set. */
  private static String judge(String keySet, Map<String, Object> tokens) throws Exception {
    LivePool.Result result =
        pool.run(
            "alice",
            JUDGE,
            SOON,
            "env",
            "JWKS=" + keySet.strip(),
            "ISSUER=" + SciTokensServer.ISSUER,
            "AUDIENCE=" + SciTokensServer.AUDIENCE,
            "TOKENS=" + JSONObjectUtils.toJSONString(tokens),
            "python3",
            "-");
    assertThat(result.exit()).as(result.stderr()).isZero();
    return result.stdout();
  }

  /** As the credd would, but also where a release of HTCondor knows one provider only. */
  private static void askForTheOtherTokens() {
    String all = "reader rotated " + String.join(" ", PROFILES.keySet());
    String directory = "$(condor_config_val SEC_CREDENTIAL_DIRECTORY_OAUTH)/alice";
    pool.call(
        "root",
        "bash",
        "-c",
        "cd %s && for name in %s; do cp -p scitokens.top $name.top; done"
            .formatted(directory, all));
    pool.signalCredmon("HUP");
    for (String name : all.split(" ", -1)) {
      pool.waitForFile(use(name), SOON);
    }
  }

  private static Path use(String provider) {
    return pool.credentials().resolve("alice").resolve(provider + ".use");
  }

  private static String token(String provider) throws Exception {
    return Files.readString(use(provider)).strip();
  }

  /** Asks the schedd by a token alone what it lets the bearer do. */
  private static LivePool.Result ping(String token, String level) throws Exception {
    Files.writeString(pool.home("alice").resolve("token"), token);
    return pool.run(
        "alice",
        "env",
        "_CONDOR_SEC_CLIENT_AUTHENTICATION_METHODS=SCITOKENS",
        "_CONDOR_SCITOKENS_FILE=/home/alice/token",
        "condor_ping",
        "-type",
        "schedd",
        "-table",
        level);
  }
}
