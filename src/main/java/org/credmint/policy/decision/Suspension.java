// SPDX-License-Identifier: Apache-2.0
package org.credmint.policy.decision;

import org.credmint.credential.CredentialId;

/**
 * A credential that is not issued for now: a configuration that cannot be used whole takes it away,
 * or nobody can tell whether it does. It is no refusal: jobs are not put on hold for it, and what
 * lives goes on.
 *
 * @param id which credential was asked for
 * @param rule the knob that stands in the way
 * @param reason why, on one line
 */
public record Suspension(CredentialId id, String rule, String reason) implements Decision, Denial {}
