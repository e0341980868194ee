// SPDX-License-Identifier: Apache-2.0
package org.credmint.key;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Supplier;
import org.credmint.os.Host;
import org.credmint.os.file.Directory;
import org.credmint.os.file.DurableBatch;
import org.credmint.os.file.FileRead;
import org.credmint.os.libc.FileNames;
import org.credmint.os.libc.FileState;
import org.credmint.os.libc.PosixException;

/**
 * Reads and makes key files, each through one descriptor, so that nothing changes between looks.
 */
public final class KeyFiles {
  /** An RSA key of 16384 bits has 13 KB; the rest is for text around it. */
  private static final int MAX_BYTES = 65_536;

  private static final int PRIVATE_MODE = 0600;
  private static final int PUBLIC_MODE = 0644;
  private static final int GROUP_AND_OTHERS = 0077;

  private final Host host;
  private final int reader;

  /**
   * Files for a daemon.
   *
   * @param reader the user id that the daemon has or will have
   */
  public KeyFiles(Host host, int reader) {
    this.host = host;
    this.reader = reader;
  }

  /**
   * Reads a private key file, which must be root's or the daemon's and closed to everybody else.
   *
   * @return empty where there is no such file
   * @throws UnusableKeyException where it may not be read or trusted
   */
  public Optional<FileRead> readPrivate(Path file) throws UnusableKeyException {
    Optional<FileRead> read = read(file);
    if (read.isPresent()) {
      checkOwner(file, read.get().state());
      checkMode(file, read.get().state());
    }
    return read;
  }

  /**
   * Reads a public key file, whatever its owner and mode.
   *
   * @return empty where there is no such file
   * @throws UnusableKeyException where it may not be read
   */
  public Optional<byte[]> readPublic(Path file) throws UnusableKeyException {
    return read(file).map(FileRead::content);
  }

  /** Makes a private key file; an existing one is left alone, and that is no error. */
  public void makePrivate(Path file, byte[] content) throws UnusableKeyException {
    make(file, content, PRIVATE_MODE);
  }

  /**
   * Makes private key files that share the waits for the disk. An existing one is left alone. One
   * that cannot be made is passed over: {@link #makePrivate} tells why.
   *
   * @param directory of all
   * @param names of the files
   * @param content of each new one; it is wiped
   */
  public void makePrivate(Path directory, Collection<String> names, Supplier<byte[]> content) {
    List<DurableBatch.Replacement> missing = new ArrayList<>();
    try (Directory opened = host.openDirectoryFollowingLink(directory)) {
      for (String name : names) {
        if (opened.state(FileNames.ofText(name)).isEmpty()) {
          missing.add(
              new DurableBatch.Replacement(
                  opened,
                  FileNames.ofText(name),
                  content.get(),
                  PRIVATE_MODE,
                  OptionalInt.empty()));
        }
      }
      host.durableBatch().createAll(missing);
    } catch (PosixException e) {
      // Whoever needs one of them meets the same error, and tells it.
    } finally {
      missing.forEach(one -> Arrays.fill(one.content(), (byte) 0));
    }
  }

  /** Creates a public key file; an existing one is left alone, which is not an error. */
  void makePublic(Path file, byte[] content) throws UnusableKeyException {
    make(file, content, PUBLIC_MODE);
  }

  private Optional<FileRead> read(Path file) throws UnusableKeyException {
    try (Directory directory = open(file)) {
      return Optional.of(directory.readWithState(nameOf(file), MAX_BYTES));
    } catch (PosixException e) {
      if (e.symbol().equals("ENOENT")) {
        return Optional.empty();
      }
      throw new UnusableKeyException(
          "cannot be read by uid " + host.identity().uid() + ": " + e.getMessage(), fixOf(e, file));
    }
  }

  /** Nobody but the daemon is to read a key, so a person who may not has to become root. */
  private String fixOf(PosixException e, Path file) {
    if (!e.symbol().equals("EACCES")) {
      return "use a regular file";
    }
    return host.identity().uid() == reader
        ? "run 'chown %d %s' as root, if it belongs to this daemon".formatted(reader, file)
        : "run this command as root";
  }

  private void make(Path file, byte[] content, int mode) throws UnusableKeyException {
    try (Directory directory = open(file)) {
      host.durableBatch().create(directory, nameOf(file), content, mode);
    } catch (PosixException e) {
      if (!e.symbol().equals("EEXIST")) {
        throw new UnusableKeyException(
            "does not exist and cannot be created: " + e.getMessage(),
            "give uid " + host.identity().uid() + " write permission there, or create the file");
      }
    }
  }

  /** A link to the directory is followed, since only an administrator can have put it there. */
  private Directory open(Path file) throws UnusableKeyException {
    Path parent = file.toAbsolutePath().getParent();
    if (parent == null) {
      throw new UnusableKeyException("is a directory", "set the path of a file");
    }
    try {
      return host.openDirectoryFollowingLink(parent);
    } catch (PosixException e) {
      String reason =
          e.isGone()
              ? "parent " + parent + " is not a directory"
              : "parent " + parent + " cannot be opened: " + e.getMessage();
      throw new UnusableKeyException(reason, "create the directory, or use a file elsewhere");
    }
  }

  private static String nameOf(Path file) {
    return FileNames.ofText(String.valueOf(file.getFileName()));
  }

  private void checkOwner(Path file, FileState state) throws UnusableKeyException {
    if (state.uid() == reader) {
      return;
    }
    throw new UnusableKeyException(
        "owner uid " + state.uid(),
        state.uid() == 0
            ? "can be read only by root, but the daemon runs as uid " + reader
            : "owner is neither root nor the user of the daemon (uid " + reader + ")",
        "run 'chown " + reader + " " + file + "'");
  }

  private static void checkMode(Path file, FileState state) throws UnusableKeyException {
    if ((state.mode() & GROUP_AND_OTHERS) != 0) {
      throw new UnusableKeyException(
          String.format(Locale.ROOT, "mode %04o", state.mode()),
          "is accessible by group or others",
          "run 'chmod 600 " + file + "', and generate a new key if anybody may have read this one");
    }
  }
}
