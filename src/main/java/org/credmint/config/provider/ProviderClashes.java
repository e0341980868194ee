// SPDX-License-Identifier: Apache-2.0
package org.credmint.config.provider;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.credmint.config.knob.KnobReader;
import org.credmint.config.knob.KnobReader.KnobValue;
import org.credmint.config.knob.Problem;
import org.credmint.config.knob.Problem.Severity;
import org.credmint.config.knob.ProviderKnob;
import org.credmint.config.knob.Values;

/** Finds providers that are sound alone and not together. */
public final class ProviderClashes {
  private ProviderClashes() {}

  /** A warning for each pair of keys of which we ourselves could take one for the other. */
  public static List<Problem> find(Collection<ProviderSettings> providers, KnobReader knobs) {
    List<Problem> problems = new ArrayList<>();
    Map<Path, ProviderSettings> byPublicKey = new LinkedHashMap<>();
    for (ProviderSettings provider : providers) {
      ProviderSettings other = byPublicKey.putIfAbsent(provider.key().publicKey(), provider);
      if (other != null && !other.key().privateKey().equals(provider.key().privateKey())) {
        problems.add(samePublicKey(provider, other, knobs));
      }
    }
    return problems;
  }

  private static Problem samePublicKey(
      ProviderSettings provider, ProviderSettings other, KnobReader knobs) {
    String publicKey = provider.key().publicKey().toString();
    Optional<KnobValue> written =
        knobs
            .find(ProviderKnob.PUBLIC_KEY, provider.name())
            .filter(found -> !knobs.isHtcondorsDefault(found));
    return new Problem(
        Severity.WARNING,
        Optional.of(provider.name()),
        written
            .or(() -> knobs.find(ProviderKnob.PRIVATE_KEY, provider.name()))
            .map(KnobValue::knob)
            .orElseGet(() -> ProviderKnob.PUBLIC_KEY.nameFor(provider.name())),
        written.map(found -> Values.shown(publicKey)).orElse(""),
        (written.isPresent() ? "" : "needs a public key file of its own: " + publicKey + " ")
            + "is also the public key of provider "
            + other.name()
            + ", which has a different private key",
        "set " + ProviderKnob.PUBLIC_KEY.nameFor(provider.name()) + " to a file of its own");
  }
}
