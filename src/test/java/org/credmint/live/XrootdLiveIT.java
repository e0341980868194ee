// SPDX-License-Identifier: Apache-2.0
package org.credmint.live;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * An XRootD server takes jobs' tokens: it fetches the key set that {@code credmint keys publish}
 * wrote, over HTTPS, and opens to each user his own directory.
 */
class XrootdLiveIT {
  private static final Duration SOON = Duration.ofSeconds(120);

  private static final String KNOBS =
      """
      LOCAL_CREDMON_ISSUER = https://pool.credmint.test
      LOCAL_CREDMON_TOKEN_AUDIENCE = https://storage.example
      LOCAL_CREDMON_TOKEN_VERSION = wlcg:1.0
      LOCAL_CREDMON_TOKEN_USE_JSON = False
      LOCAL_CREDMON_AUTHZ_TEMPLATE = storage.read:/{username} storage.modify:/{username}
      CREDMINT_STANDING = reader
      CREDMINT_reader_TYPE = scitoken
      CREDMINT_reader_PURPOSE = payload
      CREDMINT_reader_PROVIDER = scitokens
      CREDMINT_reader_SUBJECT_TEMPLATE = alice
      CREDMINT_reader_AUDIENCE = https://storage.example
      CREDMINT_reader_SCOPE = storage.read:/alice
      CREDMINT_reader_EXPORT = /var/lib/credmint/reader
      CREDMINT_reader_OWNER = carol
      """;

  /** Tells each access and whether it was granted, then what was read; the tools' words apart. */
  private static final String ACCESSES =
      """
      #!/bin/bash
      me=$1
      export BEARER_TOKEN_FILE=${BEARER_TOKEN_FILE:-$_CONDOR_CREDS/scitokens.use}
      storage=root://pool.credmint.test:1094/ web=https://pool.credmint.test:8443
      export X509_CERT_DIR=/etc/grid-security/certificates XRD_CONNECTIONRETRY=1 XRD_REQUESTTIMEOUT=30
      tell() { local what=$1; shift; if "$@" >>commands 2>&1; then echo "$what: yes"; else echo "$what: no"; fi; }
      http() { curl -sSf --cacert $X509_CERT_DIR/authority.pem -H "Authorization: Bearer $(cat "$BEARER_TOKEN_FILE")" "$@"; }
      echo "of $me" >mine
      shift
      for user; do
        tell "$user xrdcp read" xrdcp -f "$storage/$user/kept" "xrdcp-$user"
        tell "$user xrdcp write" xrdcp -f mine "$storage/$user/by-xrdcp-of-$me"
        tell "$user https read" http -o "https-$user" "$web/$user/kept"
        tell "$user https write" http -T mine "$web/$user/by-https-of-$me"
      done
      cat "xrdcp-$1" "https-$1"
      """;

  private static final String FILES =
      """
      transfer_output_files = commands
      output = out
      error = err
      """;

  private static LivePool pool;

  @BeforeAll
  static void aPoolWithAStorage() {
    Assumptions.assumeTrue(
        Boolean.getBoolean("credmint.xrootd"), "NOT RUN: run 'scripts/test --with xrootd'");
    pool = LivePool.builder().configuration(KNOBS).with("xrootd").up();
    LivePool.Result result = pool.run("root", PilotSite.script("xrootd-site"), SOON, "bash", "-s");
    assertThat(result.exit()).as(result.stderr()).isZero();
  }

  @AfterAll
  static void down() {
    if (pool != null) {
      pool.close();
    }
  }

  private static List<String> accesses(String user, boolean read, boolean write) {
    return Stream.of("xrdcp", "https")
        .flatMap(
            by ->
                Stream.of(
                    "%s %s read: %s".formatted(user, by, read ? "yes" : "no"),
                    "%s %s write: %s".formatted(user, by, write ? "yes" : "no")))
        .toList();
  }

  private static List<String> granted(String user, String other) {
    List<String> all = new ArrayList<>(accesses(user, true, true));
    all.addAll(accesses(other, false, false));
    all.addAll(List.of("kept for " + user, "kept for " + user));
    return all;
  }

  private static String found(String directory) {
    return pool.call("root", "sh", "-c", "cd /srv/storage/" + directory + " && echo *");
  }

  @Test
  void eachUsersJobReadsAndWritesItsOwnDirectoryAndNoOther() throws IOException {
    Map<String, Integer> clusters = new TreeMap<>();
    for (String user : List.of("alice", "bob")) {
      String other = user.equals("alice") ? "bob" : "alice";
      Path script = Files.writeString(pool.home(user).resolve("accesses"), ACCESSES);
      Files.setPosixFilePermissions(script, PosixFilePermissions.fromString("rwxr-xr-x"));
      String description =
          "executable = accesses\narguments = %1$s %1$s %2$s\n".formatted(user, other);
      clusters.put(
          user, pool.submit(user, description + FILES + pool.asking("scitokens") + "queue\n"));
    }
    for (String user : clusters.keySet()) {
      assertThat(pool.waitForJob(clusters.get(user), SOON, LivePool.COMPLETED, LivePool.HELD))
          .isEqualTo(LivePool.COMPLETED);
    }
    for (String user : clusters.keySet()) {
      Path home = pool.home(user);
      assertThat(Files.readAllLines(home.resolve("out")))
          .as(Files.readString(home.resolve("commands")))
          .isEqualTo(granted(user, user.equals("alice") ? "bob" : "alice"));
      assertThat(found(user)).isEqualTo("by-https-of-%1$s by-xrdcp-of-%1$s kept".formatted(user));
    }
  }

  @Test
  void theStandingCredentialOfAReaderReadsAndDoesNotWrite() {
    LivePool.Result result =
        pool.run(
            "carol",
            ACCESSES,
            SOON,
            "env",
            "BEARER_TOKEN_FILE=/var/lib/credmint/reader",
            "bash",
            "-s",
            "carol",
            "alice",
            "bob");
    List<String> expected = new ArrayList<>(accesses("alice", true, false));
    expected.addAll(accesses("bob", false, false));
    expected.addAll(List.of("kept for alice", "kept for alice"));
    assertThat(result.stdout().lines().toList()).as(result.stderr()).isEqualTo(expected);
    assertThat(found("alice")).doesNotContain("carol");
  }
}
