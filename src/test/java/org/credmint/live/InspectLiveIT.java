// SPDX-License-Identifier: Apache-2.0
package org.credmint.live;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.util.JSONObjectUtils;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** {@code credmint inspect} on what HTCondor, its tools and OpenSSL have made. */
class InspectLiveIT {
  private static final Duration SOON = Duration.ofSeconds(60);
  private static final String INSPECT = "/opt/credmint/bin/credmint inspect --format=json ";

  /** A root, a person of it, and a proxy as RFC 3820 has it; OpenSSL believes the chain too. */
  private static final String CERTIFICATES =
      """
      set -e
      mkdir -p /tmp/certs
      cd /tmp/certs
      key() { openssl genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-256 -out $1.key; }
      for name in root alice proxy; do key $name; done
      openssl req -x509 -new -key root.key -days 9 -subj /DC=org/O=Lab/CN=Root -out root.pem
      openssl req -new -key alice.key -subj /DC=org/O=Lab/CN=Alice -out alice.csr
      echo keyUsage=digitalSignature >alice.ext
      openssl x509 -req -in alice.csr -CA root.pem -CAkey root.key -set_serial 7 -days 5 \
        -extfile alice.ext -out alice.pem
      openssl req -new -key proxy.key -subj /DC=org/O=Lab/CN=Alice/CN=4711 -out proxy.csr
      echo proxyCertInfo=critical,language:id-ppl-inheritAll,pathlen:0 >proxy.ext
      openssl x509 -req -in proxy.csr -CA alice.pem -CAkey alice.key -set_serial 4711 -days 1 \
        -extfile proxy.ext -out proxy.pem
      openssl verify -allow_proxy_certs -CAfile root.pem -untrusted alice.pem proxy.pem
      cat proxy.pem proxy.key alice.pem root.pem >proxy
      cat proxy.pem alice.key alice.pem >wrong-key
      cat alice.pem root.pem >chain
      """;

  private static LivePool pool;

  @BeforeAll
  static void bringUpAPoolWithAToken() throws Exception {
    pool = LivePool.builder().knob("LOCAL_CREDMON_TOKEN_AUDIENCE", "https://se.example").up();
    pool.submit(
        "alice",
        pool.asking("scitokens") + "executable = /bin/sleep\narguments = 300\nlog = log\nqueue\n");
    pool.waitForFile(use(), SOON);
  }

  @AfterAll
  static void takeItDown() {
    if (pool != null) {
      pool.close();
    }
  }

  private static Path use() {
    return pool.credentials().resolve("alice/scitokens.use");
  }

  private static LivePool.Result root(String script) throws Exception {
    return pool.run("root", script, SOON, "sh", "-s");
  }

  private static Map<String, Object> only(LivePool.Result result) throws Exception {
    assertThat(result.stdout().lines()).as(result.stderr()).hasSize(1);
    return JSONObjectUtils.parse(result.stdout());
  }

  private static String usePath() throws Exception {
    return root("condor_config_val SEC_CREDENTIAL_DIRECTORY_OAUTH").stdout().strip()
        + "/alice/scitokens.use";
  }

  @Test
  void theTokenOfAJobIsSoundByItsKeyAndByLibSciTokens() throws Exception {
    LivePool.Result result = root(INSPECT + "--own-keys --with-htcondor " + usePath());
    Map<String, Object> found = only(result);
    assertThat(result.exit()).as(result.stdout()).isZero();
    assertThat(found)
        .containsEntry("sound", true)
        .containsEntry("type", "scitoken")
        .containsEntry("form", "a SciToken in a JSON object");
    assertThat(JSONObjectUtils.getJSONObject(found, "signature"))
        .containsEntry("verdict", "VERIFIED");
    assertThat(JSONObjectUtils.getJSONObject(found, "libscitokens"))
        .containsEntry("refused", false)
        .extractingByKey("reason")
        .asString()
        .startsWith("accepted, allows ");
    String token = root("cat " + usePath()).stdout();
    String signature = token.replaceAll("(?s).*\\.([\\w-]{40,})\".*", "$1");
    assertThat(signature).hasSizeGreaterThan(40);
    assertThat(result.stdout()).doesNotContain(signature);
  }

  @Test
  void aTokenOfHtcondorsOwnIsAnIdtokenWithItsEndOrWithout() throws Exception {
    LivePool.Result hour =
        root(
            "condor_token_create -identity pilot@example.org -authz READ -lifetime 3600 | "
                + INSPECT
                + "--own-keys --type idtoken -");
    assertThat(hour.exit()).as(hour.stdout() + hour.stderr()).isZero();
    Map<String, Object> limited = only(hour);
    assertThat(limited).containsEntry("type", "idtoken").containsKey("expires_at");
    assertThat(JSONObjectUtils.getJSONObject(limited, "signature"))
        .containsEntry("verdict", "VERIFIED")
        .containsEntry("reason", "good: signed with the pool's key POOL (HS256)");
    assertThat(limited.get("identity")).asString().endsWith(" pilot@example.org");
    assertThat(hour.stdout())
        .contains("{\"name\":\"scope\",\"value\":\"condor:/READ\"}")
        .contains("{\"name\":\"profile\",\"value\":\"HTCondor IDTOKEN\"}");

    LivePool.Result ever =
        root("condor_token_create -identity pilot@example.org | " + INSPECT + "-");
    assertThat(ever.exit()).isZero();
    assertThat(JSONObjectUtils.getJSONObject(only(ever), "validity"))
        .isEqualTo(Map.of("verdict", "VALID", "reason", "never expires"));
    assertThat(ever.stdout()).contains("without exp it is good until its key is replaced");
  }

  @Test
  void certificatesOfOpensslAreReadAsOpensslReadsThem() throws Exception {
    LivePool.Result made = root(CERTIFICATES);
    assertThat(made.exit()).as(made.stderr()).isZero();
    assertThat(made.stdout()).contains("proxy.pem: OK");
    LivePool.Result proxy = root(INSPECT + "/tmp/certs/proxy");
    assertThat(proxy.exit()).as(proxy.stdout()).isZero();
    assertThat(only(proxy))
        .containsEntry("form", "a proxy certificate with its private key")
        .containsEntry("identity", "/DC=org/O=Lab/CN=Alice");
    LivePool.Result chain = root(INSPECT + "/tmp/certs/chain");
    String end =
        root("date -u -d \"$(openssl x509 -in /tmp/certs/alice.pem -noout -enddate"
                + " | cut -d= -f2)\" +%Y-%m-%dT%H:%M:%SZ")
            .stdout()
            .strip();
    assertThat(only(chain)).containsEntry("sound", true).containsEntry("expires_at", end);

    LivePool.Result chosen =
        root(
            INSPECT
                + "--auth-method 'scitoken,grid_proxy' --purpose request --trust-domain OSG"
                + " --credential trust_domain=FNAL,file="
                + usePath()
                + " /tmp/certs/proxy"
                + " | tail -1");
    assertThat(chosen.stdout())
        .contains("\"satisfied\":true", "\"chosen\":{\"item\":\"x509_cert\"")
        .contains("\"why\":\"OTHER_TRUST_DOMAIN\"");
    wrongKeysAndDamageAreRefused();
  }

  private static void wrongKeysAndDamageAreRefused() throws Exception {
    root(
        "cd /tmp/certs; tr -d '\\n' <"
            + usePath()
            + " | sed 's/.*access_token\": *\"//; s/\".*//' >bare;"
            + " head -c 100 bare >cut;"
            + " awk -F. '{print $1 \".\" $2 \".\" substr($3, 5) \"AAAA\"}' bare >forged");
    assertThat(root(INSPECT + "--own-keys /tmp/certs/bare").exit()).isZero();
    assertRefused("/tmp/certs/cut", "three parts of a signed token");
    assertRefused("--own-keys /tmp/certs/forged", "bad: it was not signed with this key");
    assertRefused("/tmp/certs/wrong-key", "the private key is not that of the first certificate");
    LivePool.Result missing = root(INSPECT + "/tmp/certs/missing");
    assertThat(missing.exit()).isEqualTo(2);
    assertThat(missing.stderr()).contains("/tmp/certs/missing: no such file");
  }

  private static void assertRefused(String words, String reason) throws Exception {
    LivePool.Result result = root(INSPECT + words);
    assertThat(result.exit()).as(result.stdout()).isEqualTo(1);
    assertThat(result.stdout()).contains("\"sound\":false", reason);
  }
}
