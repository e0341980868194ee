// SPDX-License-Identifier: Apache-2.0
package org.credmint.inspect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.when;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.credmint.config.knob.Problem;
import org.credmint.credential.JobId;
import org.credmint.htcondor.knob.Knobs;
import org.credmint.htcondor.tool.ClassAdExpressions;
import org.credmint.htcondor.tool.KnobReading;
import org.credmint.htcondor.tool.KnobSource;
import org.credmint.inspect.Explanation.Verdict;
import org.credmint.inspect.PolicyExplainer.Answer;
import org.credmint.key.KeyRing;
import org.credmint.key.SignatureProvider;
import org.credmint.os.Host;
import org.credmint.provider.ConfigurationLoader;
import org.credmint.queue.job.JobAd;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What people are told of a configuration and a credential directory that really are there. */
final class PolicyExplainerTest {
  private static final Instant NOW = Instant.parse("2026-11-27T12:00:00Z");

  private final Host host = Host.create();
  private final Map<String, String> knobs = new TreeMap<>();

  private final Map<String, Set<String>> accounts = new TreeMap<>();

  @TempDir private Path temporary;
  private Path credentials;

  @BeforeEach
  void configure() throws IOException {
    credentials = Files.createDirectory(temporary.resolve("oauth"));
    close(credentials);
    knobs.put("LOG", "/var/log/condor");
    knobs.put("FULL_HOSTNAME", "ap.example.org");
    knobs.put("SEC_CREDENTIAL_DIRECTORY_OAUTH", credentials.toString());
    knobs.put("LOCAL_CREDMON_PROVIDER_NAMES", "users jobs");
    knobs.put("LOCAL_CREDMON_TOKEN_AUDIENCE", "https://a.example");
    knobs.put("LOCAL_CREDMON_PRIVATE_KEY", temporary.resolve("private.pem").toString());
    knobs.put("LOCAL_CREDMON_PUBLIC_KEY", temporary.resolve("public.pem").toString());
    knobs.put("CREDMINT_jobs_GRANULARITY", "job");
  }

  private static void close(Path directory) throws IOException {
    Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwxr-x---"));
  }

  private Path userDirectory(String user) throws IOException {
    Path directory = Files.createDirectory(credentials.resolve(user));
    close(directory);
    return directory;
  }

  private ConfigurationLoader loader(boolean reading) {
    KnobSource source = mock(KnobSource.class);
    when(source.read()).thenReturn(new KnobReading.Read(Knobs.of(knobs)));
    KeyRing ring = new KeyRing(host, new SecureRandom());
    return new ConfigurationLoader(
        "CREDMON_OAUTH",
        source,
        Map.of(),
        "h",
        reading ? ring.reading() : ring.standingIn(),
        SignatureProvider.ofTheJdk(),
        host,
        mock(ClassAdExpressions.class),
        Set.of(host.identity().uid()),
        ConfigurationLoader.OtherKinds.NONE);
  }

  private List<Explanation> explained(String user, Optional<String> ad) {
    PolicyExplainer explainer = new PolicyExplainer(host, loader(false));
    Optional<PolicyExplainer.Job> job =
        ad.map(
            text ->
                new PolicyExplainer.Job(
                    new JobId(12, 0), JobAd.parse(text.getBytes(StandardCharsets.UTF_8))));
    return ((Answer.Explained) explainer.explain(user, Optional.empty(), job, NOW)).credentials();
  }

  private Explanation only(String user, Optional<String> ad) {
    assertThat(explained(user, ad)).hasSize(1);
    return explained(user, ad).get(0);
  }

  private List<Problem> problems() {
    return new ConfigurationCheck(host, loader(true), () -> accounts).examine(NOW).problems();
  }

  @Test
  void theProviderIsFoundByWhoAsks() {
    assertThat(only("alice", Optional.empty()).name()).isEqualTo("alice/users");
    Explanation job = only("alice", Optional.of("OAuthServicesNeeded = \"jobs_12.0\"\n"));
    assertThat(job.name()).isEqualTo("alice/jobs_12.0");
    assertThat(job.verdict()).isInstanceOf(Verdict.Issued.class);
    assertThat(explained("alice", Optional.of("Cmd = \"x\"\n")))
        .extracting(Explanation::name)
        .containsExactly("alice/jobs_12.0", "alice/users");
  }

  @Test
  void ofAClusterItIsToldInWhatItsJobsDiffer() {
    knobs.put("LOCAL_CREDMON_jobs_AUTHZ_TEMPLATE", "read:/data/{ProjectName}");
    PolicyExplainer explainer = new PolicyExplainer(host, loader(false));
    assertThat(explainer.attributesOfClusters()).isEmpty();
    knobs.put("CREDMINT_jobs_GRANULARITY", "cluster");
    explainer = new PolicyExplainer(host, loader(false));
    assertThat(explainer.attributesOfClusters()).contains("ProjectName", "CredmintScope_jobs");

    Explanation other = ofCluster(explainer, Set.of("ProjectName", "Cmd"));
    assertThat(other.verdict()).isInstanceOf(Verdict.Issued.class);
    assertThat(other.facts())
        .anyMatch(
            fact ->
                fact.value().startsWith("the jobs of cluster 12 differ in ProjectName; the token"));
    Explanation narrowed = ofCluster(explainer, Set.of("CredmintScope_jobs"));
    assertThat(narrowed.verdict()).isInstanceOf(Verdict.Denied.class);
    assertThat(ofCluster(explainer, Set.of()).facts())
        .noneMatch(fact -> fact.name().equals("note"));
  }

  private static Explanation ofCluster(PolicyExplainer explainer, Set<String> differing) {
    JobAd ad = JobAd.parse("ProjectName = \"p\"\n".getBytes(StandardCharsets.UTF_8));
    PolicyExplainer.Job job = new PolicyExplainer.Job(new JobId(12, 3), ad, differing);
    Answer answer = explainer.explain("alice", Optional.of("jobs"), Optional.of(job), NOW);
    return ((Answer.Explained) answer).credentials().get(0);
  }

  @Test
  void whoSignsIsTold() {
    knobs.put("LOCAL_CREDMON_KEY_ID", "k7");
    assertThat(only("alice", Optional.empty()).facts())
        .extracting(fact -> fact.name() + " " + fact.value())
        .contains("issuer https://ap.example.org", "key ID k7", "version scitoken:2.0");
  }

  @ParameterizedTest
  @ValueSource(strings = {"x@y@z", "CREDMON_COMPLETE", "pid", "a b", "a/b"})
  void aUserWhomTheDaemonCannotServeIsNotPromisedAToken(String user) {
    Explanation explanation = only(user, Optional.empty());
    assertThat(explanation.verdict()).isInstanceOf(Verdict.Denied.class);
  }

  @Test
  void aUserWhoseNameEndsLikeAMarkIsServedAsByTheDaemon() throws IOException {
    userDirectory("carol.mark");
    assertThat(only("carol.mark", Optional.empty()).verdict()).isInstanceOf(Verdict.Issued.class);
    assertThat(problems()).noneMatch(problem -> problem.subject().contains("carol"));
  }

  @Test
  void aDirectoryThatTheDaemonLeavesAloneIsToldByBoth() throws IOException {
    Path open = userDirectory("dave");
    Files.setPosixFilePermissions(open, PosixFilePermissions.fromString("rwxrwxrwx"));
    Files.createSymbolicLink(credentials.resolve("erin"), open);
    userDirectory("frank@a@b");
    for (String user : List.of("dave", "erin", "frank@a@b")) {
      assertThat(only(user, Optional.empty()).verdict()).isInstanceOf(Verdict.Denied.class);
      assertThat(problems())
          .filteredOn(problem -> problem.subject().endsWith("/" + user))
          .singleElement()
          .satisfies(
              problem -> {
                assertThat(problem.isError()).isFalse();
                assertThat(problem.toString()).contains("is not served").doesNotContain("delete");
              });
    }
  }

  @Test
  void aDirectoryThatAnybodyCanWriteIsServedAfterTheCommandThatIsAdvised() throws Exception {
    Path dave = userDirectory("dave");
    Files.setPosixFilePermissions(dave, PosixFilePermissions.fromString("rwxrwxrwx"));
    Files.writeString(dave.resolve("users.use"), "kept");
    Matcher advice =
        Pattern.compile("dave: .*run (chmod o-w) on it").matcher(problems().toString());
    assertThat(advice.find()).isTrue();
    List<String> command = new ArrayList<>(List.of(advice.group(1).split(" ")));
    command.add(dave.toString());
    assertThat(new ProcessBuilder(command).start().waitFor()).isZero();
    assertThat(only("dave", Optional.empty()).verdict()).isInstanceOf(Verdict.Issued.class);
    assertThat(problems()).noneMatch(problem -> problem.subject().endsWith("/dave"));
    assertThat(dave.resolve("users.use")).hasContent("kept");
  }

  @Test
  void whoDoesWhatIsSaidOfAGroupWithoutMembersGivesNobodyMore() throws IOException {
    Path map = Files.writeString(temporary.resolve("map"), "* alice staff\n");
    knobs.put("LOCAL_CREDMON_AUTHZ_GROUP_MAPFILE", map.toString());
    knobs.put("LOCAL_CREDMON_users_AUTHZ_GROUP_REQUIREMENT", "chemistry");
    assertThat(problems())
        .extracting(Problem::fix)
        .contains("add members to the file, or name a group that has members");
    Files.writeString(map, "* alice chemistry\n");
    assertThat(only("alice", Optional.empty()).verdict()).isInstanceOf(Verdict.Issued.class);
    assertThat(only("bob", Optional.empty()).verdict()).isInstanceOf(Verdict.Denied.class);
    assertThat(problems()).noneMatch(problem -> problem.fix().contains("add members"));
  }

  @Test
  void whatLiesOnDiskIsTold() throws IOException {
    Path alice = userDirectory("alice");
    assertThat(only("alice", Optional.empty()).onDisk())
        .anyMatch(line -> line.startsWith("no request: alice/users.top"))
        .contains("no alice/users.use");
    Files.createFile(alice.resolve("users.top"));
    Files.writeString(alice.resolve("users.use"), "no token at all");
    assertThat(only("alice", Optional.empty()).onDisk())
        .contains("request alice/users.top")
        .anyMatch(line -> line.startsWith("alice/users.use: no token"));
    assertThat(only("bob", Optional.empty()).onDisk())
        .containsExactly("nothing: user bob has no directory yet");
  }

  @Test
  void aRequestThatAUserStoredInAJobsNameIsToldToBeIgnored() throws IOException {
    Files.createFile(userDirectory("alice").resolve("jobs_12.0.top"));
    Explanation job = only("alice", Optional.of("OAuthServicesNeeded = \"jobs_12.0\"\n"));
    assertThat(job.onDisk())
        .anyMatch(line -> line.startsWith("alice/jobs_12.0.top is ignored: "))
        .contains("no alice/jobs_12.0.use");
  }

  @Test
  void anAccountThatStandsForSeveralPeopleIsToldForEachProvider() {
    accounts.put("nobody", Set.of("a@x", "b@x", "c@x", "d@x"));
    accounts.put("alice", Set.of("alice@x"));
    assertThat(problems())
        .filteredOn(problem -> problem.subject().equals("Owner"))
        .hasSize(2)
        .first()
        .satisfies(
            problem -> {
              assertThat(problem.isError()).isFalse();
              assertThat(problem.value()).isEqualTo("nobody");
              assertThat(problem.reason()).contains("4 users", "(a@x, b@x, c@x, ...)");
            });
  }

  @Test
  void whoDoesWhatThatWarningSaysIsWarnedNoMore() {
    accounts.put("nobody", Set.of("a@x", "b@x"));
    knobs.put("CREDMINT_jobs_JOB_ATTRIBUTES", "User");
    for (int advice = 0; advice < 8; advice++) {
      for (Problem problem : problems()) {
        Matcher set = Pattern.compile("set (\\S+) = (job|\\S+ User)\\b").matcher(problem.fix());
        while (set.find()) {
          knobs.put(set.group(1), set.group(2));
        }
        Matcher use = Pattern.compile("use \\{User} in (\\S+)").matcher(problem.fix());
        if (use.find()) {
          knobs.put(use.group(1), "read:/data/{User}");
        }
      }
    }
    assertThat(knobs)
        .containsEntry("CREDMINT_users_GRANULARITY", "job")
        .containsEntry("LOCAL_CREDMON_users_AUTHZ_TEMPLATE", "read:/data/{User}")
        .containsEntry("LOCAL_CREDMON_jobs_AUTHZ_TEMPLATE", "read:/data/{User}")
        .containsEntry("SECURE_JOB_ATTRS", "$(SECURE_JOB_ATTRS) User");
    assertThat(problems()).extracting(Problem::subject).doesNotContain("Owner", "SECURE_JOB_ATTRS");
  }

  @Test
  void aBrokenProviderHidesNothingElse() throws IOException {
    Files.setPosixFilePermissions(credentials, PosixFilePermissions.fromString("rwxr-xrwx"));
    Path key = Files.writeString(temporary.resolve("private.pem"), "x y z\n");
    Files.setPosixFilePermissions(key, PosixFilePermissions.fromString("rw-r-----"));
    knobs.put("LOCAL_CREDMON_TOKEN_LIFETIME", "20m");
    assertThat(problems())
        .extracting(Problem::subject)
        .contains("LOCAL_CREDMON_TOKEN_LIFETIME", key.toString(), "SEC_CREDENTIAL_DIRECTORY_OAUTH");
  }
}
