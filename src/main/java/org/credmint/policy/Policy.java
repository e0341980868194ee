package org.credmint.policy;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.credmint.config.ProviderSettings;
import org.credmint.config.ScopeTemplate;
import org.credmint.credential.CredentialId;
import org.credmint.credential.InvalidScope;
import org.credmint.credential.Scope;

/**
 * Decides what a credential may say. Pure.
 *
 * <p>Scopes come in the order of the stock monitor: the template's, the expression's, then each
 * group's; a scope that comes twice is said once. Whatever could make one of them wider than the
 * administrator wrote it is a refusal.
 */
public final class Policy {
  /** OpenID Connect Core 1.0, section 2: {@code sub} is no longer than 255 ASCII characters. */
  private static final int LONGEST_SUBJECT_BYTES = 255;

  /** HTCondor takes no token above 16 KiB, and a claim grows by a third when it is encoded. */
  private static final int LONGEST_SCOPE_CLAIM = 12_000;

  /** What a value may hold to stay one path segment, whatever a reader decodes (RFC 3986, 3.3). */
  private static final Pattern ONE_SEGMENT = Pattern.compile("[A-Za-z0-9._~!$&'()*+,;=:@-]+");

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
      scopes.addAll(filled("AUTHZ_TEMPLATE", provider.scopes(), "username", id.user()));
      scopes.addAll(fromExpression(provider, facts));
      scopes.addAll(fromGroups(provider, facts));
      return planned(new Plan(id, provider, id.user(), List.copyOf(scopes)));
    } catch (Refused e) {
      return new Refusal(id, e.rule(), e.reason());
    }
  }

  private static Plan planned(Plan plan) throws Refused {
    int length = plan.scopeClaim().length();
    if (length > LONGEST_SCOPE_CLAIM) {
      throw new Refused(
          "AUTHZ_GROUP_TEMPLATE",
          "the scopes are "
              + length
              + " characters long, and readers take no token that holds more than "
              + LONGEST_SCOPE_CLAIM
              + "; give the user fewer groups or shorter scopes");
    }
    return plan;
  }

  private static void checkSubject(String user) throws Refused {
    int bytes = user.getBytes(StandardCharsets.UTF_8).length;
    if (bytes == 0 || bytes > LONGEST_SUBJECT_BYTES) {
      throw new Refused(
          "sub",
          "the user's name has "
              + bytes
              + " bytes, and a subject has 1 to "
              + LONGEST_SUBJECT_BYTES
              + "; rename the account");
    }
  }

  private static void checkRequirement(String user, ProviderSettings provider, Facts facts)
      throws Refused {
    Optional<String> required = provider.requiredGroup();
    if (required.isPresent() && !facts.groups().contains(required.get())) {
      throw new Refused(
          "AUTHZ_GROUP_REQUIREMENT",
          "user "
              + user
              + " is not in group "
              + required.get()
              + "; add the group to the user's line in the map file");
    }
  }

  private static List<Scope> fromExpression(ProviderSettings provider, Facts facts) throws Refused {
    String rule = "AUTHZ_TEMPLATE_EXPR";
    if (provider.scopesExpression().isEmpty()) {
      return List.of();
    }
    if (facts.expression() instanceof Facts.ExpressionValue.Text value) {
      return parsed(rule, value.text());
    }
    String reason =
        facts.expression() instanceof Facts.ExpressionValue.Failed failed
            ? failed.reason()
            : "it has not been evaluated";
    throw new Refused(rule, "the expression gave no scopes: " + reason + "; mend the expression");
  }

  private static List<Scope> fromGroups(ProviderSettings provider, Facts facts) throws Refused {
    List<Scope> scopes = new ArrayList<>();
    if (provider.groupScopes().isPresent()) {
      for (String group : facts.groups()) {
        scopes.addAll(
            filled("AUTHZ_GROUP_TEMPLATE", provider.groupScopes().get(), "groupname", group));
      }
    }
    return scopes;
  }

  private static List<Scope> filled(String rule, ScopeTemplate template, String place, String value)
      throws Refused {
    Map<String, String> values = Map.of(place, value);
    Optional<String> missing = template.firstWithoutValue(values);
    if (missing.isPresent()) {
      throw new Refused(
          rule, "{" + missing.get() + "} is empty or too short; change the template or the name");
    }
    boolean used =
        template.parts().stream().anyMatch(ScopeTemplate.Part.Variable.class::isInstance);
    if (used && !ONE_SEGMENT.matcher(value).matches()) {
      throw new Refused(
          rule,
          "{"
              + place
              + "} is '"
              + shown(value)
              + "', which could leave its place in the path; use letters, digits and - _ .");
    }
    return parsed(rule, template.fill(values));
  }

  private static List<Scope> parsed(String rule, String scopes) throws Refused {
    try {
      return Scope.parseAll(scopes);
    } catch (InvalidScope e) {
      throw new Refused(rule, e.getMessage() + "; change the template or the name");
    }
  }

  private static String shown(String value) {
    String printable = value.replaceAll("\\p{Cntrl}", "?");
    return printable.length() <= 80 ? printable : printable.substring(0, 80) + "…";
  }

  private static final class Refused extends Exception {
    private static final long serialVersionUID = 1L;

    private final String rule;

    Refused(String rule, String reason) {
      super(reason);
      this.rule = rule;
    }

    String rule() {
      return rule;
    }

    String reason() {
      return String.valueOf(getMessage());
    }
  }
}
