// SPDX-License-Identifier: Apache-2.0
package org.credmint.policy.decision;

/**
 * What gave a token one of its claims, or a part of one.
 *
 * @param claim {@code sub}, {@code scope}, {@code aud} or {@code exp}
 * @param value the subject, one scope, one audience, or the lifetime such as {@code 1200 s}
 * @param rule the knob, the policy's rule or the job's attribute that gave it
 */
public record TraceStep(String claim, String value, String rule) {}
