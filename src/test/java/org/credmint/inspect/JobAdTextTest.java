// SPDX-License-Identifier: Apache-2.0
package org.credmint.inspect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.credmint.inspect.JobAdText.UnreadableAdException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class JobAdTextTest {
  private static List<String> split(String text) throws UnreadableAdException {
    return JobAdText.split(text.getBytes(StandardCharsets.UTF_8)).stream()
        .map(ad -> new String(ad, StandardCharsets.UTF_8))
        .toList();
  }

  @Test
  void adsAreDividedByEmptyLines() throws UnreadableAdException {
    assertThat(split("A = 1\nB = 2\n")).containsExactly("A = 1\nB = 2");
    assertThat(split("\nA = 1\r\n\r\nB = 2\n \n\nC=3\n")).containsExactly("A = 1", "B = 2", "C=3");
    assertThat(split("Dry-Run job(s)\nA=1\n\n1 job(s) dry-run to cluster 1.\n")).hasSize(1);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "[{\"ClusterId\": 1}]|JSON",
        "{\"ClusterId\": 1}|JSON",
        "<?xml version=\"1.0\"?><classads/>|XML",
        "[ ClusterId = 1; ProcId = 0 ]|the new ClassAd syntax",
        "hello|contains no job ad",
        "``|contains no job ad"
      })
  void anotherFormIsRefusedWithTheOneThatIsRead(String text, String reason) {
    assertThatThrownBy(() -> split(text))
        .isInstanceOf(UnreadableAdException.class)
        .hasMessageContaining(reason)
        .hasMessageContaining("condor_q -long");
  }
}
