// SPDX-License-Identifier: Apache-2.0
package org.credmint.config.schedd;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.credmint.config.knob.Problem;
import org.credmint.htcondor.knob.Knobs;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class KnobTrapsTest {
  private final Map<String, String> knobs = new HashMap<>();

  private List<Problem> problems() {
    return new KnobTraps(Knobs.of(knobs), "CREDMON_OAUTH").problems();
  }

  @Test
  void whatIsNotSetIsSound() {
    assertThat(problems()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "SEC_DEFAULT_ENCRYPTION,NEVER,turns off encryption",
    "SEC_CLIENT_ENCRYPTION,never,turns off encryption",
    "SHADOW.SEC_CLIENT_ENCRYPTION,OPTIONAL,leaves encryption",
    "DC_DAEMON_LIST,+credmon_oauth,no DaemonCore daemon",
    "CREDMON_OAUTH_USERID,condor,every job on hold",
    "SEC_CREDENTIAL_REFRESH_INTERVAL,60,SEC_CREDENTIAL_REFRESH of the execution points",
    "SEC_CREDENTIAL_DIRECTORY_KRB,/cred,two monitors in one directory"
  })
  void aKnownTrapIsTold(String knob, String value, String reason) {
    knobs.put("SEC_CREDENTIAL_DIRECTORY_OAUTH", "/cred");
    knobs.put(knob, value);
    assertThat(problems())
        .singleElement()
        .satisfies(
            problem -> {
              assertThat(problem.isError()).isFalse();
              assertThat(problem.reason()).contains(reason);
              assertThat(problem.fix()).isNotBlank();
            });
  }

  @ParameterizedTest
  @CsvSource({
    "SEC_DEFAULT_ENCRYPTION,REQUIRED",
    "DC_DAEMON_LIST,+CREDD",
    "CREDMON_OAUTH_USERID,root",
    "SEC_CREDENTIAL_DIRECTORY_KRB,/krb",
    "TRANSFORM_FACTORY_AND_JOB_ADS,False"
  })
  void whatDoesNoHarmIsNotTold(String knob, String value) {
    knobs.put("SEC_CREDENTIAL_DIRECTORY_OAUTH", "/cred");
    knobs.put(knob, value);
    assertThat(problems()).isEmpty();
  }

  @Test
  void whatHtcondorSetsItselfIsNotTold() {
    Knobs defaults =
        Knobs.of(
            Map.of("SEC_CREDENTIAL_REFRESH_INTERVAL", "-1"),
            Map.of("SEC_CREDENTIAL_REFRESH_INTERVAL", "<Default>"));
    assertThat(new KnobTraps(defaults, "CREDMON_OAUTH").problems()).isEmpty();
  }

  @Test
  void whoeverDoesWhatIsSaidIsWarnedNoMore() {
    knobs.put("CREDMON_OAUTH_USERID", "condor");
    knobs.put("SEC_CREDENTIAL_REFRESH_INTERVAL", "60");
    assertThat(problems()).hasSize(2);
    knobs.put("TRUST_CREDENTIAL_DIRECTORY", "True");
    knobs.put("CREDMINT_PULL_INTERVAL", "60");
    assertThat(problems()).isEmpty();
  }

  @Test
  void theTransformOfPerJobTokensNeedsFactories() {
    knobs.put("PER_JOB_TOKEN_PROVIDER", "scitokens");
    knobs.put("TRANSFORM_FACTORY_AND_JOB_ADS", "False");
    assertThat(problems()).extracting(Problem::subject).contains("TRANSFORM_FACTORY_AND_JOB_ADS");
  }

  @Test
  void anOldCreddReadsOneNameOnly() {
    knobs.put("CONDOR_VERSION", "23.9.6");
    knobs.put("LOCAL_CREDMON_PROVIDER_NAMES", "scitokens");
    assertThat(problems()).isEmpty();
    knobs.put("LOCAL_CREDMON_PROVIDER_NAMES", "bio");
    assertThat(problems()).extracting(Problem::subject).contains("LOCAL_CREDMON_PROVIDER_NAMES");
    knobs.put("CONDOR_VERSION", "25.14.1");
    assertThat(problems()).isEmpty();
  }
}
