// SPDX-License-Identifier: Apache-2.0
package org.credmint.issue.stored;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.credmint.credential.Description;
import org.credmint.issue.CredentialReading;
import org.credmint.issue.CredentialReading.Decoded;
import org.credmint.issue.carried.CarriedReader;
import org.credmint.issue.endpoint.Fingerprint;
import org.credmint.key.KeyFiles;
import org.credmint.key.UnusableKeyException;
import org.credmint.os.Host;
import org.credmint.os.file.Directory;
import org.credmint.os.file.DurableBatch;
import org.credmint.os.file.FileRead;
import org.credmint.os.libc.FileNames;
import org.credmint.os.libc.PosixException;

/**
 * A file of the administrator's, which must be the daemon's own and closed to everybody else. It is
 * read anew each time. Safe for use by several threads.
 */
public final class StoredFile {
  /** Time enough to get another. */
  private static final Duration SOON = Duration.ofDays(14);

  private static final long SHARE_OF_LIFE = 4;

  /** For what does not say when it began. */
  private static final Duration UNKNOWN_LIFE = Duration.ofHours(1);

  private static final Duration CLOCKS_DIFFER = Duration.ofMinutes(5);

  private static final int MODE = 0600;

  private final Host host;
  private final Path file;
  private final KeyFiles files;
  private final CarriedReader reader;

  /**
   * A file.
   *
   * @param files reads it, and judges its owner and its mode
   * @param reader tells what it holds
   */
  public StoredFile(Host host, Path file, KeyFiles files, CarriedReader reader) {
    this.host = host;
    this.file = file;
    this.files = files;
    this.reader = reader;
  }

  /** What a look gave. */
  public sealed interface Look {
    /**
     * It can be delivered.
     *
     * @param content all of it
     * @param description what it says
     */
    @SuppressWarnings("ArrayRecordComponent") // a carrier: never compared, and never printed
    record Usable(byte[] content, Description description) implements Look {}

    /** It cannot, and why. */
    record Refused(String reason) implements Look {}
  }

  /** Where it is. */
  public Path path() {
    return file;
  }

  /** Tells what it holds now from anything else; empty where it cannot be read. */
  public Optional<String> fingerprint() {
    try {
      return files.readPrivate(file).map(read -> Fingerprint.of(read.content()));
    } catch (UnusableKeyException e) {
      return Optional.empty();
    }
  }

  /**
   * Replaces it, durably.
   *
   * @return why not; empty where it was
   */
  Optional<String> replace(byte[] content) {
    Path parent = file.getParent();
    if (parent == null) {
      return Optional.of("it is a directory");
    }
    try (Directory directory = host.openDirectoryFollowingLink(parent)) {
      DurableBatch.Replacement replacement =
          new DurableBatch.Replacement(
              directory,
              FileNames.ofText(String.valueOf(file.getFileName())),
              content,
              MODE,
              OptionalInt.empty());
      return host.durableBatch()
          .replaceAll(List.of(replacement))
          .get(0)
          .map(failure -> String.valueOf(failure.getMessage()));
    } catch (PosixException e) {
      return Optional.of(String.valueOf(e.getMessage()));
    }
  }

  /** Looks at it. */
  public Look look(Instant now) {
    try {
      Optional<FileRead> read = files.readPrivate(file);
      return read.isEmpty()
          ? new Look.Refused(file + " does not exist; put the credential there")
          : judged(read.get().content(), now);
    } catch (UnusableKeyException e) {
      return new Look.Refused("%s %s; %s".formatted(file, e.reason(), e.fix()));
    }
  }

  private Look judged(byte[] content, Instant now) {
    CredentialReading reading = reader.read(content);
    if (!(reading instanceof Decoded decoded)) {
      return refused(((CredentialReading.Unreadable) reading).reason());
    }
    Description found = decoded.description();
    if (!found.expiresAt().isAfter(now)) {
      return refused("it expired at " + found.expiresAt());
    }
    return found.issuedAt().isAfter(now.plus(CLOCKS_DIFFER))
        ? refused("it is not valid before " + found.issuedAt())
        : new Look.Usable(content, found);
  }

  private Look refused(String reason) {
    return new Look.Refused("%s is not used: %s; replace it".formatted(file, reason));
  }

  /** When there has to be another one: a quarter of its life before its end, 14 days at most. */
  public static Instant dueAt(Description found) {
    Instant start = found.issuedAt();
    Duration share =
        start.equals(Instant.EPOCH)
            ? UNKNOWN_LIFE
            : Duration.between(start, found.expiresAt()).dividedBy(SHARE_OF_LIFE);
    return found.expiresAt().minus(share.compareTo(SOON) < 0 ? share : SOON);
  }
}
