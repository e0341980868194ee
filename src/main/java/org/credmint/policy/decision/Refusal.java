// SPDX-License-Identifier: Apache-2.0
package org.credmint.policy.decision;

import org.credmint.credential.CredentialId;

/**
 * A credential that must not be issued.
 *
 * @param id which credential was asked for
 * @param rule the knob whose rule refuses it
 * @param reason what was asked, what is allowed and what to do, on one line
 */
public record Refusal(CredentialId id, String rule, String reason) implements Decision, Denial {}
