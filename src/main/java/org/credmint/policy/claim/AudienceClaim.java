// SPDX-License-Identifier: Apache-2.0
package org.credmint.policy.claim;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.credmint.config.claim.ClaimSettings;
import org.credmint.config.claim.Template;
import org.credmint.config.provider.ProviderSettings;

/**
 * The audiences of one token.
 *
 * @param values what the templates' places stand for
 * @param allowed what the policy allows, each with its rule; empty where it says nothing of it
 */
record AudienceClaim(
    ProviderSettings provider, TemplateVariables values, Map<String, String> allowed) {
  private static final String ONE_OF_THESE = "one of these";

  /** What is asked for, or else what the knobs give; each with what gave it. */
  Map<String, String> audiences(NarrowingRequest requested) throws RefusedException {
    return requested.audiences().isPresent() ? narrowed(requested.audiences().get()) : ofKnobs();
  }

  private Map<String, String> narrowed(Set<String> asked) throws RefusedException {
    String rule = provider.narrowing().audience();
    Map<String, String> bound = allowed.isEmpty() ? given() : allowed;
    Map<String, String> audiences = new LinkedHashMap<>();
    for (String audience : asked) {
      String allowedBy = bound.get(audience);
      if (allowedBy == null) {
        throw new RefusedException(
            rule,
            "requested audience %s is not among those allowed: %s; request one of these"
                .formatted(TemplateVariables.shown(audience), ReasonText.list(bound.keySet())));
      }
      audiences.put(audience, rule + " within " + allowedBy);
    }
    return audiences;
  }

  private Map<String, String> ofKnobs() throws RefusedException {
    Map<String, String> given = given();
    if (allowed.isEmpty()) {
      return given;
    }
    if (given.isEmpty()) {
      throw new RefusedException(
          rule(),
          "yields no audience, but the policy allows %s; %s"
              .formatted(
                  ReasonText.list(allowed.keySet()),
                  values.remedy(ONE_OF_THESE, provider.narrowing().audience())));
    }
    Map<String, String> audiences = new LinkedHashMap<>();
    for (Map.Entry<String, String> one : given.entrySet()) {
      String allowedBy = allowed.get(one.getKey());
      if (allowedBy == null) {
        throw new RefusedException(
            one.getValue(),
            "yields audience %s, but the policy allows only %s; %s"
                .formatted(
                    TemplateVariables.shown(one.getKey()),
                    ReasonText.list(allowed.keySet()),
                    values.remedy(ONE_OF_THESE, provider.narrowing().audience())));
      }
      audiences.put(one.getKey(), one.getValue() + " within " + allowedBy);
    }
    return audiences;
  }

  private String rule() {
    return provider.claims().audienceTemplate().isPresent()
        ? "AUDIENCE_TEMPLATE"
        : "TOKEN_AUDIENCE";
  }

  private Map<String, String> given() throws RefusedException {
    ClaimSettings settings = provider.claims();
    Map<String, String> given = new LinkedHashMap<>();
    if (settings.audienceTemplate().isEmpty()) {
      for (String audience : settings.audiences()) {
        given.put(audience, rule());
      }
      return given;
    }
    for (Template word : settings.audienceTemplate().get()) {
      Optional<String> audience =
          TemplateExpander.fill(rule(), word, values, EncodingContext.AUDIENCE);
      audience.ifPresent(one -> given.put(one, rule()));
    }
    if (given.isEmpty()) {
      throw new RefusedException(rule(), "yields no audience; set the job attributes that it uses");
    }
    return given;
  }
}
