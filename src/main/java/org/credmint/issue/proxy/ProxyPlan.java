// SPDX-License-Identifier: Apache-2.0
package org.credmint.issue.proxy;

import java.time.Duration;
import java.util.List;
import java.util.OptionalInt;
import org.credmint.config.proxy.ProxyKeyType;
import org.credmint.credential.CredentialId;
import org.credmint.policy.decision.Plan;
import org.credmint.policy.decision.TraceStep;

/**
 * A proxy that may be issued. Whom it speaks for is what the certificate says that it is made from.
 *
 * @param id which credential it is
 * @param keyType its own new key
 * @param limited whether it is of no use for submitting jobs
 * @param pathLength how many proxies may be made from it in a row; empty for any number
 * @param lifetime from its making to its end, whole seconds; it ends with its certificate if that
 *     is sooner
 * @param least one that could not live longer than this is not made: its readers would find it too
 *     old at once
 * @param trace what gave each of these
 */
public record ProxyPlan(
    CredentialId id,
    ProxyKeyType keyType,
    boolean limited,
    OptionalInt pathLength,
    Duration lifetime,
    Duration least,
    List<TraceStep> trace)
    implements Plan {
  /** Takes a copy. */
  public ProxyPlan {
    trace = List.copyOf(trace);
  }
}
