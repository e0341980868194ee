// SPDX-License-Identifier: Apache-2.0
package org.credmint.live;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.credmint.credential.TokenClaims;
import org.credmint.issue.TokenFileParser;
import org.credmint.issue.UnverifiedToken;
import org.junit.jupiter.api.Test;

/**
 * What a running job finds in its sandbox, second by second, with tokens of one minute, while other
 * users submit and the daemon is killed.
 */
class FreshnessLiveIT {

  private static final int SECONDS = 300;
  private static final int LIFETIME = 60;
  private static final int OTHERS = 200;

  /** Just before the earliest moment at which a token of this lifetime is replaced. */
  private static final Duration WORST_AGE = Duration.ofSeconds(25);

  /** Writes time, exp, iat and jti of the token once a second; 0 and - where there is none. */
  private static final String SAMPLER =
      """
      import base64, json, os, sys, time
      begin = time.time()
      for second in range(%d):
          time.sleep(max(0, begin + second - time.time()))
          try:
              with open(os.environ["_CONDOR_CREDS"] + "/scitokens.use") as file:
                  part = json.load(file)["access_token"].split(".")[1]
              claims = json.loads(base64.urlsafe_b64decode(part + "=" * (-len(part) %% 4)))
          except (OSError, ValueError, KeyError, IndexError) as why:
              print(type(why).__name__, file=sys.stderr)
              claims = {"exp": 0, "iat": 0, "jti": "-"}
          print(time.time(), claims["exp"], claims["iat"], claims["jti"], flush=True)
      """
          .formatted(SECONDS);

  private static final String SAMPLING =
      """
      executable = /usr/bin/python3
      arguments = sampler
      transfer_input_files = sampler\
      """;

  /** Submits once as each of the other users, a few at a time; prints who could not. */
  private static final String CROWD =
      """
      submit() {
        cd /home/$1 && printf '%%s\\n' "$DESCRIPTION" |
          setpriv --reuid=$1 --regid=$1 --init-groups \
            env HOME=/home/$1 USER=$1 LOGNAME=$1 condor_submit -terse - >/tmp/$1.out 2>&1 ||
          echo "$1: $(tail -n 1 /tmp/$1.out)"
      }
      export -f submit
      seq -f 'u%%03g' 1 %d | xargs -P 4 -I USER bash -c 'submit USER'
      """
          .formatted(OTHERS);

  /** One look of the job at its token, in seconds since 1970. */
  private record Sample(double time, long expiry, long issued, String tokenId) {
    static Sample of(String line) {
      String[] word = line.split(" ", -1);
      return new Sample(
          Double.parseDouble(word[0]), Long.parseLong(word[1]), Long.parseLong(word[2]), word[3]);
    }

    double left() {
      return expiry - time;
    }
  }

  @Test
  void aJobNeverHoldsAnExpiredTokenWhileTheDaemonIsKilledAndOthersSubmit() throws Exception {
    try (LivePool pool = pool()) {
      Path sampler = pool.home("alice").resolve("sampler");
      Files.writeString(sampler, SAMPLER);
      int cluster = pool.submit("alice", pool.asking("scitokens") + job(SAMPLING));
      pool.waitForJob(cluster, Duration.ofSeconds(60), LivePool.RUNNING, LivePool.HELD);
      Instant begin = Instant.now();
      List<String> failed = submitAsOthers(pool);
      Duration submitting = Duration.between(begin, Instant.now());
      LeastLife promised = LeastLife.promisedIn(pool);
      Absence absence = killBeforeARenewal(pool);
      int state =
          pool.waitForJob(
              cluster, Duration.ofSeconds(SECONDS + 60L), LivePool.COMPLETED, LivePool.HELD);

      List<Sample> samples = samples(pool);
      print(pool, samples, failed, submitting, absence.length());
      assertThat(failed).isEmpty();
      assertThat(othersWithToken(pool)).isEqualTo(OTHERS);
      assertThat(state)
          .as(() -> "alice's job: " + pool.attribute(cluster, "HoldReason"))
          .isEqualTo(LivePool.COMPLETED);
      assertThat(pool.attribute(cluster, "NumHolds").orElse("0")).isEqualTo("0");
      assertThat(pool.attribute(cluster, "NumJobStarts")).contains("1");
      assertThat(samples).hasSizeGreaterThanOrEqualTo(280).noneMatch(sample -> sample.left() <= 0);
      assertThat(samples)
          .allMatch(
              sample -> sample.left() >= promised.secondsWhileFailing(),
              "at least " + promised.secondsWhileFailing() + " s left")
          .filteredOn(sample -> !sample.tokenId().equals(absence.tokenId()))
          .allMatch(
              sample -> sample.left() >= promised.seconds(),
              "at least " + promised.seconds() + " s left of tokens that were renewed as planned");
      assertThat(renewals(samples)).isGreaterThanOrEqualTo(8);
      assertThat(samples)
          .allMatch(sample -> sample.expiry() - sample.issued() == LIFETIME)
          .allMatch(sample -> sample.issued() <= sample.time() + 1);
    }
  }

  /** The master's back-off is put back to HTCondor's own, which the pool's shortens. */
  private static LivePool pool() {
    return LivePool.builder()
        .knob("LOCAL_CREDMON_TOKEN_LIFETIME", Integer.toString(LIFETIME))
        .knob("SEC_CREDENTIAL_REFRESH", "10")
        .knob("MASTER_BACKOFF_CONSTANT", "9")
        .knob("MASTER_BACKOFF_FACTOR", "2.0")
        .up();
  }

  private static String job(String program) {
    return """
    %s
    transfer_executable = false
    should_transfer_files = yes
    output = out
    error = err
    log = log
    queue
    """
        .formatted(program);
  }

  private static List<String> submitAsOthers(LivePool pool) {
    String description = pool.asking("scitokens") + job("executable = /bin/true");
    LivePool.Result result =
        pool.run(
            "root",
            CROWD,
            Duration.ofSeconds(SECONDS),
            "env",
            "DESCRIPTION=" + description,
            "bash",
            "-s");
    assertThat(result.exit()).as(result.stderr()).isZero();
    return result.stdout().lines().toList();
  }

  /**
   * The daemon was away.
   *
   * @param tokenId the token that it could not renew as planned
   */
  private record Absence(Duration length, String tokenId) {}

  /** Kills the daemon when alice's token is nearly due. */
  private static Absence killBeforeARenewal(LivePool pool) throws Exception {
    Path use = pool.credentials().resolve("alice").resolve("scitokens.use");
    pool.waitFor(
        "a token nearly due",
        Duration.ofSeconds(2 * LIFETIME),
        () -> {
          Duration age = Duration.between(claims(use).issuedAt(), Instant.now());
          boolean nearly =
              age.compareTo(WORST_AGE) >= 0 && age.compareTo(WORST_AGE.plusSeconds(1)) < 0;
          return nearly ? Optional.of(age) : Optional.empty();
        });
    String tokenId = claims(use).tokenId();
    long before = pool.credmonPid();
    pool.signalCredmon("KILL");
    Instant killed = Instant.now();
    pool.waitFor(
        "the daemon to be back",
        Duration.ofSeconds(LIFETIME),
        () -> pool.credmonPid() == before ? Optional.empty() : Optional.of(true));
    return new Absence(Duration.between(killed, Instant.now()), tokenId);
  }

  private static TokenClaims claims(Path use) throws IOException {
    return ((UnverifiedToken) TokenFileParser.read(Files.readAllBytes(use))).claims();
  }

  private static List<Sample> samples(LivePool pool) throws IOException {
    return Files.readAllLines(pool.home("alice").resolve("out")).stream().map(Sample::of).toList();
  }

  private static long renewals(List<Sample> samples) {
    return samples.stream().map(Sample::tokenId).distinct().count();
  }

  private static int othersWithToken(LivePool pool) {
    return (int)
        IntStream.rangeClosed(1, OTHERS)
            .mapToObj(number -> "u%03d/scitokens.use".formatted(number))
            .filter(file -> Files.exists(pool.credentials().resolve(file)))
            .count();
  }

  private static void print(
      LivePool pool,
      List<Sample> samples,
      List<String> failed,
      Duration submitting,
      Duration absence) {
    System.out.printf(
        "freshness on %s: samples=%d tokens=%d expired=%d min_left_s=%.1f submits=%d in %d s,"
            + " failed=%d, daemon away %.1f s%n",
        pool.version(),
        samples.size(),
        renewals(samples),
        samples.stream().filter(sample -> sample.left() <= 0).count(),
        samples.stream().mapToDouble(Sample::left).min().orElse(Double.NaN),
        OTHERS - failed.size(),
        submitting.toSeconds(),
        failed.size(),
        absence.toMillis() / 1000.0);
  }
}
