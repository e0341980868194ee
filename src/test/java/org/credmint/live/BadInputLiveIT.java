// SPDX-License-Identifier: Apache-2.0
package org.credmint.live;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.Optional;
import org.credmint.live.Spool.Token;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * What others leave in the live credential directory or the configuration, beside a running job.
 */
class BadInputLiveIT {
  private static final String ALICE = "alice/scitokens";
  private static final Duration ONE_LIFE = Duration.ofSeconds(60);

  private static LivePool pool;
  private static Spool spool;
  private static Sampling job;

  @BeforeAll
  static void bringUpWithAJob() {
    pool = LivePool.builder().knob("LOCAL_CREDMON_TOKEN_LIFETIME", "60").up();
    spool = new Spool(pool);
    job = Sampling.start(pool, "alice", 900);
  }

  @AfterAll
  static void takeDown() {
    if (pool != null) {
      pool.close();
    }
  }

  /** Whatever was tried, alice's job never noticed. */
  @AfterEach
  void theJobGoesOnWithALiveToken() {
    assertThat(job.runs()).isTrue();
    assertThat(job.expired()).isZero();
  }

  @Test
  void hostileEntriesAreToldAndDisturbNobody() {
    int logged = spool.log().length();
    long pid = pool.credmonPid();
    Token before = spool.awaitToken(ALICE);

    spool.script(
        """
        echo precious > /tmp/precious; chmod 600 /tmp/precious
        user() { install -d -o root -g condor -m 2770 "$1"; }
        user linked; ln -s /tmp/precious linked/scitokens.top
        user uselink; ln -s /tmp/precious uselink/scitokens.use; : > uselink/scitokens.top
        user fifo; mkfifo fifo/scitokens.top
        user usefifo; mkfifo usefifo/scitokens.use; : > usefifo/scitokens.top
        user topdir; mkdir topdir/scitokens.top
        user usedir; mkdir usedir/scitokens.use; : > usedir/scitokens.top
        user open; chmod 2777 open; : > open/scitokens.top
        user third; chown bob third; : > third/scitokens.top
        ln -s /tmp linkeduser
        mkdir pid.d 'a b' x.mark; : > 'a b/scitokens.top'; : > x.mark/scitokens.top
        long=$(printf 'n%.0s' $(seq 1 255)); user "$long"; : > "$long/scitokens.top"
        odd=$(printf 'n\\377o'); mkdir "$odd"; : > "$odd/scitokens.top"
        kill -HUP "$(cat pid)"
        """);
    for (String name : new String[] {"linked", "fifo", "topdir", "open", "third", "linkeduser"}) {
      spool.awaitLog(logged, "Ignoring " + name);
    }
    spool.awaitLog(logged, "Ignoring a b");
    spool.awaitLog(logged, "user: usedir, credential scitokens: ");
    spool.awaitToken("usefifo/scitokens");
    spool.awaitToken("uselink/scitokens");
    spool.awaitOther(ALICE, before, ONE_LIFE);

    assertThat(pool.credmonPid()).isEqualTo(pid);
    assertThat(pool.call("root", "cat", "/tmp/precious")).isEqualTo("precious");
    assertThat(spool.script("find linked open third topdir fifo -name '*.use'")).isEmpty();
    assertThat(pool.call("root", "find", "/tmp", "-name", "*.use")).isEmpty();
    assertThat(spool.script("stat -c %F usedir/scitokens.use uselink/scitokens.use"))
        .isEqualTo("directory\nregular file");
  }

  @Test
  void aUseFileThatHoldsNoTokenIsReplaced() {
    int logged = spool.log().length();
    String[] users = {"object", "list", "number", "binary", "nothing", "huge"};

    spool.script(
        """
        bad() {
          install -d -o root -g condor -m 2770 "$1"
          cat > "$1/scitokens.use"; : > "$1/scitokens.top"
        }
        echo '{}' | bad object
        echo '["access_token"]' | bad list
        echo 42 | bad number
        head -c 3000 /dev/urandom | bad binary
        bad nothing < /dev/null
        head -c 100000000 /dev/zero | bad huge
        """);

    for (String user : users) {
      pool.waitFor(
          "a token for " + user,
          Spool.SOON,
          () ->
              Optional.of(spool.use(user + "/scitokens"))
                  .filter(file -> file.toFile().length() < 5000)
                  .flatMap(file -> tokenOf(user)));
      spool.awaitLog(logged, "Replacing " + user + "/scitokens.use, because ");
    }
  }

  private static Optional<Token> tokenOf(String user) {
    try {
      return spool.token(user + "/scitokens");
    } catch (UncheckedIOException notYetText) {
      return Optional.empty();
    }
  }

  @Test
  void aBrokenConfigurationKeepsTheLastGoodOne() {
    int logged = spool.log().length();
    long pid = pool.credmonPid();
    Token before = spool.awaitToken(ALICE);

    spool.knobs("this is ) no configuration");
    pool.call("root", "kill", "-HUP", Long.toString(pid));
    spool.awaitLog(logged, "Keeping the last good configuration:");
    spool.awaitOther(ALICE, before, ONE_LIFE);
    spool.knobs("LOCAL_CREDMON_TOKEN_AUDIENCE = https://mended.test");
    pool.reconfigure();
    spool.awaitLog(logged, "Configuration changed for scitokens");

    assertThat(pool.credmonPid()).isEqualTo(pid);
  }

  @Test
  void aFullOrReadOnlyDirectoryOfOneUserIsRetriedUntilItIsMended() {
    int logged = spool.log().length();

    spool.script(
        """
        install -d -o root -g condor -m 2770 full readonly
        mount -t tmpfs -o size=8k,mode=2770,uid=0,gid="$(id -g condor)" full full
        mount -t tmpfs -o size=64k,mode=2770,uid=0,gid="$(id -g condor)" readonly readonly
        : > full/scitokens.top; head -c 9000 /dev/zero > full/filler || true
        : > readonly/scitokens.top; mount -o remount,ro readonly
        kill -HUP "$(cat pid)"
        """);
    spool.awaitLog(logged, "user: full, credential scitokens: ");
    spool.awaitLog(logged, "ENOSPC");
    spool.awaitLog(logged, "EROFS");
    assertThat(spool.script("find full readonly -name '*.use' -o -name '.*.tmp'")).isEmpty();
    spool.script("rm full/filler; mount -o remount,rw readonly");

    spool.awaitLog(spool.log().length(), "Successfully renewed SciToken for user: full,");
    assertThat(spool.script("ls full readonly")).contains("scitokens.use");
    spool.script("umount full readonly");
  }
}
