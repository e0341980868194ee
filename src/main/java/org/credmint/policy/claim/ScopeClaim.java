// SPDX-License-Identifier: Apache-2.0
package org.credmint.policy.claim;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.credmint.config.claim.ClaimSettings;
import org.credmint.config.claim.Template;
import org.credmint.config.provider.ProviderSettings;
import org.credmint.credential.Scope;
import org.credmint.policy.decision.DecisionContext;
import org.credmint.policy.decision.DecisionContext.ExpressionValue;
import org.credmint.policy.decision.DecisionContext.Groups;

/**
 * The scopes of one token.
 *
 * @param values what the templates' places stand for
 * @param limits what the policy allows; empty where there is none
 * @param notes takes what was left out, and why
 */
record ScopeClaim(
    ProviderSettings provider,
    DecisionContext context,
    TemplateVariables values,
    Optional<PolicyLimits> limits,
    List<String> notes) {
  private static final String GROUP_TEMPLATE = "AUTHZ_GROUP_TEMPLATE";

  /** HTCondor takes no token above 16 KiB, and a claim grows by a third when it is encoded. */
  private static final int LONGEST_SCOPE_CLAIM = 12_000;

  /** What is asked for, or else what the templates give; each with what gave it. */
  Map<Scope, String> scopes(NarrowingRequest requested) throws RefusedException {
    Map<Scope, String> scopes =
        requested.scopes().isPresent()
            ? narrowed(requested.scopes().get())
            : bounded(ofTemplates());
    if (scopes.isEmpty()) {
      throw new RefusedException(
          "AUTHZ_TEMPLATE", "yields no scope; set the job attributes that it uses");
    }
    checkLength(scopes.keySet());
    return scopes;
  }

  private Map<Scope, String> narrowed(Collection<Scope> asked) throws RefusedException {
    String rule = provider.narrowing().scope();
    PolicyLimits bound =
        limits.isPresent()
            ? limits.get()
            : new PolicyLimits(ofTemplates(), Map.of(), Optional.empty());
    Map<Scope, String> scopes = new LinkedHashMap<>();
    for (Scope scope : asked) {
      Optional<String> allowedBy = bound.ruleFor(scope);
      if (allowedBy.isEmpty()) {
        throw new RefusedException(
            rule,
            "requested scope %s is not within %s; request something within that"
                .formatted(
                    TemplateVariables.shown(scope.toString()),
                    ReasonText.list(bound.scopes().keySet())));
      }
      scopes.put(scope, rule + " within " + allowedBy.get());
    }
    return scopes;
  }

  /** The templates' scopes as they are, if the policy allows them all. */
  private Map<Scope, String> bounded(Map<Scope, String> given) throws RefusedException {
    if (limits.isEmpty()) {
      return given;
    }
    Map<Scope, String> scopes = new LinkedHashMap<>();
    for (Map.Entry<Scope, String> one : given.entrySet()) {
      Optional<String> allowedBy = limits.get().ruleFor(one.getKey());
      if (allowedBy.isEmpty()) {
        throw new RefusedException(
            one.getValue(),
            "yields scope %s, but the policy allows only %s; %s"
                .formatted(
                    TemplateVariables.shown(one.getKey().toString()),
                    ReasonText.list(limits.get().scopes().keySet()),
                    values.remedy("something within that", provider.narrowing().scope())));
      }
      scopes.put(one.getKey(), one.getValue() + " within " + allowedBy.get());
    }
    return scopes;
  }

  private Map<Scope, String> ofTemplates() throws RefusedException {
    ClaimSettings settings = provider.claims();
    Map<Scope, String> scopes = new LinkedHashMap<>();
    String rule = "AUTHZ_TEMPLATE";
    add(scopes, rule, TemplateExpander.scopes(rule, settings.scopes().words(), values));
    add(scopes, "AUTHZ_TEMPLATE_EXPR", ofExpression(settings));
    add(scopes, GROUP_TEMPLATE, ofGroups(settings));
    return scopes;
  }

  private static void add(Map<Scope, String> scopes, String rule, List<Scope> more) {
    for (Scope scope : more) {
      scopes.putIfAbsent(scope, rule);
    }
  }

  private List<Scope> ofExpression(ClaimSettings settings) throws RefusedException {
    if (settings.scopesExpression().isEmpty()) {
      return List.of();
    }
    String rule = "AUTHZ_TEMPLATE_EXPR";
    if (context.expression() instanceof ExpressionValue.Text value) {
      return TemplateExpander.parseAll(rule, value.text());
    }
    String reason =
        context.expression() instanceof ExpressionValue.Failed failed
            ? failed.reason()
            : "it was not evaluated";
    throw new RefusedException(
        rule, "the expression yields no scopes: %s; fix the expression".formatted(reason));
  }

  /** Where no file tells the groups, nobody gets their scopes, as with the stock monitor. */
  private List<Scope> ofGroups(ClaimSettings settings) throws RefusedException {
    List<Scope> scopes = new ArrayList<>();
    if (settings.groupScopes().isPresent() && context.groups() instanceof Groups.Known known) {
      List<Template> words = settings.groupScopes().get().words();
      for (String group : known.names()) {
        if (provider.groups().ofTemplate().includes(group)) {
          scopes.addAll(ofGroup(words, group));
        }
      }
    }
    return scopes;
  }

  /**
   * Directories have groups such as {@code domain users}, which everybody is in: one that cannot
   * stand in a scope must not cost the user the others. The template names nothing but the group,
   * so whatever is wrong is the group's name.
   */
  private List<Scope> ofGroup(List<Template> words, String group) {
    try {
      return TemplateExpander.scopes(GROUP_TEMPLATE, words, values.with(group));
    } catch (RefusedException e) {
      notes.add(
          "group '%s' is left out of the scopes of provider %s (%s): %s"
              .formatted(
                  TemplateVariables.shown(group), provider.name(), GROUP_TEMPLATE, e.reason()));
      return List.of();
    }
  }

  private static void checkLength(Collection<Scope> scopes) throws RefusedException {
    int length = scopes.size() - 1;
    for (Scope scope : scopes) {
      length += scope.length();
    }
    if (length > LONGEST_SCOPE_CLAIM) {
      throw new RefusedException(
          GROUP_TEMPLATE,
          "the scopes are %d characters long, but verifiers reject a token with more than %d; put the user in fewer groups, or shorten the scopes"
              .formatted(length, LONGEST_SCOPE_CLAIM));
    }
  }
}
