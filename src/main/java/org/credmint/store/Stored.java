// SPDX-License-Identifier: Apache-2.0
package org.credmint.store;

import java.time.Instant;
import java.util.Optional;
import org.credmint.issue.CredentialReading.Decoded;
import org.credmint.os.FileState;
import org.credmint.secret.Secret;

/** What stands in the file that jobs are given. */
public sealed interface Stored {
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
     * @param mode the mode that the file would have
     * @param uid the user id that would own it
     */
    public Optional<String> difference(int mode, int uid) {
      if (state.uid() != uid) {
        return Optional.of("its file is owned by uid %d, not %d".formatted(state.uid(), uid));
      }
      return state.mode() == mode
          ? Optional.empty()
          : Optional.of("its file has mode %04o, not %04o".formatted(state.mode(), mode));
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
