// SPDX-License-Identifier: Apache-2.0
package org.credmint.policy.claim;

import java.time.Duration;
import java.util.Optional;
import java.util.regex.Pattern;
import org.credmint.config.claim.Template;
import org.credmint.config.provider.ProviderSettings;
import org.credmint.policy.claim.PolicyLimits.Life;

/**
 * How long one token lives.
 *
 * @param values what the template's place stands for
 * @param shortest the shortest lifetime that can be kept fresh
 * @param longest the longest that is allowed, with what allows it
 */
record LifetimeClaim(
    ProviderSettings provider, TemplateVariables values, Duration shortest, Life longest) {
  static final String KNOB = "TOKEN_LIFETIME";
  private static final String TEMPLATE = "LIFETIME_TEMPLATE";

  private static final Pattern SECONDS = Pattern.compile("[0-9]{1,10}");

  /** What is asked for, or else what the knobs give, with what gave it. */
  Life lifetime(NarrowingRequest requested) throws RefusedException {
    if (requested.lifetime().isPresent()) {
      long seconds = requested.lifetime().get();
      return within(provider.narrowing().lifetime(), Long.toString(seconds), seconds);
    }
    Optional<Template> template = provider.claims().lifetimeTemplate();
    Optional<String> text =
        template.isPresent()
            ? TemplateExpander.fill(TEMPLATE, template.get(), values, EncodingContext.SUBJECT)
            : Optional.empty();
    if (text.isPresent() && template.get().hasVariables()) {
      boolean isNumber = SECONDS.matcher(text.get()).matches();
      return within(TEMPLATE, text.get(), isNumber ? Long.parseLong(text.get()) : -1);
    }
    Life given =
        text.isPresent()
            ? new Life(Duration.ofSeconds(Long.parseLong(text.get())), TEMPLATE)
            : new Life(provider.claims().lifetime(), KNOB);
    return given.lifetime().compareTo(longest.lifetime()) <= 0 ? given : longest;
  }

  private Life within(String rule, String asked, long seconds) throws RefusedException {
    long least = Math.max(shortest.toSeconds(), 1);
    long most = longest.lifetime().toSeconds();
    if (seconds < least || seconds > most) {
      throw new RefusedException(
          rule,
          "requested lifetime %s s is outside %d to %d s (upper limit: %s; tokens with shorter lifetimes cannot be renewed in time); request one in this range"
              .formatted(TemplateVariables.shown(asked), least, most, longest.rule()));
    }
    return new Life(Duration.ofSeconds(seconds), rule + " within " + longest.rule());
  }
}
