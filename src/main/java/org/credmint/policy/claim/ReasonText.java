// SPDX-License-Identifier: Apache-2.0
package org.credmint.policy.claim;

import java.util.Collection;
import java.util.Iterator;

/** Foreign lists as a reason may show them. */
final class ReasonText {
  private static final int LONGEST_LIST = 120;

  private ReasonText() {}

  /** What stands in a list, on one line; the end of a long one is only counted. */
  static String list(Collection<?> words) {
    if (words.isEmpty()) {
      return "nothing";
    }
    StringBuilder shown = new StringBuilder();
    int left = words.size();
    for (Iterator<?> all = words.iterator();
        all.hasNext() && shown.length() < LONGEST_LIST;
        left--) {
      shown
          .append(shown.isEmpty() ? "" : " ")
          .append(TemplateVariables.shown(all.next().toString()));
    }
    return left == 0 ? shown.toString() : shown + " and " + left + " more";
  }
}
