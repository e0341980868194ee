// SPDX-License-Identifier: Apache-2.0
package org.credmint.live;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Names as directories and administrators give them, beside a real HTCondor. */
class NamesLiveIT {
  private static final String CHECK = "/opt/credmint/bin/credmint";
  private static final String AUDIENCE = "LOCAL_CREDMON_TOKEN_AUDIENCE";

  /** As an Active Directory gives them by way of SSSD or winbind. */
  private static final String PLANT =
      """
      cat >> /etc/group <<'END'
      domain users:x:7001:alice,bob
      DOM\\chem:x:7002:alice
      équipe:x:7003:alice
      phys@ad.example.org:x:7004:alice
      chem:x:7005:alice
      secret:x:7006:alice
      END
      getent group 'domain users' && id -Gn alice
      """;

  private static Map<String, Object> claims(LivePool pool, String stem) throws IOException {
    Path use = pool.credentials().resolve(stem + ".use");
    pool.waitForFile(use, Spool.SOON);
    String token = (String) JobPool.json(Files.readString(use)).get("access_token");
    String payload = token.substring(token.indexOf('.') + 1, token.lastIndexOf('.'));
    return JobPool.json(new String(Base64.getUrlDecoder().decode(payload), UTF_8));
  }

  @Test
  void groupsOfADirectoryAreNamedInPoliciesAndThoseThatFitIntoNoScopeAreLeftOut() throws Exception {
    try (LivePool pool =
        LivePool.builder()
            .knob(AUDIENCE, "https://storage.example")
            .configuration(
                """
                CREDMINT_SYSTEM_GROUPS = true
                LOCAL_CREDMON_AUTHZ_TEMPLATE = read:/user/{username}
                LOCAL_CREDMON_AUTHZ_GROUP_TEMPLATE = read:/groups/{groupname}
                LOCAL_CREDMON_AUTHZ_GROUP_REQUIREMENT = "domain users"
                CREDMINT_TEMPLATE_GROUPS = "domain users" DOM* *quipe *@ad.example.org chem
                CREDMINT_POLICY = \\
                  group "domain users": scopes read:/user/{username} read:/groups; \\
                  group DOM\\chem: lifetime 1800; \\
                  user bob: scopes read:/x, require any of "DOM\\chem" équipe
                """)
            .up()) {
      pool.call("root", "sh", "-c", PLANT);
      Spool spool = new Spool(pool);
      for (String user : new String[] {"alice", "bob", "carol"}) {
        spool.request(user + "/scitokens");
      }
      pool.signalCredmon("HUP");

      assertThat(claims(pool, "alice/scitokens"))
          .containsEntry(
              "scope", "read:/user/alice read:/groups/chem read:/groups/phys@ad.example.org");
      pool.waitFor(
          "two refusals",
          Spool.SOON,
          () ->
              pool.credmonLog().lines().filter(line -> line.contains("Refused")).count() < 2
                  ? Optional.empty()
                  : Optional.of(true));
      assertThat(pool.credmonLog())
          .contains("POLICY (user bob): user bob must be in any of DOM\\chem équipe")
          .contains("user carol is not in group domain users")
          .contains("Left out: group 'domain users'")
          .contains("Left out: group 'DOM\\chem'")
          .contains("Left out: group 'équipe'")
          .doesNotContain("'secret'");
    }
  }

  @Test
  void aProviderWithAHyphenHasKnobsThatHtcondorCanRead() throws Exception {
    try (LivePool pool =
        LivePool.builder()
            .knob(AUDIENCE, "https://storage.example")
            .knob("LOCAL_CREDMON_PROVIDER_NAMES", "scitokens my-site")
            .knob("LOCAL_CREDMON_my_site_TOKEN_LIFETIME", "2400")
            .up()) {
      LivePool.Result check = pool.run("root", CHECK, "check");
      assertThat(check.stdout()).contains("provider my-site").contains("2400 s");
      assertThat(check.exit()).as(check.stdout()).isZero();

      Spool spool = new Spool(pool);
      if (pool.jobsAsk()) {
        int job =
            pool.submit(
                "alice",
                """
                use_oauth_services = my-site
                executable = /bin/sh
                arguments = "-c 'test -s $_CONDOR_CREDS/my-site.use'"
                transfer_executable = false
                should_transfer_files = no
                queue
                """);
        assertThat(pool.waitForJob(job, JobPool.SOON, LivePool.COMPLETED, LivePool.HELD))
            .isEqualTo(LivePool.COMPLETED);
        assertThat(pool.attribute(job, "ExitCode")).contains("0");
      } else {
        spool.request("alice/my-site");
        pool.signalCredmon("HUP");
      }
      Map<String, Object> claims = claims(pool, "alice/my-site");
      long lifetime =
          ((Number) claims.get("exp")).longValue() - ((Number) claims.get("iat")).longValue();
      assertThat(lifetime).isEqualTo(2400);
      assertThat(pool.credmonLog()).doesNotContain("WARNING");

      // What check advised before stops HTCondor from reading its configuration.
      pool.configure("LOCAL_CREDMON_my-site_TOKEN_LIFETIME = 1800");
      LivePool.Result illegal = pool.run("root", CHECK, "check");
      assertThat(illegal.exit()).isNotZero();
      assertThat(illegal.stdout())
          .contains("LOCAL_CREDMON_my-site_TOKEN_LIFETIME")
          .contains("write an underscore for a hyphen");
    }
  }
}
