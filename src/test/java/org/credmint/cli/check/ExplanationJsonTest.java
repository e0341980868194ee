// SPDX-License-Identifier: Apache-2.0
package org.credmint.cli.check;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.util.JSONObjectUtils;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.text.ParseException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.credmint.inspect.Explanation;
import org.credmint.inspect.Explanation.Verdict;
import org.credmint.policy.decision.TraceStep;
import org.credmint.provider.Provider.Fact;
import org.junit.jupiter.api.Test;

final class ExplanationJsonTest {
  private static Map<String, Object> printed(Verdict verdict) throws ParseException {
    StringWriter out = new StringWriter();
    Explanation one =
        new Explanation(
            "alice/scitokens",
            verdict,
            List.of(new Fact("issuer", "https://ap.example")),
            List.of("no alice/scitokens.use"),
            Optional.empty());
    ExplanationJson.print(one, new PrintWriter(out, true));
    assertThat(out.toString().lines()).hasSize(1);
    return JSONObjectUtils.parse(out.toString());
  }

  @Test
  void whatWouldBeIssuedHasItsClaimsWithTheirRules() throws ParseException {
    TraceStep step = new TraceStep("scope", "read:/a", "template");
    assertThat(printed(new Verdict.Issued(List.of(step))))
        .containsEntry("schema", 1L)
        .containsEntry("credential", "alice/scitokens")
        .containsEntry("issued", true)
        .containsEntry(
            "claims", List.of(Map.of("claim", "scope", "value", "read:/a", "rule", "template")))
        .containsEntry("facts", Map.of("issuer", "https://ap.example"))
        .containsEntry("on_disk", List.of("no alice/scitokens.use"));
  }

  @Test
  void whatIsRefusedHasTheRuleAndTheReason() throws ParseException {
    assertThat(printed(new Verdict.Denied(Optional.of("KNOB"), "not in the group")))
        .containsEntry("issued", false)
        .containsEntry("rule", "KNOB")
        .containsEntry("reason", "not in the group")
        .doesNotContainKey("claims");
    assertThat(printed(new Verdict.Denied(Optional.empty(), "no"))).doesNotContainKey("rule");
  }
}
