// SPDX-License-Identifier: Apache-2.0
package org.credmint.directory;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.LongSupplier;
import org.credmint.os.file.Directory;
import org.credmint.os.libc.FileState;
import org.credmint.os.libc.PosixException;
import org.credmint.request.CredentialDirectoryReader;
import org.credmint.request.UserListing;

/** Compares directories by their times of change: it costs what there is, but opens nothing. */
public final class DirectoryScanner {
  private record Found(long inode, DirectoryScan.Stamp stamp) {}

  private final Directory top;
  private final LongSupplier nanoTime;

  public DirectoryScanner(Directory top, LongSupplier nanoTime) {
    this.top = top;
    this.nanoTime = nanoTime;
  }

  public DirectoryScan scan(String cause, CredentialDirectoryReader directoryReader) {
    long start = nanoTime.getAsLong();
    try {
      UserListing users = directoryReader.users(top.entries());
      List<DirectoryScan.Stamp> stamps = stamps(users.names());
      return new DirectoryScan(cause, stamps, users.anomalies(), since(start), Optional.empty());
    } catch (PosixException e) {
      return new DirectoryScan(
          cause, List.of(), List.of(), since(start), Optional.of(String.valueOf(e.getMessage())));
    }
  }

  /**
   * In the order of the inodes. Users are seen to in this order, and what one batch writes then
   * lies together on most file systems: ext4 needs less than a tenth of the requests to the disk.
   */
  private List<DirectoryScan.Stamp> stamps(List<String> users) throws PosixException {
    List<Found> found = new ArrayList<>(users.size());
    for (String user : users) {
      find(user).ifPresent(found::add);
    }
    found.sort(Comparator.comparingLong(Found::inode));
    return found.stream().map(Found::stamp).toList();
  }

  /** Empty where the directory has gone since it was listed. */
  private Optional<Found> find(String user) throws PosixException {
    return top.state(user)
        .filter(state -> state.kind() == FileState.Kind.DIRECTORY)
        .map(
            state ->
                new Found(state.inode(), new DirectoryScan.Stamp(user, state.modifiedNanos())));
  }

  private Duration since(long start) {
    return Duration.ofNanos(nanoTime.getAsLong() - start);
  }
}
