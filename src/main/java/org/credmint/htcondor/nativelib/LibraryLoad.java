// SPDX-License-Identifier: Apache-2.0
package org.credmint.htcondor.nativelib;

/**
 * What came of looking for one of HTCondor's libraries.
 *
 * @param <T> the library
 */
public sealed interface LibraryLoad<T> {

  /**
   * It is there, and stays until the process ends.
   *
   * @param library the library
   * @param <T> its type
   */
  record Loaded<T>(T library) implements LibraryLoad<T> {}

  /**
   * It is not, or lacks a function that it should have; the program has to do without.
   *
   * @param reason what is missing
   * @param <T> the library
   */
  record Absent<T>(String reason) implements LibraryLoad<T> {}
}
