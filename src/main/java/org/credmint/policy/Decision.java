package org.credmint.policy;

/** The answer of {@link Policy}: issue this, or issue nothing, or nothing for now. */
public sealed interface Decision permits Plan, Refusal, Suspension {}
