// SPDX-License-Identifier: Apache-2.0
package org.credmint.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Transforms of the schedd that keep jobs from requesting their own tokens. */
final class JobTransformsTest {
  private static final String OWN =
      """
      REQUIREMENTS unparse(OAuthServicesNeeded) != ""
      EVALMACRO asks = regexp("(^|[, \\t])scitokens([*_, \\t]|$)", OAuthServicesNeeded) is true
      if $(asks)
      EVALSET OAuthServicesNeeded replaceall("(^|,)scitokens([*_][^,]*)?(?=,|$)", OAuthServicesNeeded, strcat("\\\\1", strcat("scitokens_", ClusterId, ".", ProcId)))
      endif
      """;

  /** The one of HTCondor's manual, as it stands there in 25.14. */
  private static final String MANUALS =
      """
      [
          Requirements = (JobUniverse == 5 || JobUniverse == 12);
          Eval_Set_OAuthServicesNeeded = strcat( "scitokens ", OAuthServicesNeeded ?: "");
      ]
      """;

  private static final String IN_LINES =
      "REQUIREMENTS true\nEVALSET OAuthServicesNeeded strcat(\"scitokens \", OAuthServicesNeeded ?: \"\")";

  private static final TestKnobs BASE =
      TestKnobs.smallest()
          .set("CONDOR_VERSION", "25.14.1")
          .set("CREDMINT_scitokens_GRANULARITY", "job")
          .set("JOB_TRANSFORM_CredmintPerJob", OWN);

  private static List<String> messages(String names, String added) {
    return BASE.set("JOB_TRANSFORM_NAMES", names)
        .set("JOB_TRANSFORM_AddSciToken", added)
        .messages();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        IN_LINES,
        "SET OAuthServicesNeeded \"box, scitokens\"",
        "  evalset oauthservicesneeded strcat(OAuthServicesNeeded, \",scitokens*h\")",
        "DEFAULT OAuthServicesNeeded \"scitokens\""
      })
  void aLaterTransformThatAddsTheProviderAgainIsReported(String added) {
    assertThat(messages("CredmintPerJob, AddSciToken", added))
        .singleElement()
        .asString()
        .startsWith("JOB_TRANSFORM_AddSciToken: adds scitokens to OAuthServicesNeeded after")
        .endsWith("list AddSciToken before CredmintPerJob in JOB_TRANSFORM_NAMES");
    assertThat(messages("AddSciToken, CredmintPerJob", added)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "SET OAuthServicesNeeded \"box\"",
        "EVALSET OAuthServicesNeeded strcat(OAuthServicesNeeded, \",scitokens-2\")",
        "REQUIREMENTS regexp(\"scitokens\", OAuthServicesNeeded)\nSET Foo \"scitokens\""
      })
  void aLaterTransformThatDoesNotAddItIsNot(String added) {
    assertThat(messages("CredmintPerJob AddSciToken", added)).isEmpty();
  }

  @Test
  void theSyntaxOfTheManualIsReportedWithTheOneThatWorks() {
    assertThat(messages("CredmintPerJob AddSciToken", MANUALS))
        .singleElement()
        .asString()
        .contains("JOB_TRANSFORM_AddSciToken", "which this HTCondor ignores")
        .contains(
            "EVALSET OAuthServicesNeeded strcat( \"scitokens \", OAuthServicesNeeded ?: \"\")");
  }

  @Test
  void anOlderHtcondorObeysThatSyntax() {
    TestKnobs old =
        BASE.set("CONDOR_VERSION", "23.9.6")
            .set("JOB_TRANSFORM_NAMES", "CredmintPerJob AddSciToken")
            .set("JOB_TRANSFORM_AddSciToken", MANUALS);
    assertThat(old.messages())
        .hasSize(2)
        .anySatisfy(message -> assertThat(message).contains("from 25.8.2 on"))
        .anySatisfy(message -> assertThat(message).contains("before CredmintPerJob"));
  }

  @Test
  void theSchedulersOwnKnobsGoFirst() {
    TestKnobs knobs =
        BASE.set("JOB_TRANSFORM_NAMES", "CredmintPerJob")
            .set("SCHEDD.JOB_TRANSFORM_NAMES", "CredmintPerJob AddSciToken")
            .set("JOB_TRANSFORM_AddSciToken", IN_LINES);
    assertThat(knobs.messages()).singleElement().asString().contains("JOB_TRANSFORM_AddSciToken");
  }

  @Test
  void aTransformThatIsNotListedOrAProviderForUsersIsNoProblem() {
    assertThat(messages("CredmintPerJob", IN_LINES)).isEmpty();
    TestKnobs forUsers =
        TestKnobs.smallest()
            .set("JOB_TRANSFORM_NAMES", "AddSciToken")
            .set("JOB_TRANSFORM_AddSciToken", IN_LINES);
    assertThat(forUsers.messages()).isEmpty();
  }

  @Test
  void theTransformsThatWeShipAreSound() throws IOException {
    String shipped = Files.readString(Path.of("condor-config/50-credmint-per-job.conf"));
    String perJob = shipped.substring(shipped.indexOf("JOB_TRANSFORM_CredmintPerJob @=end"));
    String text =
        perJob
            .substring(perJob.indexOf('\n') + 1, perJob.indexOf("@end"))
            .replace("$(PER_JOB_TOKEN_PROVIDER)", "scitokens")
            .replace(
                "$(PER_JOB_TOKEN_NAME)", "strcat(\"scitokens_\", \"\", ClusterId, \".\", ProcId)");
    TestKnobs knobs =
        BASE.set("JOB_TRANSFORM_CredmintPerJob", text).set("JOB_TRANSFORM_AddSciToken", IN_LINES);
    assertThat(knobs.set("JOB_TRANSFORM_NAMES", "AddSciToken CredmintPerJob").messages()).isEmpty();
    assertThat(knobs.set("JOB_TRANSFORM_NAMES", "CredmintPerJob AddSciToken").messages())
        .hasSize(1);
  }
}
