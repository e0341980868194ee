// SPDX-License-Identifier: Apache-2.0
package org.credmint.policy.claim;

import java.util.regex.Pattern;
import org.credmint.credential.InvalidSegmentException;
import org.credmint.credential.PathSegment;
import org.credmint.credential.Scope;

/** Where a value is put, and how it is kept from leaving its place. */
enum EncodingContext {
  /** A segment of a scope's path. */
  PATH {
    @Override
    boolean holdsName(String name) {
      return Scope.fitsIntoSegment(name);
    }

    @Override
    String ofJob(String value) throws InvalidSegmentException {
      return PathSegment.encode(value);
    }
  },
  /** The subject, which is compared as a whole and never read as a path. */
  SUBJECT {
    @Override
    boolean holdsName(String name) {
      return true;
    }

    @Override
    String ofJob(String value) throws InvalidSegmentException {
      PathSegment.encode(value);
      return isVisibleAscii(value) ? value : "";
    }
  },
  /** An audience, which is mostly a URL. */
  AUDIENCE {
    @Override
    boolean holdsName(String name) {
      return isPlain(name);
    }

    @Override
    String ofJob(String value) {
      return isPlain(value) ? value : "";
    }
  };

  private static final Pattern PLAIN = Pattern.compile("[A-Za-z0-9._-]+");

  /** Whether the name of a user or a group can stand here; it is never encoded. */
  abstract boolean holdsName(String name);

  /**
   * A job's value as it can stand here.
   *
   * @return empty where it cannot
   * @throws InvalidSegmentException with a better reason
   */
  abstract String ofJob(String value) throws InvalidSegmentException;

  /** Letters, digits and {@code . _ -}, of which no reader makes anything else. */
  private static boolean isPlain(String text) {
    return PLAIN.matcher(text).matches();
  }

  private static boolean isVisibleAscii(String text) {
    return text.chars().allMatch(c -> c > ' ' && c < 0x7f);
  }
}
