// SPDX-License-Identifier: Apache-2.0
package org.credmint.demand.standing;

import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Function;
import org.credmint.credential.CredentialId;
import org.credmint.htcondor.CredentialFileNames;
import org.credmint.issue.CredentialReading;
import org.credmint.issue.TokenFileParser;
import org.credmint.os.Host;
import org.credmint.os.file.Directory;
import org.credmint.os.libc.FileNames;
import org.credmint.os.libc.FileState;
import org.credmint.os.libc.PosixException;

/** What is at the path of an exported file. */
final class ExportedFile {
  private static final int LARGEST = 64 * 1024;

  private ExportedFile() {}

  /**
   * Whether nothing is there, or a credential, or nobody can tell; the write itself looks again.
   *
   * @param reader reads credentials of the kind that is to be written there, but those that must
   *     not be replaced
   */
  static boolean isFree(Host host, Path path, Function<byte[], CredentialReading> reader) {
    Path parent = path.getParent();
    if (parent == null) {
      return false;
    }
    String name = FileNames.ofText(String.valueOf(path.getFileName()));
    try (Directory directory = host.openDirectory(parent)) {
      return isFree(directory, name, reader);
    } catch (PosixException e) {
      return e.isGone() || e.symbol().equals("ENOTDIR");
    }
  }

  private static boolean isFree(
      Directory directory, String name, Function<byte[], CredentialReading> reader)
      throws PosixException {
    Optional<FileState> state = directory.state(name);
    return state.isEmpty()
        || (state.get().kind() == FileState.Kind.REGULAR
            && isCredential(directory.read(name, LARGEST), reader));
  }

  private static boolean isCredential(byte[] file, Function<byte[], CredentialReading> reader) {
    return TokenFileParser.read(file) instanceof CredentialReading.Decoded
        || reader.apply(file) instanceof CredentialReading.Decoded;
  }

  /** A file's state; empty where there is none, or it cannot be seen. */
  static Optional<FileState> state(Host host, Path path) {
    Path parent = path.getParent();
    if (parent == null) {
      return Optional.empty();
    }
    try (Directory directory = host.openDirectoryFollowingLink(parent)) {
      return directory.state(FileNames.ofText(String.valueOf(path.getFileName())));
    } catch (PosixException e) {
      return Optional.empty();
    }
  }

  /** Whether a file is certainly not there. */
  static boolean isGone(Host host, Path path) {
    Path parent = path.getParent();
    if (parent == null) {
      return true;
    }
    try (Directory directory = host.openDirectory(parent)) {
      return directory.state(FileNames.ofText(String.valueOf(path.getFileName()))).isEmpty();
    } catch (PosixException e) {
      return e.isGone();
    }
  }

  /** Whether a credential's file is certainly not in the credential directory. */
  static boolean isGone(Directory top, CredentialId id) {
    try (Directory user = top.child(id.user())) {
      return user.state(id.stem() + CredentialFileNames.USE).isEmpty();
    } catch (PosixException e) {
      return e.isGone();
    }
  }
}
