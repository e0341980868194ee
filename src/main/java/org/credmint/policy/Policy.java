package org.credmint.policy;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.credmint.config.ProviderSettings;
import org.credmint.config.ScopeTemplate;
import org.credmint.credential.CredentialId;
import org.credmint.credential.Scope;
import org.credmint.policy.Facts.ExpressionValue;
import org.credmint.policy.Facts.Groups;

/**
 * Decides what a credential may say. Pure.
 *
 * <p>Scopes come in the order of the stock monitor: the template's, the expression's, then those of
 * each group; one that comes twice is said once. Whatever could make one of them wider than the
 * administrator wrote it is a {@link Refusal}, and so is an expression that fails: a token that
 * lacks some of its scopes would break a job later and further away.
 */
public final class Policy {
  /** OpenID Connect Core 1.0, section 2: {@code sub} is no longer than 255 ASCII characters. */
  private static final int LONGEST_SUBJECT_BYTES = 255;

  /** HTCondor takes no token above 16 KiB, and a claim grows by a third when it is encoded. */
  private static final int LONGEST_SCOPE_CLAIM = 12_000;

  private Policy() {}

  /**
   * Decides on one credential.
   *
   * @param id who asks for what
   * @param provider the provider that {@code id} names
   * @param facts what is known of the user
   */
  public static Decision decide(CredentialId id, ProviderSettings provider, Facts facts) {
    try {
      checkSubject(id.user());
      checkRequirement(id.user(), provider, facts);
      Set<Scope> scopes = new LinkedHashSet<>();
      scopes.addAll(Grants.fill("AUTHZ_TEMPLATE", provider.scopes(), "username", id.user()));
      scopes.addAll(ofExpression(provider, facts));
      scopes.addAll(ofGroups(provider, facts));
      Plan plan = new Plan(id, provider, id.user(), List.copyOf(scopes));
      checkLength(plan);
      return plan;
    } catch (NotAllowed e) {
      return new Refusal(id, e.rule(), e.reason());
    }
  }

  private static void checkSubject(String user) throws NotAllowed {
    if (user.length() * 3 <= LONGEST_SUBJECT_BYTES) {
      return; // UTF-8 needs no more than three bytes for each char
    }
    int bytes = user.getBytes(StandardCharsets.UTF_8).length;
    if (bytes > LONGEST_SUBJECT_BYTES) {
      throw new NotAllowed(
          "sub",
          "the user's name has %d bytes, and a subject may have %d; rename the account"
              .formatted(bytes, LONGEST_SUBJECT_BYTES));
    }
  }

  private static void checkRequirement(String user, ProviderSettings provider, Facts facts)
      throws NotAllowed {
    if (provider.requiredGroup().isEmpty()) {
      return;
    }
    String rule = "AUTHZ_GROUP_REQUIREMENT";
    String required = provider.requiredGroup().get();
    if (facts.groups() instanceof Groups.Unknown unknown) {
      throw new NotAllowed(
          rule,
          "whether user %s is in group %s is not known: %s; mend the map file"
              .formatted(user, required, unknown.reason()));
    }
    if (facts.groups() instanceof Groups.Known known && !known.names().contains(required)) {
      throw new NotAllowed(
          rule,
          "user %s is not in group %s; add the group to the user's line in the map file"
              .formatted(user, required));
    }
  }

  private static List<Scope> ofExpression(ProviderSettings provider, Facts facts)
      throws NotAllowed {
    if (provider.scopesExpression().isEmpty()) {
      return List.of();
    }
    String rule = "AUTHZ_TEMPLATE_EXPR";
    if (facts.expression() instanceof ExpressionValue.Text value) {
      return Grants.parse(rule, value.text());
    }
    String reason =
        facts.expression() instanceof ExpressionValue.Failed failed
            ? failed.reason()
            : "it was not evaluated";
    throw new NotAllowed(
        rule, "the expression gave no scopes: %s; mend the expression".formatted(reason));
  }

  /** Where no file tells the groups, nobody gets their scopes, as with the stock monitor. */
  private static List<Scope> ofGroups(ProviderSettings provider, Facts facts) throws NotAllowed {
    List<Scope> scopes = new ArrayList<>();
    if (provider.groupScopes().isPresent() && facts.groups() instanceof Groups.Known known) {
      ScopeTemplate template = provider.groupScopes().get();
      for (String group : known.names()) {
        scopes.addAll(Grants.fill("AUTHZ_GROUP_TEMPLATE", template, "groupname", group));
      }
    }
    return scopes;
  }

  private static void checkLength(Plan plan) throws NotAllowed {
    int length = plan.scopes().size() - 1;
    for (Scope scope : plan.scopes()) {
      length += scope.length();
    }
    if (length > LONGEST_SCOPE_CLAIM) {
      throw new NotAllowed(
          "AUTHZ_GROUP_TEMPLATE",
          "the scopes have %d characters, and with more than %d readers refuse the token; give the user fewer groups, or shorten the scopes"
              .formatted(length, LONGEST_SCOPE_CLAIM));
    }
  }
}
