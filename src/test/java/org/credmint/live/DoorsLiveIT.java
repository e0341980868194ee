// SPDX-License-Identifier: Apache-2.0
package org.credmint.live;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jwt.JWTParser;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * A credential opens the door that it is for and no other: a request token a schedd, a callback
 * token a collector, a payload token a storage.
 */
class DoorsLiveIT {
  private static final Duration SOON = Duration.ofSeconds(90);
  private static final int LIFETIME = 40;
  private static final String STORAGE = "https://storage.example";
  private static final String REQUEST = "/var/lib/credmint/ce/token";
  private static final String CALLBACK = "/var/lib/credmint/pool/token";
  private static final String PAYLOAD = "/var/lib/credmint/storage/token";

  private static final String STANDING =
      """
      LOCAL_CREDMON_ISSUER = https://issuer.example
      CREDMINT_STANDING = ce pilot data
      CREDMINT_ce_TYPE = scitoken
      CREDMINT_ce_PURPOSE = request
      CREDMINT_ce_PROVIDER = scitokens
      CREDMINT_ce_SUBJECT_TEMPLATE = alice
      CREDMINT_ce_AUDIENCE = https://pool.example
      CREDMINT_ce_SCOPE = condor:/READ condor:/WRITE
      CREDMINT_ce_TOKEN_LIFETIME = %1$d
      CREDMINT_ce_EXPORT = /var/lib/credmint/ce/token
      CREDMINT_ce_OWNER = alice
      CREDMINT_pilot_TYPE = idtoken
      CREDMINT_pilot_PURPOSE = callback
      CREDMINT_pilot_KEY = site_a
      CREDMINT_pilot_SUBJECT_TEMPLATE = pilot-a@example.org
      CREDMINT_pilot_TOKEN_LIFETIME = %1$d
      CREDMINT_pilot_EXPORT = /var/lib/credmint/pool/token
      CREDMINT_pilot_OWNER = alice
      CREDMINT_data_TYPE = scitoken
      CREDMINT_data_PURPOSE = payload
      CREDMINT_data_PROVIDER = scitokens
      CREDMINT_data_SUBJECT_TEMPLATE = alice
      CREDMINT_data_AUDIENCE = https://storage.example
      CREDMINT_data_SCOPE = read:/data
      CREDMINT_data_TOKEN_LIFETIME = %1$d
      CREDMINT_data_EXPORT = /var/lib/credmint/storage/token
      CREDMINT_data_OWNER = alice
      ALLOW_ADVERTISE_STARTD = $(ALLOW_DAEMON) pilot-*@example.org
      """
          .formatted(LIFETIME);

  /** What a storage asks libSciTokens: may the bearer read /data/file here? */
  private static final String MAY_READ =
      """
      import ctypes, os, sys, tempfile
      os.environ["XDG_CACHE_HOME"] = tempfile.mkdtemp()
      lib = ctypes.CDLL("libSciTokens.so.0")
      text, pointer, why = ctypes.c_char_p, ctypes.c_void_p, ctypes.c_char_p()
      error = ctypes.byref(why)
      class Acl(ctypes.Structure):
          _fields_ = [("authz", text), ("resource", text)]
      lib.enforcer_create.restype = pointer
      issuer, audiences = os.environ["ISSUER"].encode(), (text * 2)(os.environ["AUDIENCE"].encode(), None)
      assert lib.keycache_set_jwks(issuer, os.environ["JWKS"].encode(), error) == 0, why
      parsed = pointer()
      token = open(sys.argv[1]).read().strip().encode()
      if lib.scitoken_deserialize(token, ctypes.byref(parsed), None, error):
          sys.exit(1)
      enforcer = pointer(lib.enforcer_create(issuer, audiences, error))
      sys.exit(lib.enforcer_test(enforcer, parsed, ctypes.byref(Acl(b"read", b"/data/file")), error) != 0)
      """;

  /**
   * A factory's own HTCondor: its gridmanager has nothing but SciTokens to show. HTCondor 23.9
   * would take a schedd on its own machine for one of its own daemons, and never get through; and
   * its programs show no SciToken where their user cannot write the cache of keys.
   */
  private static final String FACTORY =
      """
      AUTH_SSL_CLIENT_CAFILE = /etc/condor/judge/cert.pem
      SSL_SKIP_HOST_CHECK = true
      C_GAHP.SEC_CLIENT_AUTHENTICATION_METHODS = SCITOKENS, ANONYMOUS
      C_GAHP_WORKER_THREAD.SEC_CLIENT_AUTHENTICATION_METHODS = SCITOKENS, ANONYMOUS
      GRIDMANAGER.SEC_USE_FAMILY_SESSION = False
      C_GAHP.SEC_USE_FAMILY_SESSION = False
      C_GAHP_WORKER_THREAD.SEC_USE_FAMILY_SESSION = False
      C_GAHP.SEC_SCITOKENS_CACHE = /home/alice/scitokens
      C_GAHP_WORKER_THREAD.SEC_SCITOKENS_CACHE = /home/alice/scitokens
      SEC_DEFAULT_SESSION_DURATION = 5
      CONDOR_JOB_POLL_INTERVAL = 5
      GRIDMANAGER_JOB_PROBE_INTERVAL = 5
      """;

  private static LivePool pool;
  private static String keys;

  @BeforeAll
  static void aPoolThatTrustsItsOwnCredmint() throws Exception {
    pool = LivePool.builder().configuration(STANDING).up();
    keys = SciTokensServer.keys(SciTokensServer.key(pool, "scitokens.pem", ""));
    SciTokensServer.setUp(pool, keys);
    pool.waitFor(
        "the schedd to have read its configuration",
        SOON,
        () -> Optional.of(true).filter(yes -> schedd(REQUEST)));
  }

  @AfterAll
  static void down() {
    if (pool != null) {
      pool.close();
    }
  }

  private static boolean opens(String credential, String daemon, String authorization) {
    return pool.run(
                "alice",
                "env",
                "_CONDOR_SEC_CLIENT_AUTHENTICATION_METHODS=IDTOKENS,SCITOKENS",
                "_CONDOR_SEC_TOKEN_DIRECTORY="
                    + credential.substring(0, credential.lastIndexOf('/')),
                "_CONDOR_SCITOKENS_FILE=" + credential,
                "condor_ping",
                "-quiet",
                "-type",
                daemon,
                authorization)
            .exit()
        == 0;
  }

  /** The request door. */
  private static boolean schedd(String credential) {
    return opens(credential, "schedd", "WRITE");
  }

  /** The callback door. */
  private static boolean collector(String credential) {
    return opens(credential, "collector", "ADVERTISE_STARTD");
  }

  /** The payload door. */
  private static boolean storage(String credential) {
    return pool.run(
                "alice",
                MAY_READ,
                SOON,
                "env",
                "JWKS=" + keys,
                "ISSUER=" + SciTokensServer.ISSUER,
                "AUDIENCE=" + STORAGE,
                "python3",
                "-",
                credential)
            .exit()
        == 0;
  }

  @Test
  void eachCredentialOpensItsOwnDoor() {
    assertThat(schedd(REQUEST)).as("request at the schedd").isTrue();
    assertThat(collector(CALLBACK)).as("callback at the collector").isTrue();
    assertThat(storage(PAYLOAD)).as("payload at the storage").isTrue();
  }

  @Test
  void noCredentialOpensADoorOfAnother() {
    assertThat(collector(REQUEST)).as("request at the collector").isFalse();
    assertThat(storage(REQUEST)).as("request at the storage").isFalse();
    assertThat(schedd(CALLBACK)).as("callback at the schedd").isFalse();
    assertThat(storage(CALLBACK)).as("callback at the storage").isFalse();
    assertThat(schedd(PAYLOAD)).as("payload at the schedd").isFalse();
    assertThat(collector(PAYLOAD)).as("payload at the collector").isFalse();
  }

  @Test
  void aGridJobIsSubmittedWithTheTokenThatIsInTheFileThen() throws Exception {
    LivePool.Result started =
        pool.run("root", PilotSite.script("user-pool"), SOON, "sh", "-s", "factory", "9701");
    assertThat(started.exit()).as(started.stderr()).isZero();
    LivePool.Result configured =
        pool.run(
            "root",
            FACTORY,
            SOON,
            "sh",
            "-c",
            "cat > /var/lib/factory/etc/config.d/50-factory.conf && " + factory("condor_reconfig"));
    assertThat(configured.exit()).as(configured.stderr()).isZero();

    String first = tokenOfGridJob();
    pool.waitFor(
        "another token in the file",
        Duration.ofSeconds(LIFETIME),
        () -> Optional.of(currentToken()).filter(id -> !id.equals(first)));
    // Until then the gridmanager has had no reason to look at the file again.
    String second = tokenOfGridJob();
    assertThat(second).isNotEqualTo(first);
  }

  private static String factory(String command) {
    return "CONDOR_CONFIG=/var/lib/factory/condor_config " + command;
  }

  /** Has the factory submit a job to the pool's schedd, and returns the id of the token it used. */
  private static String tokenOfGridJob() {
    List<String> before = remoteTokens();
    LivePool.Result submitted =
        pool.run(
            "alice",
            """
            universe = grid
            grid_resource = condor pool.credmint.test pool.credmint.test:9618
            executable = /bin/true
            transfer_executable = false
            use_scitokens = true
            scitokens_file = %s
            log = grid.log
            queue
            """
                .formatted(REQUEST),
            SOON,
            "sh",
            "-c",
            factory("condor_submit -terse -"));
    assertThat(submitted.exit()).as(submitted.stderr()).isZero();
    return pool.waitFor(
        "the job at the pool's schedd",
        SOON,
        () -> remoteTokens().stream().skip(before.size()).findFirst());
  }

  /** The ids of the tokens by which jobs came to the pool's schedd, in their order. */
  private static List<String> remoteTokens() {
    return pool.call(
            "root",
            "sh",
            "-c",
            "{ condor_q -all -af ClusterId AuthTokenId; condor_history -af ClusterId AuthTokenId; }"
                + " | sort -n -u | cut -d' ' -f2")
        .lines()
        .filter(id -> !id.isBlank() && !id.equals("undefined"))
        .toList();
  }

  private static String currentToken() throws Exception {
    return JWTParser.parse(pool.call("root", "cat", REQUEST)).getJWTClaimsSet().getJWTID();
  }
}
