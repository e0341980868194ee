// SPDX-License-Identifier: Apache-2.0
package org.credmint.live;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** X.509 proxies in jobs of a real pool, which outlive the proxy that they started with. */
class ProxyLiveIT {
  private static final Duration SOON = Duration.ofSeconds(30);
  private static final Duration JOB = Duration.ofMinutes(3);
  private static final int LIFETIME = 30;
  private static final String FILE = "/var/lib/credmint/proxies/alice.pem";
  private static final String IDENTITY = "/DC=org/O=Lab\\/East/CN=Robot: Zo\\xC3\\xAB";

  private static final String KNOBS =
      """
      CREDMINT_STANDING = robot mine made kept
      CREDMINT_robot_TYPE = x509_cert
      CREDMINT_robot_PURPOSE = request
      CREDMINT_robot_CERTIFICATE_FILE = /etc/grid-security/robot/cert.pem
      CREDMINT_robot_PRIVATE_KEY_FILE = /etc/grid-security/robot/key.pem
      CREDMINT_robot_PRIVATE_KEY_PASSPHRASE_FILE = /etc/grid-security/robot/word
      CREDMINT_robot_TOKEN_LIFETIME = %d
      CREDMINT_robot_EXPORT = %s
      CREDMINT_robot_OWNER = alice
      CREDMINT_mine_TYPE = grid_proxy
      CREDMINT_mine_PURPOSE = payload
      CREDMINT_mine_CERTIFICATE_FILE = /etc/grid-security/robot/cert.pem
      CREDMINT_mine_PRIVATE_KEY_FILE = /etc/grid-security/robot/key.pem
      CREDMINT_mine_PRIVATE_KEY_PASSPHRASE_FILE = /etc/grid-security/robot/word
      CREDMINT_mine_PROXY_KEY_TYPE = p256
      CREDMINT_mine_LIMITED = true
      CREDMINT_mine_USER = bob
      CREDMINT_made_TYPE = text
      CREDMINT_made_PURPOSE = payload
      CREDMINT_made_PROGRAM = /usr/bin/id -un
      CREDMINT_made_PROGRAM_USER = carol
      CREDMINT_made_USER = bob
      CREDMINT_kept_TYPE = x509_cert
      CREDMINT_kept_PURPOSE = payload
      CREDMINT_kept_FILE = /etc/grid-security/robot/root.pem
      CREDMINT_kept_USER = bob
      SHADOW_CHECKPROXY_INTERVAL = 3
      GRIDMANAGER_CHECKPROXY_INTERVAL = 3
      GRIDMANAGER_MINIMUM_PROXY_TIME = 5
      CRED_MIN_TIME_LEFT = 5
      """
          .formatted(LIFETIME, FILE);

  /** A root, and a robot's certificate whose key is encrypted. */
  private static final String CERTIFICATES =
      """
      set -e
      umask 077
      mkdir -p /etc/grid-security/certificates /etc/grid-security/robot
      chmod 755 /etc/grid-security /etc/grid-security/certificates
      cd /etc/grid-security/robot
      echo correct-horse > word
      openssl req -x509 -newkey rsa:2048 -nodes -days 30 -subj '/DC=org/O=Lab/CN=Root' \
        -addext keyUsage=critical,keyCertSign,cRLSign -keyout root.key -out root.pem
      openssl req -newkey rsa:2048 -passout file:word -utf8 -keyout key.pem -out request \
        -subj '/DC=org/O=Lab\\/East/CN=Robot: Zoë'
      printf '%s\\n' 'basicConstraints=critical,CA:FALSE' \
        'keyUsage=critical,digitalSignature,keyEncipherment' \
        'subjectAltName=email:robot@example.org' > extensions
      openssl x509 -req -in request -CA root.pem -CAkey root.key -days 20 -set_serial 7 \
        -extfile extensions -out cert.pem
      hash=$(openssl x509 -in root.pem -noout -hash)
      install -m 644 root.pem /etc/grid-security/certificates/$hash.0
      """;

  /** Looks at its proxy every second: when it looked, when the proxy ends, which it is, its use. */
  private static final String WATCH =
      """
      #!/bin/sh
      i=0
      while [ $i -lt %d ]; do
        cp "$X509_USER_PROXY" now
        end=$(date -d "$(openssl x509 -in now -noout -enddate | cut -d= -f2)" +%%s)
        depth=$(grep -c BEGIN.CERTIFICATE now)
        serial=$(openssl x509 -in now -noout -serial | cut -d= -f2)
        good=$(openssl verify -allow_proxy_certs -CApath /etc/grid-security/certificates \
          -untrusted now now 2>&1 | tail -1)
        echo "$(date +%%s) $end $depth $serial $good"
        sleep 1
        i=$((i + 1))
      done
      """
          .formatted(LIFETIME + 5);

  private static final String COPIED = "DELEGATE_JOB_GSI_CREDENTIALS = False\n";

  private static LivePool pool;

  /** What a job saw of its proxy at one time. */
  private record Look(long at, long end, int certificates, String serial, String verdict) {
    static Look of(String line) {
      String[] words = line.split(" ", 5);
      return new Look(
          Long.parseLong(words[0]),
          Long.parseLong(words[1]),
          Integer.parseInt(words[2]),
          words[3],
          words[4]);
    }
  }

  @BeforeAll
  static void aPoolWithAnAuthority() {
    boolean cannotDelegate = LivePool.release().startsWith("23.");
    pool = LivePool.builder().configuration(cannotDelegate ? KNOBS + COPIED : KNOBS).up();
    // Until now the files were missing, which is said and does no harm.
    assertThat(pool.credmonLog()).contains("/etc/grid-security/robot/key.pem");
    pool.call("root", "sh", "-c", CERTIFICATES);
    pool.reconfigure();
    pool.waitFor("the proxy", SOON, () -> exists(FILE));
    // Of a user's very first job HTCondor 25.14 does not read the proxy into the ad.
    pool.submit("alice", "executable = /bin/true\nhold = true\nqueue\n");
  }

  @AfterAll
  static void down() {
    pool.close();
  }

  private static Optional<Boolean> exists(String file) {
    return Optional.of(pool.run("root", "test", "-s", file).exit() == 0).filter(yes -> yes);
  }

  private static List<Look> looks(String user) {
    return pool.call(user, "cat", "out").lines().map(Look::of).toList();
  }

  private static int submitWatcher() {
    pool.run("alice", WATCH, SOON, "sh", "-c", "cat > watch; chmod 755 watch; rm -f out");
    return pool.submit(
        "alice",
        """
        executable = watch
        x509userproxy = %s
        should_transfer_files = YES
        when_to_transfer_output = ON_EXIT
        output = out
        error = err
        queue
        """
            .formatted(FILE));
  }

  /** Runs past the end of its first proxy, and has never had one that was of no use. */
  private static List<Look> watched() {
    int cluster = submitWatcher();
    assertThat(pool.waitForJob(cluster, JOB, LivePool.COMPLETED, LivePool.HELD))
        .isEqualTo(LivePool.COMPLETED);
    List<Look> looks = looks("alice");
    assertThat(looks).hasSizeGreaterThan(LIFETIME);
    assertThat(looks)
        .allSatisfy(
            look -> {
              assertThat(look.verdict()).isEqualTo("now: OK");
              assertThat(look.end()).isGreaterThan(look.at());
            });
    assertThat(looks.get(looks.size() - 1).at()).isGreaterThan(looks.get(0).end());
    assertThat(looks.stream().map(Look::serial).distinct()).hasSizeGreaterThan(3);
    adFollows(cluster, looks);
    return looks;
  }

  private static void adFollows(int cluster, List<Look> looks) {
    assertThat(pool.attribute(cluster, "x509userproxysubject").orElse("none"))
        .satisfiesAnyOf(
            raw -> assertThat(raw).isEqualTo('"' + IDENTITY + '"'),
            raw -> assertThat(raw).isEqualTo('"' + IDENTITY.replace("\\", "\\\\") + '"'));
    assertThat(pool.attribute(cluster, "x509UserProxyEmail")).contains("\"robot@example.org\"");
    long end = Long.parseLong(pool.attribute(cluster, "x509UserProxyExpiration").orElseThrow());
    assertThat(end).isGreaterThan(looks.get(0).end());
  }

  @Test
  void aJobThatOutlivesItsProxyReadsRenewedOnesDelegatedOrCopied() {
    // Delegated: a proxy made from the one in the file, so there is one certificate more. Debian's
    // 23.9 cannot: its starter fails to make the request, whatever the proxy.
    if (!LivePool.release().startsWith("23.")) {
      assertThat(watched()).extracting(Look::certificates).containsOnly(3);
      pool.configure(COPIED);
      pool.reconfigure();
    }
    assertThat(watched()).extracting(Look::certificates).containsOnly(2);
  }

  @Test
  void aUsersJobFindsALimitedProxyInItsCredentials() {
    int cluster =
        pool.submit(
            "bob",
            """
            executable = /bin/sh
            arguments = "-c 'openssl verify -allow_proxy_certs -CApath /etc/grid-security/certificates -untrusted $_CONDOR_CREDS/mine.use $_CONDOR_CREDS/mine.use; openssl x509 -in $_CONDOR_CREDS/mine.use -noout -text'"
            transfer_executable = false
            output = out
            error = err
            +OAuthServicesNeeded = "mine"
            queue
            """);
    assertThat(pool.waitForJob(cluster, JOB, LivePool.COMPLETED, LivePool.HELD))
        .isEqualTo(LivePool.COMPLETED);
    assertThat(pool.call("bob", "cat", "out"))
        .contains(": OK", "1.3.6.1.4.1.3536.1.1.1.9", "prime256v1");
  }

  @Test
  void aUsersJobFindsWhatAProgramMadeAndWhatAFileHolds() {
    int cluster =
        pool.submit(
            "bob",
            """
            executable = /bin/sh
            arguments = "-c 'cat $_CONDOR_CREDS/made.use; openssl x509 -in $_CONDOR_CREDS/kept.use -noout -subject'"
            transfer_executable = false
            output = carried
            error = err
            +OAuthServicesNeeded = "made kept"
            queue
            """);
    assertThat(pool.waitForJob(cluster, JOB, LivePool.COMPLETED, LivePool.HELD))
        .isEqualTo(LivePool.COMPLETED);
    assertThat(pool.call("bob", "cat", "carried"))
        .startsWith("carol\n")
        .containsPattern("CN ?= ?Root");
  }

  @Test
  void checkTellsTheNumbersAndInspectJudgesTheFile() {
    assertThat(pool.run("root", JobPool.CREDMINT, "check").stdout())
        .contains(
            "shadow every 3 s (SHADOW_CHECKPROXY_INTERVAL)",
            "at an age of at most 7 s; at least 23 s are left in the file",
            IDENTITY);
    assertThat(pool.run("root", JobPool.CREDMINT, "inspect", FILE).stdout())
        .contains("1 level, inherits all rights", IDENTITY);
  }
}
