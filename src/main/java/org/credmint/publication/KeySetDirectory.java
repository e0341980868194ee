// SPDX-License-Identifier: Apache-2.0
package org.credmint.publication;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import org.credmint.os.Host;
import org.credmint.os.file.Directory;
import org.credmint.os.file.DirectoryMaker;
import org.credmint.os.file.DurableBatch.Replacement;
import org.credmint.os.file.ExclusiveLock;
import org.credmint.os.libc.FileState;
import org.credmint.os.libc.PosixException;

/**
 * A directory that a web server serves, with the documents by which verifiers find an issuer's keys
 * (OpenID Connect Discovery 1.0 section 4). Each is replaced atomically, the key set before the
 * document that points to it.
 *
 * <p>Whoever can write there can make any key one of the issuer's, so every directory on the way
 * has to belong to root or to this process's user, and be closed to others.
 */
public final class KeySetDirectory {
  /** The name of the key set, below {@code .well-known}. */
  public static final String KEY_SET = "jwks.json";

  private static final int LARGEST = 1 << 20;
  private static final int DIRECTORY_MODE = 0755;
  private static final int FILE_MODE = 0644;
  private static final int GROUP_OR_OTHERS_WRITE = 0022;
  private static final int ROOT = 0;

  /**
   * Beside the hosts' directories; a directory, since everybody may open, and so lock, the root.
   */
  private static final String LOCK = ".credmint-lock";

  /** Others hold the lock for some milliseconds. */
  private static final Duration PATIENCE = Duration.ofSeconds(3);

  private final Host host;
  private final Path root;

  /** The directory at a path. */
  public KeySetDirectory(Host host, Path root) {
    this.host = host;
    this.root = root;
  }

  /**
   * What is published of an issuer.
   *
   * @return an empty set where nothing is
   * @throws KeySetException where the directory cannot be trusted or the file not be read
   */
  public KeySet read(String issuer) throws KeySetException {
    IssuerLocation location = IssuerLocation.of(issuer);
    try (Opened opened = open(location, false)) {
      Optional<Directory> last = opened.last(location);
      if (last.isEmpty() || last.get().state(KEY_SET).isEmpty()) {
        return KeySet.empty();
      }
      byte[] content = last.get().read(KEY_SET, LARGEST);
      return KeySet.parse(new String(content, StandardCharsets.UTF_8), fileOf(location).toString());
    } catch (PosixException e) {
      throw new KeySetException("cannot read " + fileOf(location) + ": " + e.getMessage());
    }
  }

  /**
   * Whether verifiers find the document of an issuer that leads to its key set.
   *
   * @throws KeySetException where the directory cannot be trusted or read
   */
  public boolean hasDocument(String issuer) throws KeySetException {
    IssuerLocation location = IssuerLocation.of(issuer);
    try (Opened opened = open(location, false)) {
      Optional<Directory> last = opened.last(location);
      return last.isPresent()
          && last.get().state(Discovery.NAME).isPresent()
          && Arrays.equals(last.get().read(Discovery.NAME, LARGEST), document(issuer, location));
    } catch (PosixException e) {
      throw new KeySetException("cannot read " + fileOf(location) + ": " + e.getMessage());
    }
  }

  /**
   * Keeps all others who do the same from changing key sets.
   *
   * @throws KeySetException where the directory cannot be trusted or written, or somebody else is
   *     changing it for seconds
   */
  public KeySetEditor edit() throws KeySetException {
    try (Directory top = checked(host.openDirectoryFollowingLink(root))) {
      Directory lock = new DirectoryMaker(top).make(LOCK, host.identity().uid());
      if (ExclusiveLock.take(lock, PATIENCE)) {
        return new KeySetEditor(this, lock);
      }
      lock.close();
      throw new KeySetException(
          "%s is just being changed by another process: try again in a moment".formatted(root));
    } catch (PosixException e) {
      throw new KeySetException("cannot lock " + root + ": " + e.getMessage());
    }
  }

  private static byte[] document(String issuer, IssuerLocation location) {
    return line(new Discovery(issuer, location.keySetUrl()).toJson());
  }

  private static byte[] line(String json) {
    return (json + "\n").getBytes(StandardCharsets.UTF_8);
  }

  /**
   * Publishes an issuer's keys, and returns when they are on the disk.
   *
   * @return where the key set stands
   * @throws KeySetException where the directory cannot be trusted or written
   */
  Path write(String issuer, KeySet keys) throws KeySetException {
    IssuerLocation location = IssuerLocation.of(issuer);
    try (Opened opened = open(location, true)) {
      Directory last = opened.last(location).orElseThrow();
      replace(last, KEY_SET, line(keys.toJson()));
      replace(last, Discovery.NAME, document(issuer, location));
      return fileOf(location);
    } catch (PosixException e) {
      throw new KeySetException("cannot write " + fileOf(location) + ": " + e.getMessage());
    }
  }

  private void replace(Directory directory, String name, byte[] content) throws PosixException {
    Replacement file = new Replacement(directory, name, content, FILE_MODE, OptionalInt.empty());
    Optional<PosixException> failure = host.durableBatch().replaceAll(List.of(file)).get(0);
    if (failure.isPresent()) {
      throw failure.get();
    }
  }

  private Path fileOf(IssuerLocation location) {
    return root.resolve(String.join("/", location.directories())).resolve(KEY_SET);
  }

  private Opened open(IssuerLocation location, boolean make)
      throws PosixException, KeySetException {
    Opened opened = new Opened();
    try {
      opened.add(checked(host.openDirectoryFollowingLink(root)));
      for (String name : location.directories()) {
        Directory parent = opened.directories.getLast();
        if (parent.state(name).isEmpty()) {
          if (!make) {
            return opened;
          }
          int own = host.identity().uid();
          opened.add(new DirectoryMaker(parent).make(name, own, DIRECTORY_MODE));
        } else {
          opened.add(checked(parent.child(name)));
        }
      }
      return opened;
    } catch (PosixException | KeySetException e) {
      opened.close();
      throw e;
    }
  }

  private Directory checked(Directory directory) throws PosixException, KeySetException {
    FileState state = directory.state();
    boolean trusted = state.uid() == ROOT || state.uid() == host.identity().uid();
    if (trusted && (state.mode() & GROUP_OR_OTHERS_WRITE) == 0) {
      return directory;
    }
    Path path = directory.path();
    directory.close();
    throw new KeySetException(
        trusted
            ? String.format(
                Locale.ROOT,
                "%s has mode %04o, and whoever can write there can publish keys of the issuer: run 'chmod go-w %s'",
                path,
                state.mode(),
                path)
            : "%s belongs to uid %d, who could publish keys of the issuer: run 'chown root %s'"
                .formatted(path, state.uid(), path));
  }

  /** The directories down to an issuer's, as far as they exist. */
  private static final class Opened implements AutoCloseable {
    private final Deque<Directory> directories = new ArrayDeque<>();

    private void add(Directory directory) {
      directories.addLast(directory);
    }

    /** The issuer's own; empty where it does not exist. */
    private Optional<Directory> last(IssuerLocation location) {
      return directories.size() > location.directories().size()
          ? Optional.of(directories.getLast())
          : Optional.empty();
    }

    @Override
    public void close() {
      directories.forEach(Directory::close);
    }
  }
}
