// SPDX-License-Identifier: Apache-2.0
package org.credmint.htcondor.knob;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CondorVersionTest {

  @ParameterizedTest
  @ValueSource(
      strings = {
        "23.9.6",
        "$CondorVersion: 23.9.6 2026-07-12 PackageID: 23.9.6+dfsg-2.1+b10 $",
        "$CondorVersion: 23.9.6 Feb 02 2024 BuildID: 712 RC $\n$CondorPlatform: X86_64-Rocky8 $",
        "  23.9.6\n"
      })
  void aVersionIsFoundInWhateverHtcondorPrints(String text) {
    assertThat(CondorVersion.parse(text)).contains(new CondorVersion(23, 9, 6));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "condor", "25.14", "25.14.x", "9999999999.1.1", "version 25.14.1"})
  void otherTextIsNoVersion(String text) {
    assertThat(CondorVersion.parse(text)).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "10.0.9, true",
    "23.9.6, true",
    "24.0.14, true",
    "24.0.15, false",
    "24.11.20, true",
    "24.12.14, true",
    "24.12.15, false",
    "24.13.0, false",
    "25.0.0, false",
    "25.14.1, false"
  })
  void theReadThatHoldsJobsWasRepairedInTwoSeries(String version, boolean holds) {
    CondorVersion parsed = CondorVersion.parse(version).orElseThrow();
    assertThat(parsed.holdsJobWhenReplacedDuringRead()).isEqualTo(holds);
  }

  @Test
  void versionsCompareByNumberAndNotByText() {
    CondorVersion older = CondorVersion.parse("25.9.10").orElseThrow();
    assertThat(older).isLessThan(CondorVersion.parse("25.14.1").orElseThrow());
    assertThat(older).hasToString("25.9.10");
  }

  @ParameterizedTest
  @CsvSource({
    "23.9.6, false",
    "24.12.23, false",
    "25.0.13, false",
    "25.12.2, false",
    "25.13.1, false",
    "25.13.2, true",
    "25.14.0, true",
    "26.0.0, true"
  })
  void localProvidersHaveHandlesSince25132(String version, boolean has) {
    assertThat(CondorVersion.parse(version).orElseThrow().hasHandlesOfLocalProviders())
        .isEqualTo(has);
  }
}
