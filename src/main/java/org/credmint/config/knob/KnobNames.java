// SPDX-License-Identifier: Apache-2.0
package org.credmint.config.knob;

import java.util.Optional;
import org.credmint.config.knob.KnobReader.KnobValue;

/** Under which name the knobs were written that a problem may have to blame. */
public final class KnobNames {
  private final KnobReader reader;

  public KnobNames(KnobReader reader) {
    this.reader = reader;
  }

  /** The knob that sets a provider's lifetime; empty where the default holds. */
  public Optional<String> lifetime(String provider) {
    return written(ProviderKnob.TOKEN_LIFETIME, provider);
  }

  /** The knob that sets a provider's key id; empty where the default holds. */
  public Optional<String> keyId(String provider) {
    return written(ProviderKnob.KEY_ID, provider);
  }

  /** The knob that holds a provider's policy. */
  public String policy(String provider) {
    return reader
        .findEvenBlank(ProviderKnob.POLICY, provider)
        .map(KnobValue::knob)
        .orElseGet(() -> ProviderKnob.POLICY.nameFor(provider));
  }

  /** The knob that names the one group whose members are served. */
  public String requirement(String provider) {
    return written(ProviderKnob.AUTHZ_GROUP_REQUIREMENT, provider)
        .orElseGet(() -> ProviderKnob.AUTHZ_GROUP_REQUIREMENT.nameFor(provider));
  }

  private Optional<String> written(Knob knob, String provider) {
    return reader
        .find(knob, provider)
        .filter(found -> !reader.isHtcondorsDefault(found))
        .map(KnobValue::knob);
  }
}
