// SPDX-License-Identifier: Apache-2.0
package org.credmint.live;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** OAuth2 logins with a real authorization server, from HTCondor's submit to a job's file. */
class OAuthLiveIT {
  private static final Duration SOON = Duration.ofSeconds(40);
  private static final int LIFETIME = 40;

  private static final String SERVICES =
      """
      OAUTH2_CREDMON_PROVIDER_NAMES = box slow
      box_CLIENT_ID = htcondor
      box_CLIENT_SECRET_FILE = /etc/condor/box.secret
      box_TOKEN_URL = http://127.0.0.1:%d/token
      slow_CLIENT_ID = htcondor
      slow_TOKEN_URL = http://127.0.0.1:%d/hang
      CLIENT_CREDMON_PROVIDER_NAMES = remote
      CLIENT_CREDMON_remote_CLIENT_ID = factory
      CLIENT_CREDMON_remote_CLIENT_SECRET_FILE = /etc/condor/box.secret
      CLIENT_CREDMON_remote_ISSUER = http://127.0.0.1:%d
      CLIENT_CREDMON_remote_AUTHZ_TEMPLATE = compute.read
      CREDMINT_remote_TOKEN_ENDPOINT_AUTH_METHOD = client_secret_basic
      CREDMINT_remote_USER_SCOPE = none
      CREDMINT_STANDING = factory
      CREDMINT_factory_TYPE = token
      CREDMINT_factory_PURPOSE = request
      CREDMINT_factory_PROVIDER = remote
      CREDMINT_factory_SCOPE = compute.read
      CREDMINT_factory_AUDIENCE = https://ce.example.org
      CREDMINT_factory_FORM = json
      CREDMINT_factory_EXPORT = /etc/condor/factory.token
      SEC_CREDENTIAL_REFRESH = 5
      CREDMINT_PULL_INTERVAL = 5
      """
          .formatted(OidcProvider.PORT, OidcProvider.PORT, OidcProvider.PORT);

  /** Waits for another token than the first, and tells what it saw and no token. */
  private static final String JOB =
      """
      #!/bin/sh
      file=$_CONDOR_CREDS/$1.use
      first=$(sha256sum < "$file")
      i=0
      while [ "$(sha256sum < "$file")" = "$first" ] && [ $i -lt 90 ]; do sleep 1; i=$((i + 1)); done
      [ "$(sha256sum < "$file")" != "$first" ] && echo renewed
      grep -q '"access_token"' "$file" && echo token
      grep -q 'refresh_token\\|id_token' "$file" && echo secret
      exit 0
      """;

  private static LivePool pool;
  private static OidcProvider issuer;

  @BeforeAll
  static void aPoolWithAnIssuer() {
    Optional<String> missing = OidcProvider.whyMissing();
    Assumptions.assumeTrue(missing.isEmpty(), () -> "NOT RUN: " + missing.orElse(""));
    pool = LivePool.builder().configuration(SERVICES).up();
    issuer = OidcProvider.start(pool, LIFETIME);
    pool.call(
        "root",
        "sh",
        "-c",
        "umask 077; echo " + OidcProvider.CLIENT_SECRET + " > /etc/condor/box.secret");
    pool.reconfigure();
  }

  @AfterAll
  static void down() {
    if (issuer != null) {
      issuer.close();
    }
    if (pool != null) {
      pool.close();
    }
  }

  /** As {@code condor_store_cred} stores it, or, before that could, as the web application does. */
  private static void store(String user, String service, String refreshToken) {
    String top = "{\"refresh_token\": \"" + refreshToken + "\"}";
    if (pool.jobsAsk()) {
      LivePool.Result stored =
          pool.run(user, top, SOON, "condor_store_cred", "add-oauth", "-s", service, "-i", "-");
      assertThat(stored.exit()).as(stored.stderr()).isZero();
      return;
    }
    String script =
        "umask 077; cd /var/lib/condor/oauth_credentials && mkdir -p $1 && chown condor:condor $1"
            + " && cat > $1/$2.tmp && mv $1/$2.tmp $1/$2.top && kill -HUP $(cat pid)";
    LivePool.Result stored = pool.run("root", top, SOON, "sh", "-c", script, "sh", user, service);
    assertThat(stored.exit()).as(stored.stderr()).isZero();
  }

  private static Path use(String user, String service) {
    return pool.credentials().resolve(user).resolve(service + ".use");
  }

  @Test
  void aJobReadsTokensThatAreRenewedWithRotatedRefreshTokens() throws Exception {
    store("alice", "box", issuer.login("alice"));
    pool.waitForFile(use("alice", "box"), SOON);
    assertThat(watched("alice", "box")).isEqualTo("renewed\ntoken\n");
    assertThat(pool.credmonLog()).contains("Successfully renewed access token for user: alice");
  }

  /** From HTCondor's submit, where nobody logs in, and for a file that nobody asks for. */
  @Test
  void aJobReadsTokensThatHtcondorItselfIsGivenAndSoDoesAFactory() throws Exception {
    Assumptions.assumeTrue(pool.jobsAsk(), "the release knows no client credentials");
    assertThat(watched("u001", "remote")).isEqualTo("renewed\ntoken\n");
    String exported = pool.call("root", "cat", "/etc/condor/factory.token");
    assertThat(exported).contains("\"access_token\"", "\"scope\":\"compute.read\"");
    assertThat(pool.credmonLog()).doesNotContain(OidcProvider.CLIENT_SECRET);
  }

  /** What a job saw that waits for another token than its first. */
  private static String watched(String user, String service) throws IOException {
    Files.writeString(pool.home(user).resolve("watch.sh"), JOB);
    pool.call(
        "root", "sh", "-c", "chmod 755 /home/$1/watch.sh; chown $1 /home/$1/watch.sh", "sh", user);
    int cluster =
        pool.submit(
            user,
            """
            executable = watch.sh
            arguments = %1$s
            use_oauth_services = %1$s
            output = watch.out
            log = watch.log
            queue
            """
                .formatted(service));
    int status = pool.waitForJob(cluster, Duration.ofMinutes(2), LivePool.COMPLETED, LivePool.HELD);
    assertThat(status).as(pool.attribute(cluster, "HoldReason").orElse("")).isEqualTo(4);
    return Files.readString(pool.home(user).resolve("watch.out"));
  }

  @Test
  void oneRevokedLoginIsToldAndStopsNobodyElseUntilTheUserLogsInAgain() {
    store("bob", "box", issuer.login("bob"));
    store("carol", "box", issuer.login("carol"));
    pool.waitForFile(use("bob", "box"), SOON);
    pool.waitForFile(use("carol", "box"), SOON);
    issuer.logout("bob");
    pool.waitFor(
        "word of the revoked login",
        SOON,
        () -> Optional.of("").filter(any -> pool.credmonLog().contains("log in again")));
    assertThat(pool.credmonLog().lines().filter(line -> line.contains("log in again")))
        .allMatch(line -> line.contains("user: bob"));
    renewed("carol");
    store("bob", "box", issuer.login("bob"));
    renewed("bob");
    assertThat(pool.credmonLog()).doesNotContain(OidcProvider.CLIENT_SECRET);
  }

  /** Waits until a user's token is another one than now. */
  private static void renewed(String user) {
    Object before = changed(user);
    pool.waitFor(
        "another token of " + user,
        SOON,
        () -> Optional.of("").filter(any -> !changed(user).equals(before)));
  }

  private static Object changed(String user) {
    try {
      return Files.getAttribute(use(user, "box"), "unix:ino")
          + " "
          + Files.getLastModifiedTime(use(user, "box"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  void theDaemonEndsSoonWhileAnIssuerHangs() {
    store("alice", "slow", "any");
    store("bob", "slow", "any");
    // Each call is on its way within the second of the request.
    store("carol", "box", issuer.login("carol"));
    pool.waitForFile(use("carol", "box"), SOON);
    String script =
        "p=$(cat /var/lib/condor/oauth_credentials/pid); s=$(date +%s%N); kill -TERM $p;"
            + " while kill -0 $p 2>/dev/null; do sleep 0.02; done; e=$(date +%s%N);"
            + " echo $(((e - s) / 1000000))";
    long took = Long.parseLong(pool.call("root", "sh", "-c", script));
    assertThat(took).as("milliseconds").isLessThan(2500);
    assertThat(use("alice", "slow")).doesNotExist();
    pool.waitFor(
        "the next daemon",
        SOON,
        () -> Optional.of(pool.credentials().resolve("CREDMON_COMPLETE")).filter(Files::exists));
  }
}
