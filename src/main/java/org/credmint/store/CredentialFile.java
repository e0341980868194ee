// SPDX-License-Identifier: Apache-2.0
package org.credmint.store;

import java.util.OptionalInt;
import org.credmint.credential.CredentialId;
import org.credmint.htcondor.CredentialFileNames;

/**
 * A credential's file, as it is written.
 *
 * @param id the credential
 * @param name the file's name in its directory
 * @param mode the exact permission bits
 * @param uid the owner; empty for the user that the daemon runs as
 * @param gid the group; empty for the one that the directory gives
 */
public record CredentialFile(
    CredentialId id, String name, int mode, OptionalInt uid, OptionalInt gid) {

  /** The file in a user's directory that the shadow reads: {@code <provider>[_<handle>].use}. */
  public static CredentialFile inUserDirectory(CredentialId id, int mode) {
    return new CredentialFile(
        id, id.stem() + CredentialFileNames.USE, mode, OptionalInt.empty(), OptionalInt.empty());
  }
}
