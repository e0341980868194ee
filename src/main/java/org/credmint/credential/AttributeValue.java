// SPDX-License-Identifier: Apache-2.0
package org.credmint.credential;

/** The value of a job's attribute, as it stands in the job's ad. */
public sealed interface AttributeValue {
  /** A string, without its quotes and escapes. */
  record Text(String value) implements AttributeValue {}

  /** An integer. */
  record Whole(long value) implements AttributeValue {}

  /**
   * Anything else: a real number, a boolean, or an expression that only HTCondor can evaluate.
   *
   * @param expression as it stands in the ad; may be cut where it is long
   */
  record Other(String expression) implements AttributeValue {}
}
