// SPDX-License-Identifier: Apache-2.0
package org.credmint.policy;

/** The answer of {@link Policy}: issue this token, or issue nothing, or nothing for now. */
public sealed interface Decision permits TokenPlan, Refusal, Suspension {}
