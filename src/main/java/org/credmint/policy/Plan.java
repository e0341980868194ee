package org.credmint.policy;

import java.util.List;
import org.credmint.config.ProviderSettings;
import org.credmint.credential.CredentialId;
import org.credmint.credential.Scope;

/**
 * A token that may be issued: everything it will say but the times, the token id and the signature.
 *
 * @param id which credential it is
 * @param provider issuer, key, audience, lifetime and form
 * @param subject {@code sub}
 * @param scopes what the scope claim lists, in the order of the templates, each once
 */
public record Plan(CredentialId id, ProviderSettings provider, String subject, List<Scope> scopes)
    implements Decision {
  /** Takes a copy of the scopes. */
  public Plan {
    scopes = List.copyOf(scopes);
  }

  /** The {@code scope} claim. */
  public String scopeClaim() {
    return String.join(" ", scopes.stream().map(Scope::toString).toList());
  }
}
