package org.credmint.issue;

/** What stands in the file of a credential. */
public sealed interface TokenReading permits UnverifiedToken, TokenReading.Unreadable {

  /**
   * No token that can be used.
   *
   * @param reason why not; never holds anything of the file
   */
  record Unreadable(String reason) implements TokenReading {}
}
