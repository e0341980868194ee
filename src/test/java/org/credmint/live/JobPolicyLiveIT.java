// SPDX-License-Identifier: Apache-2.0
package org.credmint.live;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What users may ask for, what becomes of those who ask for more, and what they are told. */
class JobPolicyLiveIT {
  /** Of the clause that releases jobs whose token came late; the pool looks every five seconds. */
  private static final Duration SEVERAL_LOOKS = Duration.ofSeconds(16);

  private static final String POLICY =
      """
      LOCAL_CREDMON_PROVIDER_NAMES = scitokens personal
      LOCAL_CREDMON_AUTHZ_GROUP_MAPFILE = /etc/condor/groups.map
      CREDMINT_scitokens_POLICY = \\
        everybody: scopes storage.read:/data storage.modify:/out/{Owner}, \\
          audiences https://storage.example https://tape.example, lifetime 900; \\
        group prod: scopes storage.stage:/tape; \\
        user carol: deny
      CREDMINT_personal_POLICY = \\
        everybody: scopes read:/user/{username} write:/user/{username}; \\
        user u001: deny
      """;

  private static JobPool jobs;
  private static Spool spool;

  @BeforeAll
  static void bringUpAPoolWithAPolicy() {
    jobs = new JobPool(JobPool.builder().up());
    spool = new Spool(jobs.pool);
    jobs.pool.call("root", "sh", "-c", "echo '* bob prod' >/etc/condor/groups.map");
    spool.restartWith(POLICY);
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
  void aJobThatAsksForLessGetsJustThatAndExplainTellsTheSame() {
    String scope = "storage.read:/data/phys/run7 storage.modify:/out/alice/x";
    String job =
        jobs.submit(
                "alice",
                """
                arguments = payload explained
                +CredmintScope_scitokens = "%s"
                +CredmintAudience_scitokens = "https://tape.example"
                +CredmintLifetime_scitokens = 300
                queue
                """
                    .formatted(scope))
            + ".0";

    Map<String, Object> claims = jobs.claims("alice", job);
    assertThat(claims)
        .containsEntry("scope", scope)
        .containsEntry("aud", List.of("https://tape.example"));
    assertThat(number(claims, "exp") - number(claims, "iat")).isEqualTo(300);
    for (String user : new String[] {"root", "alice"}) {
      LivePool.Result told = jobs.explain(user, "alice", job);
      assertThat(told.exit()).as(told.stderr()).isZero();
      assertThat(told.stdout())
          .startsWith("alice/scitokens_" + job + " would be issued:\n")
          .containsOnlyOnce("  scope     storage.read:/data/phys/run7  (CredmintScope_scitokens")
          .containsOnlyOnce("  scope     storage.modify:/out/alice/x  (CredmintScope_scitokens")
          .containsOnlyOnce("  aud       https://tape.example  (CredmintAudience_scitokens")
          .containsOnlyOnce("  exp       300 s  (CredmintLifetime_scitokens");
    }
    jobs.release("alice", "explained");
  }

  @Test
  void aJobThatAsksForNothingLivesAsLongAsThePolicyAllows() {
    Map<String, Object> claims = jobs.claims("alice", jobs.submit("alice", "queue\n") + ".0");
    assertThat(number(claims, "exp") - number(claims, "iat")).isEqualTo(900);
  }

  @Test
  void aJobThatAsksForMoreIsHeldAndToldWhyAndNoClauseLiftsIt() throws Exception {
    Map<Integer, List<String>> held = new LinkedHashMap<>();
    held.put(
        submitAsking("CredmintScope_scitokens = \"storage.read:/data/a storage.read:/other\""),
        List.of("CredmintScope_scitokens", "storage.read:/other", "storage.read:/data "));
    held.put(
        submitAsking("CredmintAudience_scitokens = \"https://evil.example\""),
        List.of("CredmintAudience_scitokens", "https://evil.example", "https://tape.example"));
    held.put(
        submitAsking("CredmintLifetime_scitokens = 901"),
        List.of("CredmintLifetime_scitokens", "901", "900"));

    held.forEach(JobPolicyLiveIT::assertHeld);
    Thread.sleep(SEVERAL_LOOKS.toMillis());
    for (int cluster : held.keySet()) {
      assertThat(jobs.text(cluster, "JobStatus")).isEqualTo(Integer.toString(LivePool.HELD));
      assertThat(ourHolds(cluster)).isEqualTo(1);
    }
  }

  @Test
  void aJobThatWasHeldRunsOnceItsOwnerAsksForLessAndNoSooner() {
    int cluster = submitAsking("CredmintScope_scitokens = \"storage.read:/other\"");
    List<String> told = List.of("CredmintScope_scitokens", "storage.read:/other");
    assertHeld(cluster, told);
    jobs.pool.call("alice", "condor_release", Integer.toString(cluster));
    jobs.pool.waitFor(
        "the job to be held again",
        JobPool.SOON,
        () ->
            Integer.parseInt(jobs.text(cluster, "NumHolds")) > 1
                    && jobs.text(cluster, "HoldReasonCode").equals("1")
                ? Optional.of(true)
                : Optional.empty());
    assertHeld(cluster, told);

    jobs.pool.call(
        "alice",
        "condor_qedit",
        Integer.toString(cluster),
        "CredmintScope_scitokens",
        "\"storage.read:/data/phys\"");
    jobs.pool.call("alice", "condor_release", Integer.toString(cluster));
    assertThat(jobs.claims("alice", cluster + ".0"))
        .containsEntry("scope", "storage.read:/data/phys");
  }

  @Test
  void aGroupHasMoreAndADeniedUserNothing() {
    String stage = "+CredmintScope_scitokens = \"storage.stage:/tape/run7\"\nqueue\n";
    int bobs = jobs.submit("bob", stage);
    int alices = jobs.submit("alice", stage);
    int carols = jobs.submit("carol", "queue\n");

    assertThat(jobs.claims("bob", bobs + ".0")).containsEntry("scope", "storage.stage:/tape/run7");
    assertHeld(alices, List.of("CredmintScope_scitokens", "storage.stage:/tape/run7"));
    assertHeld("carol", carols, List.of("POLICY", "carol"));
    assertThat(jobs.tokenFile("carol", carols + ".0")).doesNotExist();
  }

  @Test
  void aRefusedUserHasNoFileAndExplainTellsWhy() {
    for (String user : new String[] {"u001", "u002"}) {
      spool.request(user + "/personal");
    }
    jobs.pool.signalCredmon("HUP");
    spool.awaitToken("u002/personal");
    spool.awaitLog(0, "Refused for user: u001, credential personal: ");

    assertThat(spool.use("u001/personal")).doesNotExist();
    assertThat(explainPersonal("u002").exit()).isZero();
    LivePool.Result refused = explainPersonal("u001");
    assertThat(refused.exit()).isEqualTo(1);
    assertThat(refused.stdout()).startsWith("u001/personal is refused by ").contains("POLICY");
    String reason = refused.stdout().lines().skip(1).findFirst().orElseThrow().strip();
    assertThat(jobs.pool.credmonLog()).contains(reason);
  }

  private static LivePool.Result explainPersonal(String user) {
    return jobs.credmint("root", "explain", "--user", user, "--provider", "personal");
  }

  private static int submitAsking(String attribute) {
    return jobs.submit("alice", "+" + attribute + "\nqueue\n");
  }

  private static void assertHeld(int cluster, List<String> told) {
    assertHeld("alice", cluster, told);
  }

  /** Held by us, with a reason that has all this, and that explain gives as well. */
  private static void assertHeld(String owner, int cluster, List<String> told) {
    String job = cluster + ".0";
    jobs.pool.waitFor(
        "job " + job + " to be held by us",
        JobPool.SOON,
        () -> Optional.of(jobs.text(cluster, "HoldReasonCode")).filter("1"::equals));
    String reason = jobs.text(cluster, "HoldReason");
    assertThat(reason)
        .startsWith("\"Credmint issues no token from provider scitokens")
        .contains(told);
    assertThat(jobs.tokenFile(owner, job)).doesNotExist();
    for (String user : new String[] {"root", owner}) {
      LivePool.Result explained = jobs.explain(user, owner, job);
      assertThat(explained.exit()).as(explained.stderr()).isEqualTo(1);
      List<String> lines = explained.stdout().lines().toList();
      assertThat(lines.get(0)).startsWith(owner + "/scitokens_" + job + " is refused by ");
      assertThat(reason).contains(lines.get(1).strip());
    }
  }

  /** Without those for a missing file, of a job that found a claimed slot before we held it. */
  private static int ourHolds(int cluster) {
    String id = Integer.toString(cluster);
    String missing = "NumHoldsByReason.CorruptedCredential";
    String[] holds =
        jobs.pool.call("root", "condor_q", id, "-af", "NumHolds", missing).split(" ", 2);
    int forMissingFile = holds[1].equals("undefined") ? 0 : Integer.parseInt(holds[1]);
    return Integer.parseInt(holds[0]) - forMissingFile;
  }

  private static long number(Map<String, Object> claims, String name) {
    return ((Number) claims.get(name)).longValue();
  }
}
