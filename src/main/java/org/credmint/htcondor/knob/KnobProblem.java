// SPDX-License-Identifier: Apache-2.0
package org.credmint.htcondor.knob;

/**
 * Something wrong with one of HTCondor's own knobs that this room reads.
 *
 * @param knob its name
 * @param value what stands there
 * @param reason why that is wrong
 * @param fix what to do
 */
public record KnobProblem(String knob, String value, String reason, String fix) {}
