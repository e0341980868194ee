package org.credmint.policy;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.credmint.config.ClaimSettings;
import org.credmint.config.ProviderSettings;
import org.credmint.credential.CredentialId;
import org.credmint.credential.Scope;
import org.credmint.policy.Ceiling.Life;

/**
 * What one token says, claim by claim, and what gave each. For one use.
 *
 * <p>What the user asks for takes the place of what the templates give. Either must be within the
 * policy where there is one; without a policy the templates are the bound of what may be asked.
 */
final class Claims {
  /** OpenID Connect Core 1.0, section 2: {@code sub} is no longer than 255 ASCII characters. */
  private static final int LONGEST_SUBJECT_BYTES = 255;

  private final CredentialId id;
  private final ProviderSettings provider;
  private final ClaimSettings settings;
  private final Facts facts;
  private final PlaceValues values;
  private final Optional<Ceiling> ceiling;
  private final Wishes wishes;
  private final List<TraceStep> trace = new ArrayList<>();

  Claims(CredentialId id, ProviderSettings provider, Facts facts) throws NotAllowed {
    this.id = id;
    this.provider = provider;
    this.settings = provider.claims();
    this.facts = facts;
    this.values = new PlaceValues(id.user(), null, facts.job().orElse(null));
    this.ceiling =
        provider.policy().isPresent()
            ? Optional.of(Ceiling.of(provider.policy().get(), facts.groups(), values))
            : Optional.empty();
    this.wishes =
        facts.job().isPresent() ? Wishes.of(provider.narrowing(), facts.job().get()) : Wishes.NONE;
  }

  /** The token that may be issued. */
  TokenPlan plan() throws NotAllowed {
    String subject = subject();
    Map<Scope, String> scopes = new ScopeClaim(provider, facts, values, ceiling).scopes(wishes);
    for (Map.Entry<Scope, String> scope : scopes.entrySet()) {
      trace("scope", scope.getKey().toString(), scope.getValue());
    }
    Map<String, String> audiences =
        new AudienceClaim(provider, values, ceiling.map(Ceiling::audiences).orElse(Map.of()))
            .audiences(wishes);
    for (Map.Entry<String, String> audience : audiences.entrySet()) {
      trace("aud", audience.getKey(), audience.getValue());
    }
    Life lifetime =
        new LifetimeClaim(provider, values, facts.shortestLifetime(), longest()).lifetime(wishes);
    trace("exp", lifetime.lifetime().toSeconds() + " s", lifetime.rule());
    return new TokenPlan(
        id,
        subject,
        List.copyOf(scopes.keySet()),
        List.copyOf(audiences.keySet()),
        lifetime.lifetime(),
        trace);
  }

  private Life longest() {
    return ceiling
        .flatMap(Ceiling::longest)
        .orElseGet(() -> new Life(provider.claims().lifetime(), LifetimeClaim.KNOB));
  }

  private void trace(String claim, String value, String rule) {
    trace.add(new TraceStep(claim, value, rule));
  }

  private String subject() throws NotAllowed {
    String rule = "SUBJECT_TEMPLATE";
    String subject = Grants.fill(rule, settings.subject(), values, Slot.SUBJECT).orElse("");
    boolean isShort = subject.length() * 3 <= LONGEST_SUBJECT_BYTES; // UTF-8 needs no more
    int bytes = isShort ? 0 : subject.getBytes(StandardCharsets.UTF_8).length;
    if (bytes > LONGEST_SUBJECT_BYTES) {
      throw new NotAllowed(
          "sub",
          "the subject would be %d bytes long, but at most %d are allowed; shorten the template or the user name"
              .formatted(bytes, LONGEST_SUBJECT_BYTES));
    }
    trace("sub", subject, rule);
    return subject;
  }
}
