// SPDX-License-Identifier: Apache-2.0
package org.credmint.demand.standing;

import java.nio.charset.StandardCharsets;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.credmint.credential.CredentialId;
import org.credmint.htcondor.CredentialFileNames;
import org.credmint.os.file.Directory;
import org.credmint.os.file.DurableBatch;
import org.credmint.os.libc.PosixException;

/**
 * Which files were written for standing credentials, so that one whose target is taken away while
 * the daemon is down is found again. It is a file of the credential directory: that is the one
 * place that belongs to this daemon alone, outlives it, and can be written by root only.
 *
 * <p>A file's line is on the disk before the file is, and is taken out after the file is gone. A
 * line names the credential and the path, separated by tabs; the path is {@code -} where it is in
 * the credential directory itself.
 */
final class ExportRegister {
  private static final String HEAD = "credmint exports 1";
  private static final String IN_CREDENTIAL_DIRECTORY = "-";
  private static final int LARGEST = 64 * 1024 * 1024;
  private static final int MODE = 0600;
  private static final int FIELDS = 4;

  private final Directory directory;
  private final DurableBatch durable;
  private Set<Entry> entries = new TreeSet<>();
  private boolean read;

  /**
   * A file that was written, or is going to be.
   *
   * @param path empty for the credential's name in the credential directory
   */
  record Entry(CredentialId id, Optional<Path> path) implements Comparable<Entry> {
    @Override
    public int compareTo(Entry other) {
      int byId = id.compareTo(other.id);
      return byId != 0 ? byId : line().compareTo(other.line());
    }

    private String line() {
      return String.join(
          "\t",
          id.user(),
          id.provider(),
          id.handle(),
          path.map(Path::toString).orElse(IN_CREDENTIAL_DIRECTORY));
    }
  }

  ExportRegister(Directory directory, DurableBatch durable) {
    this.directory = directory;
    this.durable = durable;
  }

  /**
   * Reads what an earlier run left, once.
   *
   * @throws PosixException where it cannot be read; then nothing is known
   */
  void load() throws PosixException {
    if (read) {
      return;
    }
    if (directory.state(CredentialFileNames.EXPORTS).isPresent()) {
      byte[] content = directory.read(CredentialFileNames.EXPORTS, LARGEST);
      List<String> lines = new String(content, StandardCharsets.UTF_8).lines().toList();
      if (!lines.isEmpty() && lines.get(0).equals(HEAD)) {
        lines.stream().skip(1).forEach(this::take);
      }
    }
    read = true;
  }

  /** A line that says nothing usable is passed over: its file stays, and harms nobody. */
  private void take(String line) {
    String[] fields = line.split("\t", -1);
    if (fields.length != FIELDS || fields[0].isEmpty() || fields[1].isEmpty()) {
      return;
    }
    CredentialId id = new CredentialId(fields[0], fields[1], fields[2]);
    if (fields[3].equals(IN_CREDENTIAL_DIRECTORY)) {
      entries.add(new Entry(id, Optional.empty()));
      return;
    }
    try {
      Path path = Path.of(fields[3]);
      if (path.isAbsolute() && path.getFileName() != null) {
        entries.add(new Entry(id, Optional.of(path)));
      }
    } catch (InvalidPathException e) {
      // passed over
    }
  }

  /** What is known to have been written. */
  Set<Entry> entries() {
    return Set.copyOf(entries);
  }

  /**
   * Replaces all, durably; does nothing where nothing changes.
   *
   * @throws PosixException where it cannot be written; then all stays as it was
   */
  void replace(Set<Entry> present) throws PosixException {
    if (present.equals(entries)) {
      return;
    }
    TreeSet<Entry> sorted = new TreeSet<>(present);
    String text =
        HEAD + "\n" + sorted.stream().map(one -> one.line() + "\n").collect(Collectors.joining());
    Optional<PosixException> failure =
        durable
            .replaceAll(
                List.of(
                    new DurableBatch.Replacement(
                        directory,
                        CredentialFileNames.EXPORTS,
                        text.getBytes(StandardCharsets.UTF_8),
                        MODE,
                        OptionalInt.empty())))
            .get(0);
    if (failure.isPresent()) {
      throw failure.get();
    }
    entries = sorted;
  }
}
