// SPDX-License-Identifier: Apache-2.0
package org.credmint.os.file;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Consumer;
import org.credmint.os.libc.FileNames;
import org.credmint.os.libc.PosixException;
import org.credmint.os.libc.Syscalls;

/**
 * Writes files so that at every moment, also after a kill or a power cut, each holds its old or its
 * new content, whole, with the right owner and mode.
 *
 * <p>The content goes to an exclusive temporary file beside the target, whose group and mode are
 * set before the content. When all data of the batch is on the disk the temporary files are renamed
 * to their targets, then the directories are brought to the disk. A batch shares one wait for the
 * disk, which is what makes it fast. Each file fails alone; the temporary file of a failed one is
 * removed, and where even that fails {@link #isLeftover} of the next run knows it.
 *
 * <p>Before Linux 5.8 syncfs(2) waits but does not tell of errors; there each file is asked.
 *
 * <p>Safe for use by several threads.
 */
public final class DurableBatch {

  /**
   * Up to here each file waits for the disk by itself. More share one syncfs(2), which is faster by
   * far (512 files: 70 ms against 2.8 s on ext4), but also waits for whatever else is not yet on
   * the disk: with 2.5 GB of someone's data it took 3.8 s where an fsync(2) took 12 ms. So a job
   * that waits for its credential is not made to wait for another job's output.
   */
  private static final int FEW_FILES = 4;

  /** Up to here each directory waits for the disk by itself; beyond, the file system does. */
  private static final int FEW_DIRECTORIES = 4;

  private final Syscalls syscalls;
  private final TempNames names;
  private final boolean syncfsIsSilent;
  private final Publishing publishing;
  private final int uid;

  /**
   * A writer.
   *
   * @param names of temporary files; all writers of a run must have the same, so that none takes
   *     another's for left over
   */
  public DurableBatch(
      Syscalls syscalls, TempNames names, boolean syncfsIsSilent, Publishing publishing) {
    this.syscalls = syscalls;
    this.publishing = publishing;
    this.names = names;
    this.syncfsIsSilent = syncfsIsSilent;
    this.uid = syscalls.posix().geteuid();
  }

  /** Whether files of this owner can have been written here. */
  public boolean isOwner(int owner) {
    return owner == uid;
  }

  /**
   * One file that is to have a new content.
   *
   * @param directory where; it stays open until the batch is done
   * @param name which name, existing or not; at most 255 bytes
   * @param content the whole content; not kept, not changed
   * @param mode the exact permission bits, {@code 0} to {@code 0777}
   * @param owner the user to give the file to; empty for the one that the process runs as
   * @param group the group to give the file to; empty for what the directory gives it
   */
  @SuppressWarnings("ArrayRecordComponent") // a carrier: never compared, and prints no content
  public record Replacement(
      Directory directory,
      String name,
      byte[] content,
      int mode,
      OptionalInt owner,
      OptionalInt group) {

    /** Refuses what would be a mistake of the program. */
    public Replacement {
      Objects.requireNonNull(directory, "directory is null");
      Objects.requireNonNull(name, "name is null");
      Objects.requireNonNull(content, "content is null");
      Objects.requireNonNull(owner, "owner is null");
      Objects.requireNonNull(group, "group is null");
      if ((mode & ~0777) != 0) {
        throw new IllegalArgumentException(
            "mode of %s is %o, must be 0 to 777".formatted(FileNames.printable(name), mode));
      }
    }

    /** The same for a file that the user keeps whom the process runs as. */
    public Replacement(
        Directory directory, String name, byte[] content, int mode, OptionalInt group) {
      this(directory, name, content, mode, OptionalInt.empty(), group);
    }

    /** Tells where and how much, never the content. */
    @Override
    public String toString() {
      return "Replacement[%s/%s, %d bytes, mode %o]"
          .formatted(directory, FileNames.printable(name), content.length, mode);
    }
  }

  /**
   * Replaces, or makes, every file of a batch, and returns when they are on the disk.
   *
   * @param batch what to write; when a target appears twice the later one stands
   * @return for each element in the same order: empty when it is done, else why not. A failed
   *     element's target is as it was, but for a failed {@code fsync} or {@code syncfs} of its
   *     directory, when it is new but may be old again after a power cut
   */
  public List<Optional<PosixException>> replaceAll(List<Replacement> batch) {
    return writeAll(batch, publishing::publish);
  }

  /**
   * Makes files that must not exist yet, and returns when they are on the disk. An existing file is
   * never touched, whichever run created it.
   *
   * @param batch what to write
   * @return for each element in the same order: empty when it is done, else why not: EEXIST where
   *     the name exists. A failed {@code fsync} or {@code syncfs} of the directory leaves the new
   *     file there
   */
  public List<Optional<PosixException>> createAll(List<Replacement> batch) {
    return writeAll(batch, staged -> staged.forEach(PendingFile::publishIfAbsent));
  }

  private List<Optional<PosixException>> writeAll(
      List<Replacement> batch, Consumer<List<PendingFile>> publish) {
    List<PendingFile> files = new ArrayList<>(batch.size());
    try {
      for (Replacement replacement : batch) {
        files.add(new PendingFile(syscalls, names, uid, replacement));
      }
      for (List<PendingFile> sameFileSystem : byDevice(files)) {
        writeTogether(sameFileSystem, publish);
      }
      return files.stream().map(PendingFile::failure).toList();
    } finally {
      files.forEach(PendingFile::close);
    }
  }

  /**
   * Makes one file that must not exist yet; see {@link #createAll} and {@link Replacement}.
   *
   * @throws PosixException when it could not be written, or exists
   */
  public void create(Directory directory, String name, byte[] content, int mode)
      throws PosixException {
    Replacement replacement = new Replacement(directory, name, content, mode, OptionalInt.empty());
    Optional<PosixException> failure = createAll(List.of(replacement)).get(0);
    if (failure.isPresent()) {
      throw failure.get();
    }
  }

  /**
   * Whether a file was left by a run that has ended: one of this writer may be in the hand of
   * another thread. A daemon that has the directory for itself removes such files.
   *
   * @param name a lossless name (see {@link FileNames})
   */
  public boolean isLeftover(String name) {
    return names.isLeftover(name);
  }

  /**
   * Whether a name is one of a file that was being written, by whichever run.
   *
   * @param name a lossless name (see {@link FileNames})
   * @return true for our temporary files only
   */
  public static boolean isTemp(String name) {
    return TempNames.isTemp(name);
  }

  private static Collection<List<PendingFile>> byDevice(List<PendingFile> files) {
    Map<Long, List<PendingFile>> groups = new LinkedHashMap<>();
    for (PendingFile file : files) {
      groups.computeIfAbsent(file.directory().device(), d -> new ArrayList<>()).add(file);
    }
    return groups.values();
  }

  private void writeTogether(List<PendingFile> files, Consumer<List<PendingFile>> publish) {
    boolean few = files.size() <= FEW_FILES;
    files.forEach(file -> file.stage(few));
    List<PendingFile> staged = live(files);
    if (!few) {
      syncData(staged);
      staged = live(staged);
    }
    publish.accept(staged);
    syncDirectories(live(staged));
  }

  /** One wait for all; when it fails nothing may be renamed, for any of the data may be lost. */
  private void syncData(List<PendingFile> staged) {
    if (!staged.isEmpty()) {
      int result = syscalls.syncfs(staged.get(0).descriptor());
      if (result < 0) {
        staged.forEach(file -> file.discard(-result, "syncfs"));
      } else if (syncfsIsSilent) {
        staged.forEach(PendingFile::confirmWritten);
      }
    }
  }

  private void syncDirectories(List<PendingFile> published) {
    Map<Directory, List<PendingFile>> byDirectory = new LinkedHashMap<>();
    for (PendingFile file : published) {
      byDirectory.computeIfAbsent(file.directory(), d -> new ArrayList<>()).add(file);
    }
    if (byDirectory.size() <= FEW_DIRECTORIES) {
      byDirectory.values().forEach(files -> syncDirectory(files, "fsync"));
    } else {
      syncDirectory(published, "syncfs");
    }
  }

  private void syncDirectory(List<PendingFile> files, String call) {
    int descriptor = files.get(0).descriptor();
    int result =
        call.equals("fsync") ? syscalls.fsyncDirectory(descriptor) : syscalls.syncfs(descriptor);
    if (result < 0) {
      files.forEach(file -> file.failAfterPublish(-result, call));
    }
  }

  private static List<PendingFile> live(List<PendingFile> files) {
    return files.stream().filter(PendingFile::isLive).toList();
  }
}
