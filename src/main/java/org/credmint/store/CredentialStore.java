// SPDX-License-Identifier: Apache-2.0
package org.credmint.store;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Function;
import org.credmint.credential.CredentialId;
import org.credmint.issue.CredentialReading;
import org.credmint.issue.CredentialReading.Decoded;
import org.credmint.issue.CredentialReading.Unreadable;
import org.credmint.os.Host;
import org.credmint.os.file.Directory;
import org.credmint.os.file.DurableBatch;
import org.credmint.os.file.FileRead;
import org.credmint.os.file.UnfitFileException;
import org.credmint.os.libc.FileState;
import org.credmint.os.libc.PosixException;
import org.credmint.secret.Secret;

/**
 * The {@code .use} files: HTCondor's shadow reads them as root whenever a starter asks, so each
 * must at all times hold one whole token. A file is replaced, and removed only when its job has
 * left.
 */
public final class CredentialStore {
  /** More than any token that a reader of HTCondor accepts (16 KiB). */
  private static final int LARGEST_FILE = 64 * 1024;

  private static final int SET_GROUP_ID = 02000;

  private static final String PLACEHOLDER_START = "{\"credmint\": \"no token: provider ";

  private final DurableBatch durable;

  /** A store that writes in durable batches. */
  public CredentialStore(DurableBatch durable) {
    this.durable = durable;
  }

  /**
   * The store of a machine.
   *
   * @param strict whether HTCondor holds the job whose file is replaced while it is read, so that
   *     readers are awaited
   */
  public static CredentialStore of(Host host, boolean strict) {
    return new CredentialStore(strict ? host.durableBatchThatAwaitsReaders() : host.durableBatch());
  }

  /** Whether a file can have been written here: there is none, or it belongs to this process. */
  public boolean mayBeOurs(Directory directory, String file) throws PosixException {
    return directory.state(file).map(state -> durable.isOwner(state.uid())).orElse(true);
  }

  /**
   * One credential to be put in its place.
   *
   * @param directory the directory of its file, open until the write has ended
   * @param content what to write; it is wiped by {@link #write}
   */
  public record Write(Directory directory, CredentialFile file, Secret content) {}

  /**
   * What became of one write.
   *
   * @param failure empty where the new content is in place and survives a power cut
   * @param mark by what the new file is known; {@link FileVersion#NONE} where it is not known
   */
  public record Written(Optional<PosixException> failure, FileVersion mark) {}

  /**
   * Looks at one credential's file.
   *
   * @param seen the mark under which it was read before
   * @param reader reads its content, whatever it is
   * @throws PosixException where the system does not tell
   */
  public Stored look(
      Directory directory,
      CredentialFile file,
      FileVersion seen,
      Function<byte[], CredentialReading> reader)
      throws PosixException {
    Optional<FileState> state = directory.state(file.name());
    if (state.isEmpty()) {
      return new Stored.Missing();
    }
    if (FileVersion.of(state.get()).equals(seen)) {
      return new Stored.Unchanged();
    }
    if (state.get().kind() != FileState.Kind.REGULAR) {
      return new Stored.Unusable("it is a " + state.get().kind().text());
    }
    return read(directory, file, reader);
  }

  private static Stored read(
      Directory directory, CredentialFile file, Function<byte[], CredentialReading> reader)
      throws PosixException {
    try {
      FileRead read = directory.readWithState(file.name(), LARGEST_FILE);
      if (isPlaceholder(read.content(), file.id())) {
        return new Stored.Placeholder(FileVersion.of(read.state()));
      }
      CredentialReading reading = reader.apply(read.content());
      if (reading instanceof Decoded decoded) {
        return new Stored.Held(decoded, read.state(), Secret.of(read.content()));
      }
      return new Stored.Unusable("it contains no token: " + ((Unreadable) reading).reason());
    } catch (UnfitFileException e) {
      return new Stored.Unusable(String.valueOf(e.getMessage()));
    }
  }

  /**
   * Puts all in place, each durable and whole; they share the waits for the disk. Each may fail
   * alone, and then leaves what was there.
   *
   * @return one result for each write, in the same order
   */
  public List<Written> write(List<Write> writes) {
    List<DurableBatch.Replacement> replacements = new ArrayList<>(writes.size());
    IdentityHashMap<Directory, OptionalInt> groups = new IdentityHashMap<>();
    for (Write write : writes) {
      OptionalInt group =
          write.file().gid().isPresent()
              ? write.file().gid()
              : groups.computeIfAbsent(write.directory(), directory -> groupOf(directory));
      replacements.add(replacement(write, group));
    }
    List<Optional<PosixException>> failures = durable.replaceAll(replacements);
    List<Written> results = new ArrayList<>(writes.size());
    for (int i = 0; i < writes.size(); i++) {
      Write write = writes.get(i);
      write.content().close();
      Optional<PosixException> failure = failures.get(i);
      FileVersion mark = failure.isPresent() ? FileVersion.NONE : markOf(replacements.get(i));
      results.add(new Written(failure, mark));
    }
    return results;
  }

  /** By what a credential's file is known, or whatever else has its name; empty for nothing. */
  public Optional<FileVersion> mark(Directory directory, CredentialFile file)
      throws PosixException {
    return directory.state(file.name()).map(FileVersion::of);
  }

  /**
   * Removes one credential's file, once nobody asks for it any more.
   *
   * @return false where there was none
   * @throws PosixException when it cannot be removed
   */
  public boolean remove(Directory directory, CredentialFile file) throws PosixException {
    return removeIfThere(directory, file.name());
  }

  /**
   * Removes a temporary file that a killed run left; one that another thread is writing stays.
   *
   * @param name a temporary file's name
   * @return whether it was there and is gone
   * @throws PosixException when it cannot be removed
   */
  public boolean removeLeftover(Directory directory, String name) throws PosixException {
    return durable.isLeftover(name) && removeIfThere(directory, name);
  }

  private static boolean removeIfThere(Directory directory, String name) throws PosixException {
    try {
      directory.remove(name);
      return true;
    } catch (PosixException e) {
      if (e.isGone()) {
        return false;
      }
      throw e;
    }
  }

  /**
   * What stands in a user's file of a provider that issues for jobs only: HTCondor's submit waits
   * until the file exists, and nothing can be done with this.
   */
  public static byte[] placeholder(CredentialId id) {
    String text =
        PLACEHOLDER_START
            + id.provider()
            + " issues per-job tokens; each job finds its own through BEARER_TOKEN_FILE\"}\n";
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static boolean isPlaceholder(byte[] content, CredentialId id) {
    // Most files hold tokens: a glance at the start is cheaper than the whole text.
    return content.length > 2
        && content[2] == PLACEHOLDER_START.charAt(2)
        && Arrays.equals(content, placeholder(id));
  }

  private static DurableBatch.Replacement replacement(Write write, OptionalInt group) {
    return new DurableBatch.Replacement(
        write.directory(),
        write.file().name(),
        write.content().expose(bytes -> bytes),
        write.file().mode(),
        write.file().uid(),
        group);
  }

  /** The directory's own group, where the system does not give it to new files by itself. */
  private static OptionalInt groupOf(Directory directory) {
    try {
      FileState state = directory.state();
      return (state.mode() & SET_GROUP_ID) == 0 ? OptionalInt.of(state.gid()) : OptionalInt.empty();
    } catch (PosixException e) {
      // The write itself will meet the same error and tell it.
      return OptionalInt.empty();
    }
  }

  private static FileVersion markOf(DurableBatch.Replacement written) {
    try {
      return written
          .directory()
          .state(written.name())
          .map(FileVersion::of)
          .orElse(FileVersion.NONE);
    } catch (PosixException e) {
      // An unknown mark only means that the file is read again at the next look.
      return FileVersion.NONE;
    }
  }
}
