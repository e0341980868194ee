// SPDX-License-Identifier: Apache-2.0
package org.credmint.rotation;

import java.util.Locale;

/** What happens to a key of a ring, in this order. */
public enum Milestone {
  /** It was made, or copied into the ring. */
  CREATED,
  /** Every verifier can fetch it, and could ever since. */
  PUBLISHED,
  /** Tokens are signed with it. */
  ACTIVE,
  /** Another one signs; its tokens are still good. */
  RETIRED,
  /** Its last token expires. Known only when the daemon has stopped signing with it. */
  EXPIRES,
  /** It is no longer published, so that verifiers reject what it signed. */
  WITHDRAWN;

  /** Its name in the ring's file. */
  String member() {
    return name().toLowerCase(Locale.ROOT);
  }
}
