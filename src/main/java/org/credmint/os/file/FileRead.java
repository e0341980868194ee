// SPDX-License-Identifier: Apache-2.0
package org.credmint.os.file;

import org.credmint.os.libc.FileState;

/**
 * A file's content together with the state of the very file it came from.
 *
 * @param content the whole content
 * @param state the state of the same open file
 */
@SuppressWarnings("ArrayRecordComponent") // a carrier: never compared, and prints no content
public record FileRead(byte[] content, FileState state) {

  /** Tells size and state, never the content. */
  @Override
  public String toString() {
    return "FileRead[" + content.length + " bytes, " + state + "]";
  }
}
