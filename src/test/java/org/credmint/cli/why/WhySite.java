// SPDX-License-Identifier: Apache-2.0
package org.credmint.cli.why;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.when;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.credmint.credential.CredentialId;
import org.credmint.credential.JobId;
import org.credmint.htcondor.knob.Knobs;
import org.credmint.htcondor.tool.ClassAdExpressions;
import org.credmint.htcondor.tool.KnobReading;
import org.credmint.htcondor.tool.KnobSource;
import org.credmint.inspect.ConfigurationChanges;
import org.credmint.inspect.PolicyExplainer;
import org.credmint.issue.Issuance.Issued;
import org.credmint.issue.lane.Lanes;
import org.credmint.key.KeyRing;
import org.credmint.key.KeySource;
import org.credmint.key.SignatureProvider;
import org.credmint.os.Host;
import org.credmint.provider.ConfigurationLoad;
import org.credmint.provider.ConfigurationLoader;
import org.credmint.provider.Provider;
import org.credmint.queue.job.JobAd;
import org.credmint.request.Request;
import org.credmint.standing.StandingLoader;
import org.credmint.standing.StandingProvider;
import org.credmint.status.Condition;
import org.credmint.status.CredentialStatus;
import org.credmint.status.ProviderStatus;
import org.credmint.status.StatusJson;
import org.credmint.status.StatusReport;
import org.credmint.status.StatusReport.DaemonProcess;
import org.credmint.status.StatusReport.StatusProblem;
import org.credmint.status.TestReports;
import picocli.CommandLine;

/**
 * A site where everything is in order: alice has a credential for all her jobs, one for job 12.0,
 * and the target north of pilot has one. Real files, keys and tokens; tests break one thing each.
 */
final class WhySite {
  static final Instant NOW = TestReports.NOW;
  static final JobId JOB = new JobId(12, 0);

  final Map<String, String> knobs = new TreeMap<>();
  final Path credentials;
  final Path alice;
  final Path exports;
  final Path stateFile;
  final List<CredentialStatus> listed = new ArrayList<>();
  final List<StatusProblem> problems = new ArrayList<>();
  private final Host host = Host.create();
  private final Path temporary;

  String jobAd = "Owner = \"alice\"\nJobStatus = 2\nOAuthServicesNeeded = \"users,jobs_12.0\"\n";
  boolean isInQueue = true;
  boolean answersSchedd = true;
  boolean running = true;
  Path servedDirectory;
  Instant now = NOW;
  Instant writtenAt = NOW.minusSeconds(4);
  Optional<KnobReading> reading = Optional.empty();
  boolean writesState = true;

  WhySite(Path temporary) throws IOException {
    this.temporary = temporary;
    credentials = directory("oauth", "rwxr-x---");
    alice = directory("oauth/alice", "rwx------");
    exports = directory("exports", "rwxr-xr-x");
    stateFile = temporary.resolve("state.json");
    servedDirectory = credentials;
    directory("passwords.d", "rwx------");
    setKnobs();
    Files.createFile(alice.resolve("users.top"));
    issue(new CredentialId("alice", "users", ""), Optional.empty(), NOW);
    issue(new CredentialId("alice", "jobs", "12.0"), Optional.of(job()), NOW);
    export(NOW);
    listed.add(status("users", "", Condition.VALID, ""));
    listed.add(status("jobs", "12.0", Condition.VALID, ""));
    listed.add(pilot(Condition.VALID, ""));
  }

  private void setKnobs() {
    knobs.put("LOG", "/var/log/condor");
    knobs.put("FULL_HOSTNAME", "ap.example.org");
    knobs.put("TRUST_DOMAIN", "pool.example.org");
    knobs.put("SEC_CREDENTIAL_DIRECTORY_OAUTH", credentials.toString());
    knobs.put("SEC_PASSWORD_DIRECTORY", temporary.resolve("passwords.d").toString());
    knobs.put("LOCAL_CREDMON_PROVIDER_NAMES", "users jobs");
    knobs.put("LOCAL_CREDMON_TOKEN_AUDIENCE", "https://se.example.org");
    knobs.put("LOCAL_CREDMON_AUTHZ_TEMPLATE", "read:/data/{username}");
    knobs.put("LOCAL_CREDMON_PRIVATE_KEY", file("private.pem").toString());
    knobs.put("LOCAL_CREDMON_PUBLIC_KEY", file("public.pem").toString());
    knobs.put("CREDMINT_jobs_GRANULARITY", "job");
    knobs.put("CREDMINT_STATE_FILE", stateFile.toString());
    knobs.put("CREDMINT_STANDING", "pilot");
    knobs.put("CREDMINT_pilot_TYPE", "idtoken");
    knobs.put("CREDMINT_pilot_PURPOSE", "callback");
    knobs.put("CREDMINT_pilot_KEY", "site_key");
    knobs.put("CREDMINT_pilot_SUBJECT_TEMPLATE", "pilot-{name}@example.org");
    knobs.put("CREDMINT_pilot_TOKEN_LIFETIME", "1200");
    knobs.put("CREDMINT_pilot_EXPORT", exports + "/{name}");
    knobs.put("CREDMINT_pilot_TARGETS", "north");
  }

  Path file(String name) {
    return temporary.resolve(name);
  }

  Path directory(String name, String mode) throws IOException {
    Path path = Files.createDirectory(file(name));
    return chmod(path, mode);
  }

  static Path chmod(Path path, String mode) throws IOException {
    return Files.setPosixFilePermissions(path, PosixFilePermissions.fromString(mode));
  }

  /** Replaces the text of a file that jobs are given. */
  void write(String file, String text) throws IOException {
    chmod(Files.writeString(alice.resolve(file), text), "rw-------");
  }

  private PolicyExplainer.Job job() {
    return new PolicyExplainer.Job(JOB, JobAd.parse(jobAd.getBytes(StandardCharsets.UTF_8)));
  }

  /** Issues alice's credential as the configuration stands. */
  void issue(CredentialId id, Optional<PolicyExplainer.Job> job, Instant when) throws IOException {
    ConfigurationLoad.Read read = read();
    Provider.Answer answer =
        new PolicyExplainer(host, loader(new KeyRing(host, new SecureRandom()).making()))
            .explain(read, id, job, when)
            .decided()
            .orElseThrow()
            .answer();
    write(id.stem() + ".use", text(answer, when));
  }

  /** Issues the pilot's. */
  void export(Instant when) throws IOException {
    ConfigurationLoad.Read read = read();
    assertThat(read.active().providers()).as(read.problems().toString()).containsKey("pilot");
    StandingProvider pilot = (StandingProvider) read.active().providers().get("pilot");
    try {
      Request request = pilot.request(pilot.settings().targets().get(0));
      Path file = Files.writeString(exports.resolve("north"), text(pilot.decide(request), when));
      chmod(file, "rw-------");
    } catch (org.credmint.config.standing.TargetTemplate.UnfitTargetException e) {
      throw new IllegalStateException(e);
    }
  }

  private static String text(Provider.Answer answer, Instant when) {
    Issued issued = (Issued) ((Provider.Answer.Planned<?>) answer).issue(when);
    return issued.content().expose(bytes -> new String(bytes, StandardCharsets.US_ASCII));
  }

  private ConfigurationLoad.Read read() {
    return (ConfigurationLoad.Read) loader(new KeyRing(host, new SecureRandom()).making()).load();
  }

  private ConfigurationLoader loader(KeySource keys) {
    KnobSource source = mock(KnobSource.class);
    when(source.read()).thenReturn(reading.orElse(new KnobReading.Read(Knobs.of(knobs))));
    StandingLoader standing =
        new StandingLoader(
            host,
            Optional.of(new SecureRandom()),
            SignatureProvider.ofTheJdk(),
            () -> NOW,
            new Lanes());
    return new ConfigurationLoader(
        "CREDMON_OAUTH",
        source,
        Map.of(),
        "h",
        keys,
        SignatureProvider.ofTheJdk(),
        host,
        mock(ClassAdExpressions.class),
        Set.of(host.identity().uid()),
        (settings, served, user, found) ->
            Map.copyOf(standing.load(settings, served, user, found)));
  }

  /** How one of alice's credentials does. */
  static CredentialStatus status(
      String provider, String handle, Condition condition, String reason) {
    return new CredentialStatus(
        new CredentialId("alice", provider, handle),
        JobId.parse(handle),
        Optional.empty(),
        condition,
        Optional.of(NOW.plusSeconds(600)),
        Optional.empty(),
        0,
        reason);
  }

  static CredentialStatus pilot(Condition condition, String reason) {
    return new CredentialStatus(
        new CredentialId("standing", "pilot", "north"),
        Optional.empty(),
        Optional.of("north"),
        condition,
        Optional.empty(),
        Optional.empty(),
        0,
        reason);
  }

  /** Has the daemon list another state of one of them. */
  void list(CredentialStatus other) {
    listed.removeIf(one -> one.id().equals(other.id()));
    listed.add(other);
  }

  private static ProviderStatus provider(String name) {
    return new ProviderStatus(
        name,
        "scitoken",
        Map.of(),
        Optional.empty(),
        Optional.empty(),
        ProviderStatus.Issued.NOTHING);
  }

  private void writeState() throws IOException {
    StatusReport report = TestReports.of(problems, listed);
    Files.writeString(
        stateFile,
        StatusJson.write(
            new StatusReport(
                new DaemonProcess("1.2.3", 4711, NOW.minus(Duration.ofDays(3)), servedDirectory),
                writtenAt,
                report.ready(),
                report.problems(),
                report.sources(),
                List.of(provider("users"), provider("jobs"), provider("pilot")),
                report.users(),
                report.total(),
                report.credentials())));
  }

  /** What the configuration on disk would change. */
  ConfigurationChanges.Outcome changes() throws IOException {
    if (writesState) {
      writeState();
    }
    return changes(host);
  }

  /** What somebody on another host sees, such as one with another user. */
  ConfigurationChanges.Outcome changes(Host seen) {
    return new ConfigurationChanges(seen, loader(new KeyRing(host, new SecureRandom()).reading()))
        .compare(now);
  }

  /** What the command said. */
  record Said(int status, String out, String err) {}

  Said ask(String... words) throws IOException {
    if (writesState) {
      writeState();
    }
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    Why why =
        new Why(
            new Why.Surroundings(
                host,
                () -> now,
                pid -> running,
                (any, name) -> loader(new KeyRing(host, new SecureRandom()).reading()),
                (id, explainer) -> {
                  if (!answersSchedd) {
                    throw new IOException("cannot connect");
                  }
                  if (!isInQueue) {
                    throw new Why.NotInQueueException("job " + id + " is not in the queue");
                  }
                  return job();
                }));
    int status =
        new CommandLine(why)
            .setOut(new PrintWriter(out, true))
            .setErr(new PrintWriter(err, true))
            .execute(words);
    return new Said(status, out.toString(), err.toString());
  }
}
