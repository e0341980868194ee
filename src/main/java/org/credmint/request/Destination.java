// SPDX-License-Identifier: Apache-2.0
package org.credmint.request;

import java.nio.file.Path;
import java.util.OptionalInt;
import org.credmint.credential.CredentialId;
import org.credmint.htcondor.CredentialFileNames;

/** Where a credential is read. */
public sealed interface Destination {
  /** HTCondor's credential directory, as most. */
  Destination CREDENTIAL_DIRECTORY = new CredentialDirectory();

  /** A directory that credentials are written into. */
  sealed interface Place {
    /** A user's directory in the credential directory. */
    record OfUser(String user) implements Place {}

    /** A directory of the administrator's choice. */
    record Exported(Path directory) implements Place {}
  }

  /** The directory that the file of this credential is in. */
  Place place(CredentialId id);

  /** The file of this credential, as an administrator finds it; an exported one by its path. */
  String fileOf(CredentialId id);

  /** The file {@code <user>/<provider>[_<handle>].use} in HTCondor's credential directory. */
  record CredentialDirectory() implements Destination {
    @Override
    public Place place(CredentialId id) {
      return new Place.OfUser(id.user());
    }

    @Override
    public String fileOf(CredentialId id) {
      return id + CredentialFileNames.USE;
    }
  }

  /**
   * A file of the administrator's choice, for a reader such as a gridmanager or a pilot's daemons.
   *
   * @param file its absolute path, in a directory that exists
   * @param mode the exact permission bits, 0 to 0777
   * @param uid the owner; empty for the user that the daemon runs as
   * @param gid the group; empty for the one that the directory gives
   */
  record Exported(Path file, int mode, OptionalInt uid, OptionalInt gid) implements Destination {
    /** Refuses a path that has no name or depends on the working directory. */
    public Exported {
      if (!file.isAbsolute() || file.getFileName() == null) {
        throw new IllegalArgumentException("not an absolute path of a file: " + file);
      }
    }

    @Override
    public Place place(CredentialId id) {
      Path parent = file.getParent();
      if (parent == null) {
        throw new IllegalStateException(file + " has no directory");
      }
      return new Place.Exported(parent);
    }

    @Override
    public String fileOf(CredentialId id) {
      return file.toString();
    }
  }
}
