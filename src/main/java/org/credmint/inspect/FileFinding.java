// SPDX-License-Identifier: Apache-2.0
package org.credmint.inspect;

import java.util.Optional;
import org.credmint.credential.Description;

/** What is where the file of a credential is to be. */
public sealed interface FileFinding {
  /** Nothing. */
  record Missing() implements FileFinding {}

  /**
   * Nobody can tell.
   *
   * @param reason why, with what to do
   */
  record Unseen(String reason) implements FileFinding {}

  /** A note: only jobs have credentials of this provider. */
  record Note() implements FileFinding {}

  /** Something that is of no use to any reader. */
  record Unusable(String reason) implements FileFinding {}

  /**
   * A credential.
   *
   * @param said what it says of itself; not verified
   * @param uid the owner of its file
   * @param mode the permission bits of its file, 0 to 07777
   * @param unlike in what it is not what would be issued now; empty where it is, or nobody can tell
   */
  record Found(Description said, int uid, int mode, Optional<String> unlike)
      implements FileFinding {}
}
