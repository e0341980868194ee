// SPDX-License-Identifier: Apache-2.0
package org.credmint.policy.decision;

import java.time.Duration;
import java.util.List;
import org.credmint.credential.CredentialId;

/**
 * A credential that may be issued. Each kind has a plan of its own, which says everything but
 * times, serial and signature.
 */
public interface Plan {
  /** Which credential it is. */
  CredentialId id();

  /** How long it will live, whole seconds. */
  Duration lifetime();

  /** What gave it what it will say. */
  List<TraceStep> trace();

  /** What it will not say though the configuration seems to give it, and why; each on one line. */
  default List<String> notes() {
    return List.of();
  }
}
