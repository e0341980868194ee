package org.credmint.policy;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.credmint.config.ClaimSettings;
import org.credmint.config.ProviderSettings;
import org.credmint.config.Template;
import org.credmint.credential.CredentialId;
import org.credmint.credential.Scope;
import org.credmint.policy.Facts.ExpressionValue;
import org.credmint.policy.Facts.Groups;

/** What one token says, claim by claim, and what gave each. For one use. */
final class Claims {
  /** OpenID Connect Core 1.0, section 2: {@code sub} is no longer than 255 ASCII characters. */
  private static final int LONGEST_SUBJECT_BYTES = 255;

  /** HTCondor takes no token above 16 KiB, and a claim grows by a third when it is encoded. */
  private static final int LONGEST_SCOPE_CLAIM = 12_000;

  private final CredentialId id;
  private final ProviderSettings provider;
  private final ClaimSettings settings;
  private final Facts facts;
  private final PlaceValues values;
  private final List<TraceStep> trace = new ArrayList<>();

  Claims(CredentialId id, ProviderSettings provider, Facts facts) {
    this.id = id;
    this.provider = provider;
    this.settings = provider.claims();
    this.facts = facts;
    this.values = new PlaceValues(id.user(), null, facts.job().orElse(null));
  }

  /** The token that may be issued. */
  Plan plan() throws NotAllowed {
    String subject = subject();
    Set<Scope> scopes = new LinkedHashSet<>();
    add(
        scopes,
        "AUTHZ_TEMPLATE",
        Grants.scopes("AUTHZ_TEMPLATE", settings.scopes().words(), values));
    add(scopes, "AUTHZ_TEMPLATE_EXPR", ofExpression());
    add(scopes, "AUTHZ_GROUP_TEMPLATE", ofGroups());
    checkLength(scopes);
    return new Plan(id, provider, subject, List.copyOf(scopes), audiences(), lifetime(), trace);
  }

  private void add(Set<Scope> scopes, String rule, List<Scope> more) {
    for (Scope scope : more) {
      if (scopes.add(scope)) {
        trace.add(new TraceStep("scope", scope.toString(), rule));
      }
    }
  }

  private String subject() throws NotAllowed {
    String rule = "SUBJECT_TEMPLATE";
    String subject = Grants.fill(rule, settings.subject(), values, Slot.SUBJECT).orElse("");
    int bytes = subject.getBytes(StandardCharsets.UTF_8).length;
    if (bytes > LONGEST_SUBJECT_BYTES) {
      throw new NotAllowed(
          "sub",
          "the user's name or the template gives %d bytes, and a subject may have %d; rename the account or shorten the template"
              .formatted(bytes, LONGEST_SUBJECT_BYTES));
    }
    trace.add(new TraceStep("sub", subject, rule));
    return subject;
  }

  private List<Scope> ofExpression() throws NotAllowed {
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
        rule, "the expression gave no scopes: %s; mend the expression".formatted(reason));
  }

  /** Where no file tells the groups, nobody gets their scopes, as with the stock monitor. */
  private List<Scope> ofGroups() throws NotAllowed {
    List<Scope> scopes = new ArrayList<>();
    if (settings.groupScopes().isPresent() && facts.groups() instanceof Groups.Known known) {
      List<Template> words = settings.groupScopes().get().words();
      for (String group : known.names()) {
        scopes.addAll(Grants.scopes("AUTHZ_GROUP_TEMPLATE", words, values.with(group)));
      }
    }
    return scopes;
  }

  private List<String> audiences() throws NotAllowed {
    String rule = settings.audienceTemplate().isPresent() ? "AUDIENCE_TEMPLATE" : "TOKEN_AUDIENCE";
    List<String> audiences = settings.audiences();
    if (settings.audienceTemplate().isPresent()) {
      Set<String> filled = new LinkedHashSet<>();
      for (Template word : settings.audienceTemplate().get()) {
        Grants.fill(rule, word, values, Slot.AUDIENCE).ifPresent(filled::add);
      }
      audiences = List.copyOf(filled);
    }
    if (audiences.isEmpty() && provider.form().profile().needsAudience()) {
      throw new NotAllowed(rule, "gives no audience, and readers want one; mend the template");
    }
    audiences.forEach(audience -> trace.add(new TraceStep("aud", audience, rule)));
    return audiences;
  }

  private Duration lifetime() throws NotAllowed {
    String rule = "LIFETIME_TEMPLATE";
    Optional<String> text =
        settings.lifetimeTemplate().isPresent()
            ? Grants.fill(rule, settings.lifetimeTemplate().get(), values, Slot.SUBJECT)
            : Optional.empty();
    Duration lifetime = text.isPresent() ? seconds(rule, text.get()) : settings.lifetime();
    trace.add(
        new TraceStep(
            "exp", lifetime.toSeconds() + " s", text.isPresent() ? rule : "TOKEN_LIFETIME"));
    return lifetime;
  }

  private Duration seconds(String rule, String text) throws NotAllowed {
    long most = settings.lifetime().toSeconds();
    long least = facts.shortestLifetime().toSeconds();
    if (text.matches("[0-9]{1,10}")) {
      long seconds = Long.parseLong(text);
      if (seconds >= least && seconds <= most) {
        return Duration.ofSeconds(seconds);
      }
    }
    throw new NotAllowed(
        rule,
        "gives '%s', and a lifetime has %d to %d seconds; mend the attribute that it names"
            .formatted(PlaceValues.shown(text), least, most));
  }

  private static void checkLength(Set<Scope> scopes) throws NotAllowed {
    int length = scopes.size() - 1;
    for (Scope scope : scopes) {
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
