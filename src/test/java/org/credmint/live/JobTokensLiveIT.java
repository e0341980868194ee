// SPDX-License-Identifier: Apache-2.0
package org.credmint.live;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.util.JSONObjectUtils;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.credmint.live.Spool.Token;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** A token for each job: what jobs of every kind of submit find, and what is left of it. */
class JobTokensLiveIT {
  /** DAGMan looks for news every five seconds, and starts one node after the other. */
  private static final Duration DAG = Duration.ofMinutes(2);

  /** Asks libSciTokens which token opens what; a line tells job, question and answer. */
  private static final String JUDGE =
      """
      import ctypes, os, tempfile
      os.environ["XDG_CACHE_HOME"] = tempfile.mkdtemp()
      lib = ctypes.CDLL("libSciTokens.so.0")
      text, pointer, why = ctypes.c_char_p, ctypes.c_void_p, ctypes.c_char_p()
      error = ctypes.byref(why)
      class Acl(ctypes.Structure):
          _fields_ = [("authz", text), ("resource", text)]
      lib.scitoken_create.restype = lib.enforcer_create.restype = pointer
      issuer = b"https://issuer.example"
      audiences = (text * 2)(b"https://storage.example", None)
      assert lib.keycache_set_jwks(issuer, os.environ["JWKS"].encode(), error) == 0, why.value
      for job in os.environ["JOBS"].split():
          file = "/var/lib/condor/oauth_credentials/%s/scitokens_%s.use" % tuple(job.split("/"))
          token = pointer(lib.scitoken_create(None))
          lib.scitoken_set_deserialize_profile(token, 3)
          content = open(file, "rb").read().strip()
          assert lib.scitoken_deserialize_v2(content, token, None, error) == 0, why.value
          enforcer = pointer(lib.enforcer_create(issuer, audiences, error))
          lib.enforcer_set_validate_profile(enforcer, 3)
          for question in os.environ["QUESTIONS"].split():
              authz, _, path = question.partition(":")
              acl = Acl(authz.encode(), path.encode())
              refused = lib.enforcer_test(enforcer, token, ctypes.byref(acl), error)
              print(job, question, "no" if refused else "yes")
      """;

  private static final String DAG_OF_TWO =
      """
      JOB A node.sub
      JOB B node.sub
      VARS A scope="storage.read:/data/phys/a"
      VARS B scope="storage.read:/data/phys/b"
      """;

  private record Job(String user, String id, String project) {
    String output() {
      return "storage.modify:/out/%s/%s".formatted(user, id);
    }

    String input() {
      return "storage.read:/data/" + project;
    }
  }

  private static JobPool jobs;
  private static Spool spool;

  @BeforeAll
  static void bringUpAPoolWithATokenForEachJob() {
    jobs = new JobPool(JobPool.builder().up());
    spool = new Spool(jobs.pool);
  }

  @AfterAll
  static void takeItDownAfterALookAtTheLog() {
    if (jobs != null) {
      try (JobPool ending = jobs) {
        ending.verifyAuditLog();
        assertThat(ending.complaints()).isEmpty();
      }
    }
  }

  @Test
  void eachJobsTokenOpensItsOwnPathsAndNoNeighbours() throws Exception {
    List<Job> running = startThreeOfEachUser();
    for (Job job : running) {
      assertThat(jobs.claims(job.user(), job.id()))
          .containsEntry("sub", job.user())
          .containsEntry("scope", job.input() + " " + job.output())
          .containsEntry("aud", List.of("https://storage.example"));
    }

    List<String> questions = new ArrayList<>();
    running.forEach(job -> questions.add(job.output() + "/file"));
    for (String color : new String[] {"red", "green", "blue"}) {
      questions.add("storage.read:/data/" + color + "/file");
      questions.add("storage.modify:/data/" + color + "/file");
    }
    questions.addAll(List.of("storage.modify:/out/alice", "storage.read:/data", "storage.read:/"));
    List<String> expected = new ArrayList<>();
    for (Job job : running) {
      for (String question : questions) {
        boolean own =
            question.equals(job.output() + "/file") || question.equals(job.input() + "/file");
        expected.add(job.user() + "/" + job.id() + " " + question + (own ? " yes" : " no"));
      }
    }
    assertThat(judge(running, questions)).containsExactlyElementsOf(expected);

    for (Job job : running) {
      jobs.release(job.user(), "judged");
    }
    for (Job job : running) {
      jobs.awaitNoToken(job.user(), job.id());
    }
  }

  private static List<Job> startThreeOfEachUser() {
    List<Job> running = new ArrayList<>();
    for (String user : new String[] {"alice", "bob"}) {
      int cluster =
          jobs.submit(
              user,
              """
              arguments = payload judged
              +ProjectName = "$(project)"
              queue project in (red, green, blue)
              """);
      running.add(new Job(user, cluster + ".0", "red"));
      running.add(new Job(user, cluster + ".1", "green"));
      running.add(new Job(user, cluster + ".2", "blue"));
    }
    return running;
  }

  private static List<String> judge(List<Job> running, List<String> questions) throws Exception {
    String all =
        String.join(" ", running.stream().map(job -> job.user() + "/" + job.id()).toList());
    LivePool.Result result =
        jobs.pool.run(
            "root",
            JUDGE,
            JobPool.SOON,
            "env",
            "JWKS=" + keys(),
            "JOBS=" + all,
            "QUESTIONS=" + String.join(" ", questions),
            "python3",
            "-");
    assertThat(result.exit()).as(result.stderr()).isZero();
    return result.stdout().lines().toList();
  }

  private static String keys() throws Exception {
    String pem = jobs.pool.call("root", "cat", "/etc/condor/scitokens.pem");
    Map<String, Object> members = PublicPem.read(pem).toJSONObject();
    members.put("kid", PublicPem.read(pem).computeThumbprint().toString());
    members.put("alg", "ES256");
    return JSONObjectUtils.toJSONString(Map.of("keys", List.of(members)));
  }

  @Test
  void jobsThatAreMaterializedLateFindTheirOwn() {
    int cluster = jobs.submit("alice", "max_materialize = 1\nqueue 3\n");
    for (int proc = 0; proc < 3; proc++) {
      String job = cluster + "." + proc;
      assertThat(scope("alice", job)).endsWith(" storage.modify:/out/alice/" + job);
      jobs.awaitNoToken("alice", job);
    }
  }

  @Test
  void aJobOfLocalUniverseFindsItsOwn() {
    int cluster = jobs.submit("bob", "universe = local\nqueue\n");
    assertThat(scope("bob", cluster + ".0")).endsWith("/out/bob/" + cluster + ".0");
    jobs.awaitNoToken("bob", cluster + ".0");
  }

  @Test
  void theNodesOfADagFindWhatTheirVarsNarrow() {
    jobs.install(
        "alice",
        "node.sub",
        jobs.description(
            """
        output = claims.$(JOB)
        +CredmintScope_scitokens = "$(scope)"
        queue
        """));
    jobs.install("alice", "two.dag", DAG_OF_TWO);
    jobs.submit("alice", "queue\n");
    jobs.pool.call("alice", "condor_submit_dag", "-f", "two.dag");
    jobs.pool.waitForFile(jobs.pool.home("alice").resolve("claims.B"), DAG);
    assertThat(scope("alice", "A")).isEqualTo("storage.read:/data/phys/a");
    assertThat(scope("alice", "B")).isEqualTo("storage.read:/data/phys/b");
  }

  @Test
  void aSpooledJobFindsItsOwnAndLosesItWhenItHasRun() {
    jobs.submit("bob", "queue\n");
    String description =
        jobs.description("transfer_input_files = payload\nshould_transfer_files = yes\nqueue\n");
    LivePool.Result submitted =
        jobs.pool.run("bob", description, JobPool.SOON, "condor_submit", "-terse", "-spool", "-");
    assertThat(submitted.exit()).as(submitted.stderr()).isZero();
    int cluster =
        Integer.parseInt(submitted.stdout().substring(0, submitted.stdout().indexOf('.')));

    jobs.pool.waitForJob(cluster, JobPool.SOON, LivePool.COMPLETED);
    jobs.awaitNoToken("bob", cluster + ".0");
    jobs.pool.call("bob", "condor_transfer_data", Integer.toString(cluster));
    assertThat(scope("bob", cluster + ".0")).endsWith("/out/bob/" + cluster + ".0");
  }

  @Test
  void aJobThatIsHeldAndReleasedFindsItsOwn() throws IOException {
    int waiting = jobs.submit("alice", "hold = true\nqueue\n");
    int running = jobs.submit("alice", "arguments = payload again\nqueue\n");
    scope("alice", running + ".0");
    hold(running);
    for (int cluster : new int[] {waiting, running}) {
      Files.deleteIfExists(jobs.pool.home("alice").resolve("claims." + cluster + ".0"));
      jobs.pool.call("alice", "condor_release", Integer.toString(cluster));
      assertThat(scope("alice", cluster + ".0")).endsWith("/out/alice/" + cluster + ".0");
    }
    jobs.release("alice", "again");
    jobs.awaitNoToken("alice", running + ".0");
  }

  private static void hold(int cluster) {
    jobs.pool.call("alice", "condor_hold", Integer.toString(cluster));
    jobs.pool.waitForJob(cluster, JobPool.SOON, LivePool.HELD);
  }

  @Test
  void aJobThatIsRemovedLosesItsToken() {
    int idle = jobs.submit("alice", "requirements = false\nqueue\n");
    int running = jobs.submit("alice", "arguments = payload never\nqueue\n");
    int held = jobs.submit("alice", "arguments = payload never\nqueue\n");
    int[] all = {idle, running, held};
    for (int cluster : all) {
      jobs.pool.waitForFile(jobs.tokenFile("alice", cluster + ".0"), JobPool.SOON);
    }
    scope("alice", running + ".0");
    hold(held);
    for (int cluster : all) {
      jobs.pool.call("alice", "condor_rm", Integer.toString(cluster));
    }
    for (int cluster : all) {
      jobs.awaitNoToken("alice", cluster + ".0");
    }
  }

  @Test
  void aKilledDaemonFindsWhichJobLeftMeanwhileAndItsAuditLogGoesOn() {
    int stays = jobs.submit("bob", "arguments = payload killed\nqueue\n");
    int leaves = jobs.submit("bob", "arguments = payload never\nqueue\n");
    scope("bob", stays + ".0");
    scope("bob", leaves + ".0");
    Token before = spool.token("bob/scitokens_" + stays + ".0").orElseThrow();
    long pid = jobs.pool.credmonPid();

    jobs.pool.signalCredmon("STOP");
    jobs.pool.call("bob", "condor_rm", Integer.toString(leaves));
    jobs.pool.waitForJob(leaves, JobPool.SOON, LivePool.REMOVED);
    assertThat(jobs.tokenFile("bob", leaves + ".0")).exists();
    jobs.pool.signalCredmon("KILL");
    spool.awaitServing(pid);

    jobs.awaitNoToken("bob", leaves + ".0");
    assertThat(spool.token("bob/scitokens_" + stays + ".0")).contains(before);
    awaitActs(leaves + ".0", "mint", "removal");
    jobs.verifyAuditLog();
    jobs.release("bob", "killed");
    jobs.awaitNoToken("bob", stays + ".0");
    awaitActs(stays + ".0", "mint", "removal");
  }

  /** A removal stands in the audit log before the file goes. */
  private static void awaitActs(String job, String... acts) {
    jobs.pool.waitFor(
        "the acts " + List.of(acts) + " on " + job,
        JobPool.SOON,
        () ->
            Optional.of(
                    jobs.auditLogLines().stream()
                        .filter(line -> job.equals(line.get("job")))
                        .map(line -> line.get("act"))
                        .toList())
                .filter(List.of(acts)::equals));
  }

  @Test
  void aBlankKnobTurnsTheAuditLogOff() throws IOException {
    aJobOfLocalUniverseFindsItsOwn();
    spool.restartWith("CREDMINT_AUDIT_LOG =");
    try {
      assertThat(jobs.pool.call("root", "condor_config_val", "-dump", "CREDMINT_AUDIT_LOG"))
          .containsPattern("(?m)^CREDMINT_AUDIT_LOG = *$");
      final long size = Files.size(jobs.auditLog());
      aJobOfLocalUniverseFindsItsOwn();
      assertThat(Files.size(jobs.auditLog())).isEqualTo(size);
    } finally {
      spool.restartWith("");
    }
    final long size = Files.size(jobs.auditLog());
    aJobOfLocalUniverseFindsItsOwn();
    assertThat(Files.size(jobs.auditLog())).isGreaterThan(size);
    jobs.verifyAuditLog();
  }

  private static String scope(String user, String job) {
    return (String) jobs.claims(user, job).get("scope");
  }
}
