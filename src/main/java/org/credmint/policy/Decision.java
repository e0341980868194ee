package org.credmint.policy;

/** The answer of {@link Policy}: issue this, or issue nothing. */
public sealed interface Decision permits Plan, Refusal {}
