// SPDX-License-Identifier: Apache-2.0
package org.credmint.config;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Attributes of a job that templates take for the schedd's own. */
final class SecureAttributesTest {
  private static final TestKnobs BASE =
      TestKnobs.smallest()
          .set("CREDMINT_GRANULARITY", "job")
          .set("SYSTEM_SECURE_JOB_ATTRS", "TotalSubmitProcs AuthTokenSubject");

  @ParameterizedTest
  @CsvSource({
    "LOCAL_CREDMON_AUTHZ_TEMPLATE, read:/data/{user}",
    "CREDMINT_SUBJECT_TEMPLATE, {User}",
    "CREDMINT_POLICY, everybody: scopes read:/ write:/ read:/x/{User}"
  })
  void aUserCanChangeTheDomainOfUserUntilItIsSecure(String knob, String text) {
    TestKnobs knobs = BASE.set(knob, text);
    assertThat(knobs.messages())
        .singleElement()
        .asString()
        .contains("SECURE_JOB_ATTRS: does not list User", "lengthen or shorten its domain")
        .contains("set SECURE_JOB_ATTRS = $(SECURE_JOB_ATTRS) User");
    assertThat(knobs.set("SECURE_JOB_ATTRS", "JobFactoryId, USER").messages()).isEmpty();
    assertThat(knobs.set("SCHEDD.SECURE_JOB_ATTRS", "User").messages()).isEmpty();
  }

  @Test
  void anAttributeThatAnOlderScheddLeavesToUsersIsReported() {
    TestKnobs knobs =
        BASE.set("CREDMINT_JOB_ATTRIBUTES", "AuthTokenProject AuthTokenSubject ProjectName Other")
            .set("LOCAL_CREDMON_AUTHZ_TEMPLATE", "read:/{AuthTokenProject}/{AuthTokenSubject}");
    assertThat(knobs.messages())
        .singleElement()
        .asString()
        .contains("does not list AuthTokenProject,", "so users can write it");
  }

  @Test
  void whatNoTemplateNamesIsNoProblem() {
    assertThat(BASE.messages()).isEmpty();
    assertThat(BASE.set("CREDMINT_JOB_ATTRIBUTES", "User").messages()).isEmpty();
    assertThat(BASE.set("LOCAL_CREDMON_AUTHZ_TEMPLATE", "read:/{Owner}/{ProjectName}").messages())
        .isEmpty();
  }
}
