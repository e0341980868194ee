// SPDX-License-Identifier: Apache-2.0
package org.credmint.live;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.util.JSONObjectUtils;
import java.time.Duration;
import java.util.Map;

/** Makes a pool let clients in by the SciTokens of its own Credmint, without any network. */
final class SciTokensServer {
  static final String ISSUER = "https://issuer.example";

  /** What the pool's daemons take tokens for. */
  static final String AUDIENCE = "https://pool.example";

  private static final Duration LIMIT = Duration.ofSeconds(30);

  private static final String KNOBS =
      """
      SEC_DEFAULT_AUTHENTICATION_METHODS = FS, IDTOKENS, SCITOKENS
      SCITOKENS_SERVER_AUDIENCE = https://pool.example
      AUTH_SSL_SERVER_CERTFILE = /etc/condor/judge/cert.pem
      AUTH_SSL_SERVER_KEYFILE = /etc/condor/judge/key.pem
      AUTH_SSL_SERVER_CAFILE = /etc/condor/judge/cert.pem
      AUTH_SSL_CLIENT_CAFILE = /etc/condor/judge/cert.pem
      SSL_SKIP_HOST_CHECK = true
      CERTIFICATE_MAPFILE = /etc/condor/judge/map
      """;

  /** A certificate, the map file, and the issuer's keys in the cache, as if fetched from it. */
  private static final String PREPARE =
      """
      set -e
      mkdir -p /etc/condor/judge
      cd /etc/condor/judge
      openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 2 \
        -subj "/CN=$(hostname)" -keyout key.pem -out cert.pem 2>/dev/null
      chmod 0644 cert.pem
      echo 'SCITOKENS ^https://issuer\\.example,(.*)$ \\1@credmint.test' >map
      cache=$(condor_config_val RUN)/cache/scitokens
      install -d -o condor -g condor -m 0700 "${cache%/*}" "$cache"
      python3 - "$cache/scitokens_cpp.sqllite" <<'END'
      import json, os, sqlite3, sys, time
      later = int(time.time()) + 86400
      keys = {"jwks": json.loads(os.environ["JWKS"]), "next_update": later, "expires": later}
      with sqlite3.connect(sys.argv[1]) as cache:
          cache.execute("CREATE TABLE IF NOT EXISTS keycache"
                        " (issuer text UNIQUE PRIMARY KEY NOT NULL, keys text NOT NULL)")
          cache.execute("INSERT OR REPLACE INTO keycache VALUES (?, ?)",
                        (os.environ["ISSUER"], json.dumps(keys)))
      END
      chown condor:condor "$cache/scitokens_cpp.sqllite"
      """;

  private SciTokensServer() {}

  /** Sets the pool up to trust these keys; its daemons know a moment after this has returned. */
  static void setUp(LivePool pool, String keys) {
    LivePool.Result result =
        pool.run("root", PREPARE, LIMIT, "env", "JWKS=" + keys, "ISSUER=" + ISSUER, "bash", "-s");
    assertThat(result.exit()).as(result.stderr()).isZero();
    pool.configure(KNOBS);
    pool.reconfigure();
  }

  /** A key set of these members. */
  static String keys(String... members) {
    return "{\"keys\":[" + String.join(",", members) + "]}";
  }

  /** A public key of the pool with this key id; with its thumbprint where none is given. */
  static String key(LivePool pool, String file, String keyId) throws Exception {
    String pem = pool.call("root", "cat", "/etc/condor/" + file);
    Map<String, Object> members = PublicPem.read(pem).toJSONObject();
    members.put(
        "kid", keyId.isEmpty() ? PublicPem.read(pem).computeThumbprint().toString() : keyId);
    members.put("alg", keyId.equals("rsa") ? "RS256" : "ES256");
    return JSONObjectUtils.toJSONString(members);
  }
}
