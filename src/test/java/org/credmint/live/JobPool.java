// SPDX-License-Identifier: Apache-2.0
package org.credmint.live;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.util.JSONObjectUtils;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.text.ParseException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A pool in which each job has a token of its own, by the configuration that we ship for it, and
 * jobs that print what their tokens say. Jobs are named as HTCondor does, such as 12.0.
 */
final class JobPool implements AutoCloseable {
  /** What a job may take until it runs or ends, on a busy machine. */
  static final Duration SOON = Duration.ofSeconds(60);

  /** The limit within which the token of a job that left has to be gone. */
  private static final Duration GONE = Duration.ofMinutes(1);

  static final String CREDMINT = "/opt/credmint/bin/credmint";

  private static final String KNOBS =
      """
      LOCAL_CREDMON_ISSUER = https://issuer.example
      LOCAL_CREDMON_TOKEN_AUDIENCE = https://storage.example
      LOCAL_CREDMON_TOKEN_VERSION = wlcg:1.0
      LOCAL_CREDMON_scitokens_AUTHZ_TEMPLATE = \
      storage.read:/data/{ProjectName} storage.modify:/out/{Owner}/{ClusterId}.{ProcId}
      """;

  /** Prints the claims and never the token; then waits for a file, where one is named. */
  static final String PAYLOAD =
      """
      import base64, os, sys, time
      with open(os.environ["BEARER_TOKEN_FILE"]) as file:
          token = file.read()
      assert token.startswith("ey"), "the file holds more than the token"
      part = token.split(".")[1]
      print(base64.urlsafe_b64decode(part + "=" * (-len(part) % 4)).decode(), flush=True)
      while len(sys.argv) > 1 and not os.path.exists(sys.argv[1]):
          time.sleep(0.2)
      """;

  private static final String JOB =
      """
      executable = /usr/bin/python3
      arguments = payload
      transfer_executable = false
      should_transfer_files = no
      output = claims.$(Cluster).$(Process)
      error = errors.$(Cluster).$(Process)
      +ProjectName = "phys"
      """;

  final LivePool pool;

  JobPool(LivePool pool) {
    this.pool = pool;
  }

  static LivePool.Builder builder() {
    Path shipped =
        Path.of(System.getProperty("basedir", ""), "condor-config", "50-credmint-per-job.conf");
    try {
      return LivePool.builder().configuration(Files.readString(shipped)).configuration(KNOBS);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  // ---- jobs

  /** Lets a user's jobs use a script. */
  void install(String user, String name, String script) {
    try {
      Files.writeString(pool.home(user).resolve(name), script);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A description of a job that prints its claims; these lines go before its own. */
  String description(String lines) {
    return pool.asking("scitokens") + JOB + lines;
  }

  /** Submits such a job, and returns the cluster. */
  int submit(String user, String lines) {
    install(user, "payload", PAYLOAD);
    return pool.submit(user, description(lines));
  }

  /** Lets jobs end that were told to wait for this file. */
  void release(String user, String file) {
    install(user, file, "");
  }

  /** What the job read in its token. */
  Map<String, Object> claims(String user, String job) {
    Path output = pool.home(user).resolve("claims." + job);
    String text =
        pool.waitFor(
            "the claims of " + user + "'s job " + job,
            SOON,
            () ->
                Files.exists(output)
                    ? Optional.of(Files.readString(output)).filter(all -> all.endsWith("\n"))
                    : Optional.empty());
    return json(text);
  }

  static Map<String, Object> json(String text) {
    try {
      return JSONObjectUtils.parse(text);
    } catch (ParseException e) {
      throw new AssertionError(text, e);
    }
  }

  void awaitCompletion(int cluster) {
    int state = pool.waitForJob(cluster, SOON, LivePool.COMPLETED, LivePool.HELD);
    assertThat(state).as(() -> text(cluster, "HoldReason")).isEqualTo(LivePool.COMPLETED);
    assertThat(text(cluster, "ExitCode")).isEqualTo("0");
  }

  /** An attribute of the cluster's first job; empty where it has none. */
  String text(int cluster, String attribute) {
    return pool.attribute(cluster, attribute).orElse("");
  }

  // ---- tokens

  Path tokenFile(String user, String job) {
    return pool.credentials().resolve(user).resolve("scitokens_" + job + ".use");
  }

  /** The names of all files with tokens of jobs. */
  List<String> tokenFiles() {
    try (Stream<Path> files = Files.walk(pool.credentials(), 2)) {
      return files
          .map(file -> String.valueOf(file.getFileName()))
          .filter(name -> name.matches("scitokens_\\d+\\.\\d+\\.use"))
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  void awaitNoToken(String user, String job) {
    Path file = tokenFile(user, job);
    pool.waitFor(
        file + " to be gone",
        GONE,
        () -> Files.exists(file) ? Optional.empty() : Optional.of(true));
  }

  void awaitNoTokens() {
    pool.waitFor(
        "the tokens of all jobs to be gone",
        GONE,
        () -> tokenFiles().isEmpty() ? Optional.of(true) : Optional.empty());
  }

  // ---- what Credmint tells

  LivePool.Result credmint(String user, String... arguments) {
    String[] command =
        Stream.concat(Stream.of(CREDMINT), Stream.of(arguments)).toArray(String[]::new);
    return pool.run(user, command);
  }

  LivePool.Result explain(String asking, String user, String job) {
    return credmint(asking, "explain", "--user", user, "--provider", "scitokens", "--job", job);
  }

  Path auditLog() {
    return pool.logs().resolve("CredmintAuditLog");
  }

  /** The lines that are whole: the last one may be in the writing. */
  List<Map<String, Object>> auditLogLines() {
    try {
      String all = Files.readString(auditLog());
      return all.substring(0, all.lastIndexOf('\n') + 1).lines().map(JobPool::json).toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  void verifyAuditLog() {
    LivePool.Result verified = credmint("root", "audit", "verify");
    assertThat(verified.exit()).as(verified.stdout() + verified.stderr()).isZero();
    assertThat(verified.stdout()).contains("intact");
  }

  /** Warnings and errors in the daemon's log, but for refusals. */
  List<String> complaints() {
    return pool.credmonLog()
        .lines()
        .filter(line -> line.contains("WARNING") || line.contains("ERROR"))
        .filter(line -> !line.contains("Refused for user"))
        .toList();
  }

  @Override
  public void close() {
    pool.close();
  }
}
