// SPDX-License-Identifier: Apache-2.0
package org.credmint.policy.decision;

/** The answer of policy: issue this token, or issue nothing, or nothing for now. */
public sealed interface Decision permits TokenPlan, Refusal, Suspension {}
