// SPDX-License-Identifier: Apache-2.0
package org.credmint.config.claim;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.credmint.config.claim.Template.InvalidTemplateException;
import org.credmint.config.knob.InvalidKnobValueException;
import org.credmint.config.knob.ProviderKnob;
import org.credmint.config.knob.ProviderKnobs;
import org.credmint.config.knob.Values;
import org.credmint.config.knob.Values.Converter;

/** Reads the knobs that decide what a provider's tokens say. */
public final class ClaimReader {
  /** The largest of HTCondor's own integers, and 68 years. */
  private static final long LONGEST_LIFETIME_SECONDS = Integer.MAX_VALUE;

  public static final Converter<Duration> LIFETIME = Values.seconds(1, LONGEST_LIFETIME_SECONDS);

  private final ProviderKnobs knobs;
  private final AllowedVariables allowedVariables;

  /** A reader for a provider whose templates may name what {@code jobs} allows. */
  public ClaimReader(ProviderKnobs knobs, JobScoping jobs) {
    this.knobs = knobs;
    this.allowedVariables = AllowedVariables.of("username").with(jobs);
  }

  /** What could be read; what could not is reported. */
  public ClaimDraft read() {
    Optional<ScopeTemplate> scopes =
        knobs.value(ProviderKnob.AUTHZ_TEMPLATE, scopes(allowedVariables));
    Optional<String> expression = knobs.value(ProviderKnob.AUTHZ_TEMPLATE_EXPR, text -> text);
    Optional<ScopeTemplate> groupScopes =
        knobs.value(ProviderKnob.AUTHZ_GROUP_TEMPLATE, scopes(AllowedVariables.of("groupname")));
    Optional<Template> subject = knobs.value(ProviderKnob.SUBJECT_TEMPLATE, this::subject);
    Optional<List<String>> audiences = knobs.value(ProviderKnob.TOKEN_AUDIENCE, Values::audiences);
    Optional<List<Template>> audienceTemplate =
        knobs.value(ProviderKnob.AUDIENCE_TEMPLATE, text -> audiences(text, allowedVariables));
    Optional<Duration> lifetime = knobs.value(ProviderKnob.TOKEN_LIFETIME, LIFETIME);
    Optional<Template> lifetimeTemplate =
        knobs.value(ProviderKnob.LIFETIME_TEMPLATE, this::lifetime);
    checkExpression();
    checkAudiences();
    return new ClaimDraft(
        scopes,
        expression,
        groupScopes,
        subject,
        audiences,
        audienceTemplate,
        lifetime,
        lifetimeTemplate,
        knobs.unreadable());
  }

  private static Converter<ScopeTemplate> scopes(AllowedVariables allowedVariables) {
    return text -> {
      try {
        return ScopeTemplate.parse(text, allowedVariables);
      } catch (InvalidTemplateException e) {
        String place = allowedVariables.ofUser().iterator().next();
        throw new InvalidKnobValueException(
            String.valueOf(e.getMessage()),
            "write scopes such as read:/data/{" + place + "}, separated by spaces");
      }
    };
  }

  private Template subject(String text) throws InvalidKnobValueException {
    Template subject = oneWord(text, allowedVariables, "write a single word such as {username}");
    if (subject.parts().stream()
        .anyMatch(part -> part instanceof Template.Part.Variable variable && variable.optional())) {
      throw new InvalidKnobValueException(
          "must not be empty, but contains an optional variable", "remove the '?'");
    }
    return subject;
  }

  /** Audiences of a template, each a word between blanks or commas. */
  public static List<Template> audiences(String text, AllowedVariables allowedVariables)
      throws InvalidKnobValueException {
    List<Template> words = new ArrayList<>();
    for (String word : Values.list(text)) {
      words.add(
          oneWord(word, allowedVariables, "write audiences such as https://{Owner}.example.org"));
    }
    if (words.isEmpty()) {
      throw new InvalidKnobValueException(
          "contains no audience", "write audiences separated by spaces");
    }
    return words;
  }

  /** A number, or a single place. */
  private Template lifetime(String text) throws InvalidKnobValueException {
    if (!text.startsWith("{")) {
      Duration literal = LIFETIME.convert(text);
      return Template.literal(Long.toString(literal.toSeconds()));
    }
    String fix = "write a number of seconds, or one variable such as {JobLifetime}";
    Template place = oneWord(text, allowedVariables, fix);
    if (place.parts().size() != 1) {
      throw new InvalidKnobValueException("contains more than one variable", fix);
    }
    return place;
  }

  private static Template oneWord(String text, AllowedVariables allowedVariables, String fix)
      throws InvalidKnobValueException {
    if (ScopeTemplate.words(text).size() != 1 || text.chars().anyMatch(Character::isISOControl)) {
      throw new InvalidKnobValueException("is not a single word", fix);
    }
    try {
      return Template.parse(text, allowedVariables);
    } catch (InvalidTemplateException e) {
      throw new InvalidKnobValueException(String.valueOf(e.getMessage()), fix);
    }
  }

  /** HTCondor's manual has the expression go before the template, the stock code adds it. */
  private void checkExpression() {
    knobs
        .find(ProviderKnob.AUTHZ_TEMPLATE_EXPR)
        .filter(found -> knobs.find(ProviderKnob.AUTHZ_TEMPLATE).isEmpty())
        .ifPresent(
            found ->
                knobs.warn(
                    found,
                    "adds to the template instead of replacing it, so every user also gets "
                        + ProviderKnob.AUTHZ_TEMPLATE.defaultValue().orElse(""),
                    "set "
                        + ProviderKnob.AUTHZ_TEMPLATE.generalName()
                        + " to the scopes that every user may have"));
  }

  private void checkAudiences() {
    knobs
        .find(ProviderKnob.TOKEN_AUDIENCE)
        .filter(found -> found.value().contains(","))
        .ifPresent(
            found ->
                knobs.warn(
                    found,
                    "contains a comma, which becomes part of the audience",
                    "separate audiences by spaces"));
  }
}
