// SPDX-License-Identifier: Apache-2.0
package org.credmint.live;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Standing IDTOKENs as HTCondor's tools and daemons judge them. */
class StandingLiveIT {
  private static final Duration SOON = Duration.ofSeconds(30);
  private static final int KEYS = Integer.getInteger("credmint.keys", 200);

  private static final String STANDING =
      """
      CREDMINT_STANDING = pilot user
      CREDMINT_pilot_TYPE = idtoken
      CREDMINT_pilot_PURPOSE = callback
      CREDMINT_pilot_TARGETS_FILE = /etc/condor/targets
      CREDMINT_pilot_KEY = site_{name}
      CREDMINT_pilot_SUBJECT_TEMPLATE = pilot-{name}@example.org
      CREDMINT_pilot_TOKEN_LIFETIME = 20
      CREDMINT_pilot_EXPORT = /var/lib/credmint/{name}/tokens.d/pilot
      CREDMINT_pilot_OWNER = alice
      CREDMINT_user_TYPE = idtoken
      CREDMINT_user_PURPOSE = callback
      CREDMINT_user_KEY = POOL
      CREDMINT_user_SUBJECT_TEMPLATE = pilot@example.org
      CREDMINT_user_USER = bob
      ALLOW_ADVERTISE_STARTD = $(ALLOW_ADVERTISE_STARTD) pilot*@example.org
      ALLOW_ADVERTISE_MASTER = $(ALLOW_ADVERTISE_MASTER) pilot*@example.org
      ALLOW_READ = *
      ALLOW_WRITE = *
      SEC_DEFAULT_NEGOTIATION = REQUIRED
      SEC_DEFAULT_AUTHENTICATION = REQUIRED
      """;

  private static LivePool pool;

  @BeforeAll
  static void aPoolWithPilots() {
    pool = LivePool.builder().configuration(STANDING).up();
    targets("fnal\\ncern\\n");
  }

  @AfterAll
  static void down() {
    pool.close();
  }

  private static void targets(String lines) {
    pool.call(
        "root",
        "sh",
        "-c",
        "printf '"
            + lines
            + "' > /etc/condor/targets.new && mv /etc/condor/targets.new /etc/condor/targets");
  }

  private static boolean exists(String target) {
    return pool.run("root", "test", "-s", file(target)).exit() == 0;
  }

  private static String file(String target) {
    return "/var/lib/credmint/" + target + "/tokens.d/pilot";
  }

  private static void waitFor(String target) {
    pool.waitFor(
        "the token of " + target,
        SOON,
        () -> exists(target) ? Optional.of(true) : Optional.empty());
  }

  /** Whether a daemon grants an authorization to whoever has the tokens of a directory. */
  private static boolean grants(String daemon, String directory, String authorization) {
    return pool.run(
                "alice",
                "env",
                "_CONDOR_SEC_TOKEN_DIRECTORY=" + directory,
                "_CONDOR_SEC_CLIENT_AUTHENTICATION_METHODS=IDTOKENS",
                "condor_ping",
                "-quiet",
                "-type",
                daemon,
                authorization)
            .exit()
        == 0;
  }

  private static String tokens(String target) {
    return "/var/lib/credmint/" + target + "/tokens.d";
  }

  @Test
  void htcondorListsTheTokenWithItsClaims() {
    waitFor("fnal");
    assertThat(pool.call("alice", "condor_token_list", "-dir", tokens("fnal")))
        .contains(
            "site_fnal",
            "pilot-fnal@example.org",
            "condor:/READ condor:/ADVERTISE_STARTD condor:/ADVERTISE_MASTER");
  }

  @Test
  void collectorAndScheddGrantWhatTheTokenAllowsAndNothingElse() {
    waitFor("fnal");
    for (String granted : List.of("READ", "ADVERTISE_STARTD", "ADVERTISE_MASTER")) {
      assertThat(grants("collector", tokens("fnal"), granted)).as(granted).isTrue();
    }
    assertThat(grants("schedd", tokens("fnal"), "READ")).isTrue();
    assertThat(grants("startd", tokens("fnal"), "READ")).isTrue();
    for (String denied : List.of("WRITE", "DAEMON", "ADMINISTRATOR", "ADVERTISE_SCHEDD")) {
      assertThat(grants("collector", tokens("fnal"), denied)).as(denied).isFalse();
    }
    assertThat(grants("schedd", tokens("fnal"), "WRITE")).isFalse();
  }

  @Test
  void anExpiredTokenAndOneOfAnotherKeyAreRefused() {
    waitFor("cern");
    pool.call(
        "alice", "sh", "-c", "umask 077; mkdir -p old wrong; cp " + file("cern") + " old/pilot");
    pool.call(
        "root",
        "sh",
        "-c",
        "umask 077; cd /etc/condor/passwords.d; head -c 64 /dev/urandom > other;"
            + " cp site_cern keep; cp other site_cern;"
            + " condor_token_create -key site_cern -identity pilot-cern@example.org -lifetime 600"
            + " > /tmp/wrong; cp keep site_cern; rm keep other;"
            + " cp /tmp/wrong "
            + pool.call("alice", "pwd")
            + "/wrong/pilot;"
            + " chown alice "
            + pool.call("alice", "pwd")
            + "/wrong/pilot; rm /tmp/wrong");
    String home = pool.call("alice", "pwd");
    assertThat(grants("collector", home + "/old", "ADVERTISE_STARTD")).isTrue();
    assertThat(grants("collector", home + "/wrong", "ADVERTISE_STARTD")).isFalse();
    pool.waitFor(
        "the copied token to expire",
        Duration.ofSeconds(60),
        () ->
            grants("collector", home + "/old", "ADVERTISE_STARTD")
                ? Optional.empty()
                : Optional.of(true));
    assertThat(grants("collector", tokens("cern"), "ADVERTISE_STARTD")).isTrue();
  }

  @Test
  void aTargetThatComesIsServedWithinASecondAndOneThatGoesLosesItsFile() {
    waitFor("fnal");
    targets("fnal\\ncern\\ndesy\\n");
    long before = System.nanoTime();
    waitFor("desy");
    // Each look starts a process in the pool, which alone takes some tenths of a second.
    assertThat(Duration.ofNanos(System.nanoTime() - before)).isLessThan(Duration.ofSeconds(5));
    targets("fnal\\ncern\\n");
    pool.waitFor("the removal", SOON, () -> exists("desy") ? Optional.empty() : Optional.of(true));
    assertThat(exists("fnal")).isTrue();
  }

  @Test
  void aDirectoryThatIsFullReadOnlyOrSomebodyElsesFailsItsTargetAlone() {
    pool.call(
        "root",
        "sh",
        "-ec",
        "mkdir -p /var/lib/credmint; cd /var/lib/credmint; mkdir -p full/tokens.d fixed/tokens.d theirs/tokens.d;"
            + " mount -t tmpfs -o size=4k,mode=0755 full full/tokens.d;"
            + " head -c 4096 /dev/zero > full/tokens.d/filler;"
            + " mount -t tmpfs -o ro,mode=0755 fixed fixed/tokens.d; chown bob theirs/tokens.d");
    targets("fnal\\ncern\\nfull\\nfixed\\ntheirs\\n");
    for (String reason :
        List.of(
            tokens("full") + "/pilot failed: no space left on device",
            tokens("fixed") + "/pilot failed: read-only file system",
            tokens("theirs") + " is owned by uid 2002")) {
      pool.waitFor(
          reason, SOON, () -> Optional.of(true).filter(yes -> pool.credmonLog().contains(reason)));
    }
    assertThat(pool.call("root", "ls", "-A", tokens("full"))).isEqualTo("filler");
    assertThat(grants("collector", tokens("fnal"), "ADVERTISE_STARTD")).isTrue();
    pool.call("root", "rm", tokens("full") + "/filler");
    waitFor("full");
    targets("fnal\\ncern\\n");
  }

  @Test
  void aLocalUsersJobFetchesTheToken() {
    int cluster =
        pool.submit(
            "bob",
            """
            executable = /bin/sh
            arguments = "-c 'cat $_CONDOR_CREDS/user.use'"
            transfer_executable = false
            output = out
            error = err
            +OAuthServicesNeeded = "user"
            queue
            """);
    assertThat(pool.waitForJob(cluster, SOON.multipliedBy(2), LivePool.COMPLETED, LivePool.HELD))
        .isEqualTo(LivePool.COMPLETED);
    assertThat(pool.call("bob", "cut", "-d.", "-f1", "out")).startsWith("eyJ");
  }

  @Test
  void manyRandomKeysSignAsCondorTokenCreateDoes() throws GeneralSecurityException {
    String script =
        """
        umask 077
        cd /etc/condor/passwords.d
        i=0
        while [ $i -lt %d ]; do
          i=$((i + 1))
          head -c $((16 + i %% 80)) /dev/urandom > k$i
          [ $((i %% 4)) -eq 0 ] && printf '\\000\\336\\000' >> k$i
          printf '%%s ' "$(od -An -v -tx1 < k$i | tr -d ' \\n')"
          condor_token_create -key k$i -identity x@example.org -lifetime 60
          rm k$i
        done
        """
            .formatted(KEYS);
    LivePool.Result result = pool.run("root", "", Duration.ofMinutes(30), "sh", "-c", script);
    List<String> lines = result.stdout().lines().filter(line -> !line.isBlank()).toList();
    assertThat(lines).as(result.stderr()).hasSize(KEYS);
    for (String line : lines) {
      String[] words = line.split(" ", -1);
      byte[] file = HexFormat.of().parseHex(words[0]);
      int end = words[1].lastIndexOf('.');
      byte[] signature = Base64.getUrlDecoder().decode(words[1].substring(end + 1));
      assertThat(hmac(derive(file), bytes(words[1].substring(0, end)))).isEqualTo(signature);
    }
  }

  /** As {@code TokenKeyTest} derives keys, by nothing but the JDK's HMAC. */
  private static byte[] derive(byte[] file) throws GeneralSecurityException {
    int[] pattern = {0xde, 0xad, 0xbe, 0xef};
    byte[] plain = file.clone();
    for (int i = 0; i < plain.length; i++) {
      plain[i] = (byte) (plain[i] ^ pattern[i % 4]);
    }
    byte[] info = Arrays.copyOf(bytes("master jwt"), 11);
    info[10] = 1;
    return hmac(hmac(bytes("htcondor"), plain), info);
  }

  private static byte[] hmac(byte[] key, byte[] text) throws GeneralSecurityException {
    Mac mac = Mac.getInstance("HmacSHA256");
    mac.init(new SecretKeySpec(key, "HmacSHA256"));
    return mac.doFinal(text);
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }
}
