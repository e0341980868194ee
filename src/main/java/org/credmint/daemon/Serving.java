package org.credmint.daemon;

import java.util.Map;
import org.credmint.config.Settings;
import org.credmint.renew.Agenda;
import org.credmint.request.Demand;

/**
 * Everything that is needed to serve users, as one configuration gave it.
 *
 * @param settings the knobs
 * @param providers the providers that can be served, by name
 * @param agenda when credentials are due
 * @param demand how names on disk are read
 * @param expressions evaluates scope expressions
 */
record Serving(
    Settings settings,
    Map<String, ServedProvider> providers,
    Agenda agenda,
    Demand demand,
    ScopeExpressions expressions) {
  Serving {
    providers = Map.copyOf(providers);
  }

  /** The same for other providers. */
  Serving withProviders(Map<String, ServedProvider> others) {
    Demand wanted =
        new Demand(others.keySet(), demand.allowSpecialCharacters(), demand.trustedOwners());
    return new Serving(settings, others, agenda, wanted, expressions);
  }
}
