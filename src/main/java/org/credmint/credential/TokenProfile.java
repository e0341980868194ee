// SPDX-License-Identifier: Apache-2.0
package org.credmint.credential;

import java.util.Locale;
import java.util.Optional;

/** Which rules a token follows; a version claim names them. */
public enum TokenProfile {
  /** SciTokens 1.0: known by the absence of a version claim; an audience is optional. */
  SCITOKENS_1("scitoken:1.0"),
  /** SciTokens 2.0: {@code ver} is {@code scitoken:2.0}; an audience is mandatory. */
  SCITOKENS_2("scitoken:2.0"),
  /** WLCG Common JWT Profile: {@code wlcg.ver} is {@code 1.0}; an audience is mandatory. */
  WLCG_1("wlcg:1.0");

  private final String knobValue;

  TokenProfile(String knobValue) {
    this.knobValue = knobValue;
  }

  /** The value of {@code LOCAL_CREDMON_TOKEN_VERSION} that selects this profile. */
  @Override
  public String toString() {
    return knobValue;
  }

  /**
   * The profile that a value of {@code LOCAL_CREDMON_TOKEN_VERSION} names.
   *
   * @param knobValue {@code scitoken:2.0}, {@code scitoken:1.0}, {@code wlcg} or {@code wlcg:1.0},
   *     in any case
   * @return empty where the value names none of them
   */
  public static Optional<TokenProfile> named(String knobValue) {
    return switch (knobValue.toLowerCase(Locale.ROOT)) {
      case "scitoken:2.0", "scitokens:2.0" -> Optional.of(SCITOKENS_2);
      case "scitoken:1.0", "scitokens:1.0" -> Optional.of(SCITOKENS_1);
      case "wlcg", "wlcg:1.0" -> Optional.of(WLCG_1);
      default -> Optional.empty();
    };
  }

  /** Whether readers refuse a token of this profile that names no audience. */
  public boolean needsAudience() {
    return this != SCITOKENS_1;
  }
}
