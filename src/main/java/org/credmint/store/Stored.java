// SPDX-License-Identifier: Apache-2.0
package org.credmint.store;

import java.time.Instant;
import java.util.Optional;
import org.credmint.issue.CredentialReading.Decoded;
import org.credmint.os.libc.FileState;
import org.credmint.secret.Secret;

/** What stands in the file that jobs are given. */
public sealed interface Stored {
  /** Whether something is there that was or is a credential. */
  default boolean isThere() {
    return this instanceof Held || this instanceof Unchanged;
  }

  /** There is no file. */
  record Missing() implements Stored {}

  /** The file is the one that was seen before. */
  record Unchanged() implements Stored {}

  /**
   * A credential, not verified.
   *
   * @param reading what it says
   * @param state the file's state
   * @param content the file's content, to be closed by whoever looked
   */
  record Held(Decoded reading, FileState state, Secret content) implements Stored {
    /** When its life ends. */
    public Instant expiresAt() {
      return reading.description().expiresAt();
    }

    /**
     * What of the file itself is not as we would write it, in words.
     *
     * @param file how we would write it
     * @param ownUid the user id that owns the files of which nothing else is said
     */
    public Optional<String> difference(CredentialFile file, int ownUid) {
      int uid = file.uid().orElse(ownUid);
      if (state.uid() != uid) {
        return Optional.of("its file is owned by uid %d, not %d".formatted(state.uid(), uid));
      }
      if (file.gid().isPresent() && file.gid().getAsInt() != state.gid()) {
        return Optional.of(
            "its file has group %d, not %d".formatted(state.gid(), file.gid().getAsInt()));
      }
      return state.mode() == file.mode()
          ? Optional.empty()
          : Optional.of("its file has mode %04o, not %04o".formatted(state.mode(), file.mode()));
    }

    /** By what the file is known again. */
    public FileVersion mark() {
      return FileVersion.of(state);
    }
  }

  /** What {@link CredentialStore#placeholder} gives. */
  record Placeholder(FileVersion mark) implements Stored {}

  /** Something else than a credential of the kind; it is of no use to any job. */
  record Unusable(String reason) implements Stored {}
}
