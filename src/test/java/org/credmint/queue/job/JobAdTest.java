// SPDX-License-Identifier: Apache-2.0
package org.credmint.queue.job;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import java.util.Random;
import org.credmint.credential.AttributeValue;
import org.junit.jupiter.api.Test;

class JobAdTest {
  private static JobAd ad(String text) {
    return JobAd.parse(text.getBytes(UTF_8));
  }

  @Test
  void attributesAreFoundInAnyCaseWithTheirKind() {
    JobAd ad = ad("ClusterId = 12\nProjectName = \"dark \\\"matter\\\"\"\nRank = Memory > 1\n");
    assertThat(ad.get("clusterid")).contains(new AttributeValue.Whole(12));
    assertThat(ad.get("PROJECTNAME")).contains(new AttributeValue.Text("dark \"matter\""));
    assertThat(ad.get("Rank")).contains(new AttributeValue.Other("Memory > 1"));
    assertThat(ad.get("Owner")).isEmpty();
  }

  @Test
  void aValueMayHoldAnEqualsSignAndTheLastLineNeedsNoEnd() {
    JobAd ad = ad("Environment = \"A=b\"\nno attribute\n\n= 3\nOwner = \"alice\"");
    assertThat(ad.get("Environment")).contains(new AttributeValue.Text("A=b"));
    assertThat(ad.get("Owner")).contains(new AttributeValue.Text("alice"));
  }

  @Test
  void noTextHoweverHostileThrows() {
    Random random = new Random(7);
    String pieces = "Aa1=\"\\\n \t\u00e4\0{}";
    for (int i = 0; i < 20_000; i++) {
      StringBuilder text = new StringBuilder();
      for (int length = random.nextInt(40); length > 0; length--) {
        text.append(pieces.charAt(random.nextInt(pieces.length())));
      }
      assertThatCode(() -> ad(text.toString()).get("A")).doesNotThrowAnyException();
    }
  }
}
