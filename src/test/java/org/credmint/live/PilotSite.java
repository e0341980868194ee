// SPDX-License-Identifier: Apache-2.0
package org.credmint.live;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jwt.JWTParser;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.text.ParseException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A site (schedd, startd and Credmint) and the user pool that its pilots join: a collector, a
 * negotiator and a schedd with a configuration, directories and keys of their own, as another
 * HTCondor on the same machine. Pilots are vanilla jobs of alice, payloads jobs of bob.
 */
final class PilotSite implements AutoCloseable {
  /** What a pool needs until a new daemon, ad or job shows, on a busy machine. */
  static final Duration SOON = Duration.ofSeconds(90);

  private static final Path SCRIPTS =
      Path.of(System.getProperty("basedir", ""), "scripts").toAbsolutePath();
  private static final String USER_POOL = "CONDOR_CONFIG=/var/lib/userpool/condor_config";

  /** Over what the site's file of knobs says. */
  private static final String QUICKER =
      """
      CREDMINT_pilot_TOKEN_LIFETIME = %1$d
      CREDMINT_payload_TOKEN_LIFETIME = %1$d
      SEC_CREDENTIAL_REFRESH = %2$d
      """;

  /**
   * Updates by UDP, because by TCP the collector would go on with the first connection and never
   * authenticate the glidein again. A port of its own tells the glidein that a collector on its own
   * machine is not of its family.
   */
  private static final List<String> KNOBS =
      List.of(
          "NETWORK_INTERFACE = 127.0.0.1",
          "USE_SHARED_PORT = True",
          "SHARED_PORT_PORT = 9720",
          "UPDATE_COLLECTOR_WITH_TCP = False",
          "UPDATE_INTERVAL = 5",
          "MASTER_UPDATE_INTERVAL = 5",
          "NUM_CPUS = 4",
          "MEMORY = 1024");

  final LivePool pool;

  private PilotSite(LivePool pool) {
    this.pool = pool;
  }

  /** Both pools, up and with one key in common. */
  static PilotSite up(int lifetime, int pull) {
    PilotSite site =
        new PilotSite(
            LivePool.builder()
                .configuration(script("pilot-site.conf"))
                .configuration(QUICKER.formatted(lifetime, pull))
                .up());
    LivePool.Result started =
        site.pool.run("root", script("user-pool"), SOON, "sh", "-s", "userpool", "9700");
    assertThat(started.exit()).as(started.stderr()).isZero();
    site.pool.call(
        "root",
        "install",
        "-m",
        "0600",
        "/etc/condor/passwords.d/site_here",
        "/var/lib/userpool/etc/passwords.d/");
    return site;
  }

  /** Submits a pilot whose daemons have to authenticate again after so many seconds. */
  int submitPilot(int session) {
    JobPool files = new JobPool(pool);
    files.install("alice", "pilot", read(SCRIPTS.resolve("pilot")));
    List<String> knobs = new ArrayList<>(KNOBS);
    knobs.add("SEC_DEFAULT_SESSION_DURATION = " + session);
    StringBuilder arguments =
        new StringBuilder(
            "--collector pool.credmint.test:9700 --token pilot_here --payload-token payload_here");
    knobs.forEach(knob -> arguments.append(" --knob '").append(knob).append('\''));
    return pool.submit(
        "alice",
        """
        executable = pilot
        arguments = "%s"
        should_transfer_files = yes
        output = pilot.out
        error = pilot.err
        +OAuthServicesNeeded = "pilot_here payload_here"
        queue
        """
            .formatted(arguments));
  }

  /** Runs a command with the user pool's configuration. */
  LivePool.Result inUserPool(String user, String stdin, String... command) {
    List<String> whole = new ArrayList<>(List.of("env", USER_POOL));
    whole.addAll(List.of(command));
    return pool.run(user, stdin, SOON, whole.toArray(String[]::new));
  }

  /** Submits a payload to the user pool, and returns its cluster. */
  int submitPayload(String description) {
    LivePool.Result result = inUserPool("bob", description, "condor_submit", "-terse", "-");
    assertThat(result.exit()).as(result.stderr()).isZero();
    return Integer.parseInt(result.stdout().strip().split("\\.", -1)[0]);
  }

  /** Waits until the payload has left the queue, and returns its exit code. */
  int awaitPayload(int cluster, Duration limit) {
    return pool.waitFor(
        "the end of payload " + cluster,
        limit,
        () ->
            Optional.of(
                    inUserPool(
                            "bob",
                            "",
                            "condor_history",
                            Integer.toString(cluster),
                            "-af",
                            "ExitCode")
                        .stdout()
                        .strip())
                .filter(code -> !code.isEmpty())
                .map(Integer::valueOf));
  }

  /** Waits until each job of the cluster is held or gone, and returns why the held ones are. */
  List<String> awaitHolds(int cluster) {
    String id = Integer.toString(cluster);
    return pool.waitFor(
        "the holds of payload " + cluster,
        SOON,
        () ->
            Optional.of(inUserPool("bob", "", "condor_q", id, "-af", "JobStatus", "HoldReason"))
                .map(result -> result.stdout().lines().toList())
                .filter(lines -> lines.stream().allMatch(line -> line.startsWith("5"))));
  }

  /** Seconds since the collector last heard of the glidein's slot; none if it has no such ad. */
  Optional<Integer> silence() {
    LivePool.Result result =
        inUserPool("root", "", "condor_status", "-startd", "-af", "time() - LastHeardFrom");
    assertThat(result.exit()).as(result.stderr()).isZero();
    return result.stdout().lines().map(line -> Integer.valueOf(line.strip())).min(Integer::compare);
  }

  /** The pilot's identity as the collector knows it. */
  String identity() {
    return inUserPool("root", "", "condor_status", "-startd", "-af", "AuthenticatedIdentity")
        .stdout()
        .strip();
  }

  /** Where the pilot has its callback token. */
  String tokenFile() {
    return pool.call(
        "root", "find", "/var/lib/condor/execute", "-name", "pilot_here.use", "-path", "*creds*");
  }

  /** The id of the token that the pilot has now. */
  String tokenId(String file) {
    try {
      return JWTParser.parse(pool.call("root", "cat", file)).getJWTClaimsSet().getJWTID();
    } catch (ParseException e) {
      throw new AssertionError("the pilot's token cannot be read", e);
    }
  }

  String collectorLog() {
    return pool.call("root", "cat", "/var/lib/userpool/log/CollectorLog");
  }

  /** How often the collector says this in its log, after so many characters of it. */
  long heard(int from, String text) {
    return collectorLog().substring(from).lines().filter(line -> line.contains(text)).count();
  }

  /** How often the collector refused to believe somebody. */
  long refused(int from) {
    return heard(from, "(IDTOKENS) failed") + heard(from, "required authentication of");
  }

  /** How often the collector was convinced by the callback token. */
  long authenticated(int from) {
    return heard(from, "current FQU is 'pilot-here@example.org'");
  }

  /** The text of a file that the demo uses too. */
  static String script(String name) {
    return read(SCRIPTS.resolve("lib").resolve(name));
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    pool.close();
  }
}
