package org.credmint.policy;

import java.util.List;
import org.credmint.config.ProviderSettings;
import org.credmint.credential.CredentialId;
import org.credmint.credential.InvalidScope;
import org.credmint.credential.Scope;

/** Decides what a credential may say. Pure. */
public final class Policy {
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
      return new Plan(id, provider, id.user(), List.of(Scope.parse(provider.scopes().text())));
    } catch (InvalidScope e) {
      return new Refusal(id, "AUTHZ_TEMPLATE", String.valueOf(e.getMessage()));
    }
  }
}
