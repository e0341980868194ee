package org.credmint.policy;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.credmint.config.ClaimSettings;
import org.credmint.config.ProviderSettings;
import org.credmint.config.Template;
import org.credmint.credential.Scope;
import org.credmint.policy.Facts.ExpressionValue;
import org.credmint.policy.Facts.Groups;

/**
 * The scopes of one token.
 *
 * @param values what the templates' places stand for
 * @param ceiling what the policy allows; empty where there is none
 */
record ScopeClaim(
    ProviderSettings provider, Facts facts, PlaceValues values, Optional<Ceiling> ceiling) {
  /** HTCondor takes no token above 16 KiB, and a claim grows by a third when it is encoded. */
  private static final int LONGEST_SCOPE_CLAIM = 12_000;

  /** What is asked for, or else what the templates give; each with what gave it. */
  Map<Scope, String> scopes(Wishes wishes) throws NotAllowed {
    Map<Scope, String> scopes =
        wishes.scopes().isPresent() ? narrowed(wishes.scopes().get()) : bounded(ofTemplates());
    if (scopes.isEmpty()) {
      throw new NotAllowed(
          "AUTHZ_TEMPLATE", "yields no scope; set the job attributes that it uses");
    }
    checkLength(scopes.keySet());
    return scopes;
  }

  private Map<Scope, String> narrowed(Collection<Scope> asked) throws NotAllowed {
    String rule = provider.narrowing().scope();
    Ceiling bound =
        ceiling.isPresent()
            ? ceiling.get()
            : new Ceiling(ofTemplates(), Map.of(), Optional.empty());
    Map<Scope, String> scopes = new LinkedHashMap<>();
    for (Scope scope : asked) {
      Optional<String> allowedBy = bound.ruleFor(scope);
      if (allowedBy.isEmpty()) {
        throw new NotAllowed(
            rule,
            "requested scope %s is not within %s; request something within that"
                .formatted(
                    PlaceValues.shown(scope.toString()), Reasons.list(bound.scopes().keySet())));
      }
      scopes.put(scope, rule + " within " + allowedBy.get());
    }
    return scopes;
  }

  /** The templates' scopes as they are, if the policy allows them all. */
  private Map<Scope, String> bounded(Map<Scope, String> given) throws NotAllowed {
    if (ceiling.isEmpty()) {
      return given;
    }
    Map<Scope, String> scopes = new LinkedHashMap<>();
    for (Map.Entry<Scope, String> one : given.entrySet()) {
      Optional<String> allowedBy = ceiling.get().ruleFor(one.getKey());
      if (allowedBy.isEmpty()) {
        throw new NotAllowed(
            one.getValue(),
            "yields scope %s, but the policy allows only %s; request something within that with the job attribute %s"
                .formatted(
                    PlaceValues.shown(one.getKey().toString()),
                    Reasons.list(ceiling.get().scopes().keySet()),
                    provider.narrowing().scope()));
      }
      scopes.put(one.getKey(), one.getValue() + " within " + allowedBy.get());
    }
    return scopes;
  }

  private Map<Scope, String> ofTemplates() throws NotAllowed {
    ClaimSettings settings = provider.claims();
    Map<Scope, String> scopes = new LinkedHashMap<>();
    String rule = "AUTHZ_TEMPLATE";
    add(scopes, rule, Grants.scopes(rule, settings.scopes().words(), values));
    add(scopes, "AUTHZ_TEMPLATE_EXPR", ofExpression(settings));
    add(scopes, "AUTHZ_GROUP_TEMPLATE", ofGroups(settings));
    return scopes;
  }

  private static void add(Map<Scope, String> scopes, String rule, List<Scope> more) {
    for (Scope scope : more) {
      scopes.putIfAbsent(scope, rule);
    }
  }

  private List<Scope> ofExpression(ClaimSettings settings) throws NotAllowed {
    if (settings.scopesExpression().isEmpty()) {
      return List.of();
    }
    String rule = "AUTHZ_TEMPLATE_EXPR";
    if (facts.expression() instanceof ExpressionValue.Text value) {
      return Grants.parseAll(rule, value.text());
    }
    String reason =
        facts.expression() instanceof ExpressionValue.Failed failed
            ? failed.reason()
            : "it was not evaluated";
    throw new NotAllowed(
        rule, "the expression yields no scopes: %s; fix the expression".formatted(reason));
  }

  /** Where no file tells the groups, nobody gets their scopes, as with the stock monitor. */
  private List<Scope> ofGroups(ClaimSettings settings) throws NotAllowed {
    List<Scope> scopes = new ArrayList<>();
    if (settings.groupScopes().isPresent() && facts.groups() instanceof Groups.Known known) {
      List<Template> words = settings.groupScopes().get().words();
      for (String group : known.names()) {
        scopes.addAll(Grants.scopes("AUTHZ_GROUP_TEMPLATE", words, values.with(group)));
      }
    }
    return scopes;
  }

  private static void checkLength(Collection<Scope> scopes) throws NotAllowed {
    int length = scopes.size() - 1;
    for (Scope scope : scopes) {
      length += scope.length();
    }
    if (length > LONGEST_SCOPE_CLAIM) {
      throw new NotAllowed(
          "AUTHZ_GROUP_TEMPLATE",
          "the scopes are %d characters long, but verifiers reject a token with more than %d; put the user in fewer groups, or shorten the scopes"
              .formatted(length, LONGEST_SCOPE_CLAIM));
    }
  }
}
