// SPDX-License-Identifier: Apache-2.0
package org.credmint.key;

import java.util.List;
import org.credmint.config.knob.Problem;

/** What came of looking for a provider's key. */
public sealed interface KeyLoadResult {

  /**
   * There is a key, and it may sign.
   *
   * @param key the key
   * @param isNew whether it was made just now
   * @param warnings what is wrong beside it, such as a public key file that belongs to another key
   */
  record Loaded(SigningKey key, boolean isNew, List<Problem> warnings) implements KeyLoadResult {
    /** Takes a copy of the warnings. */
    public Loaded {
      warnings = List.copyOf(warnings);
    }
  }

  /**
   * There is no file. Only {@link KeyRing#load} says so; {@link KeyRing#ensure} makes a key.
   *
   * @param problem the same as a problem that disables the provider
   */
  record Missing(Problem problem) implements KeyLoadResult {}

  /**
   * There is a file that must not be used, or none and none can be made.
   *
   * @param problem which file, what was found, why that is wrong, what to do; it disables the
   *     provider
   */
  record Refused(Problem problem) implements KeyLoadResult {}
}
