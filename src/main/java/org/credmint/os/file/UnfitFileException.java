// SPDX-License-Identifier: Apache-2.0
package org.credmint.os.file;

import org.credmint.os.libc.Errno;
import org.credmint.os.libc.FileState;
import org.credmint.os.libc.PosixException;

/** A file that is there but must not be read: it is not a regular file, or it is too large. */
public final class UnfitFileException extends PosixException {

  private static final long serialVersionUID = 1L;

  private final FileState.Kind kind;

  private UnfitFileException(String path, Errno errno, FileState.Kind kind, String message) {
    super("read", path, errno.number(), message);
    this.kind = kind;
  }

  static UnfitFileException notRegular(String path, FileState.Kind kind) {
    return new UnfitFileException(
        path,
        kind == FileState.Kind.SYMLINK ? Errno.ELOOP : Errno.ENXIO,
        kind,
        "%s is a %s, not a regular file".formatted(path, kind.text()));
  }

  static UnfitFileException tooLarge(String path, long size, int maxBytes) {
    return new UnfitFileException(
        path,
        Errno.EFBIG,
        FileState.Kind.REGULAR,
        "%s is too large: %d bytes, at most %d are allowed".formatted(path, size, maxBytes));
  }

  /**
   * What the file is.
   *
   * @return {@link FileState.Kind#REGULAR} when it was too large
   */
  public FileState.Kind kind() {
    return kind;
  }

  /**
   * Whether it was refused for its size.
   *
   * @return true when it is a regular file that is larger than allowed
   */
  public boolean isTooLarge() {
    return kind == FileState.Kind.REGULAR;
  }
}
