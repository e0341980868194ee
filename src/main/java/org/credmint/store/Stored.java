package org.credmint.store;

import org.credmint.issue.UnverifiedToken;
import org.credmint.os.FileState;
import org.credmint.secret.Secret;

/** What stands in the file that jobs are given. */
public sealed interface Stored {
  /** There is no file. */
  record Missing() implements Stored {}

  /** The file is the one that was seen before. */
  record Unchanged() implements Stored {}

  /**
   * A token, not verified.
   *
   * @param token what it says
   * @param state the file's state
   * @param content the file's content
   */
  record Held(UnverifiedToken token, FileState state, Secret content) implements Stored {
    /** By what the file is known again. */
    public FileMark mark() {
      return FileMark.of(state);
    }
  }

  /** What {@link CredentialStore#placeholder} gives. */
  record Placeholder(FileMark mark) implements Stored {}

  /** Something else than a token; it is of no use to any job. */
  record Unusable(String reason) implements Stored {}
}
