// SPDX-License-Identifier: Apache-2.0
package org.credmint.cli.inspect;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.credmint.credential.kind.DeclaredPurposes;
import org.credmint.credential.kind.Purpose;

/**
 * The purposes that can be named: those of the command line, and those of the configuration, which
 * is read only for a name that the command line does not know.
 *
 * @param declared by the command line
 * @param daemon whose configuration it is
 * @param configured by the configuration
 */
record Purposes(List<String> declared, String daemon, ConfiguredPurposes configured) {
  /**
   * The purpose of a name.
   *
   * @throws IllegalArgumentException where it is not declared; the message says what is
   */
  Purpose named(String name) {
    DeclaredPurposes known = new DeclaredPurposes(declared);
    return known.named(name).orElseGet(() -> fromConfiguration(name, known));
  }

  private Purpose fromConfiguration(String name, DeclaredPurposes known) {
    try {
      List<String> all = new ArrayList<>(declared);
      all.addAll(configured.read(daemon));
      DeclaredPurposes whole = new DeclaredPurposes(all);
      return whole.named(name).orElseThrow(() -> unknown(name, whole.toString()));
    } catch (IOException e) {
      throw unknown(name, known + " (the configuration cannot be read: " + e.getMessage() + ")");
    }
  }

  private static IllegalArgumentException unknown(String name, String known) {
    return new IllegalArgumentException(
        "'%s' is not a purpose that is declared: %s; add it to CREDMINT_PURPOSES, or --declare-purpose"
            .formatted(name, known));
  }
}
