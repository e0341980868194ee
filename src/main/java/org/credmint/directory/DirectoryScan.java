// SPDX-License-Identifier: Apache-2.0
package org.credmint.directory;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import org.credmint.os.file.Directory;
import org.credmint.os.libc.FileState;
import org.credmint.os.libc.PosixException;

/**
 * One look at the times at which users' directories changed, a part at a time. It costs what there
 * is, but opens nothing.
 */
public final class DirectoryScan {
  private record Found(long inode, Stamp stamp) {}

  private final Directory top;
  private final UserListing listing;
  private final Iterator<String> users;
  private final List<Found> found;

  private DirectoryScan(Directory top, UserListing listing) {
    this.top = top;
    this.listing = listing;
    this.users = listing.names().iterator();
    this.found = new ArrayList<>(listing.names().size());
  }

  /** When a user's directory last changed, nanoseconds since 1970. */
  public record Stamp(String user, long modifiedNanos) {}

  /**
   * Lists the users.
   *
   * @throws PosixException where the credential directory cannot be read
   */
  public static DirectoryScan begin(Directory top, CredentialDirectoryReader reader)
      throws PosixException {
    return new DirectoryScan(top, reader.users(top.entries()));
  }

  /**
   * Looks at some more of them.
   *
   * @return whether all have been looked at
   * @throws PosixException where the system does not tell
   */
  public boolean advance(int most) throws PosixException {
    for (int i = 0; i < most && users.hasNext(); i++) {
      find(users.next()).ifPresent(found::add);
    }
    return !users.hasNext();
  }

  /** Empty where the directory has gone since it was listed. */
  private Optional<Found> find(String user) throws PosixException {
    return top.state(user)
        .filter(state -> state.kind() == FileState.Kind.DIRECTORY)
        .map(state -> new Found(state.inode(), new Stamp(user, state.modifiedNanos())));
  }

  /**
   * Those that were looked at, in the order of the inodes. Users are seen to in this order, and
   * what one batch writes then lies together on most file systems: ext4 needs less than a tenth of
   * the requests to the disk.
   */
  public List<Stamp> stamps() {
    found.sort(Comparator.comparingLong(Found::inode));
    return found.stream().map(Found::stamp).toList();
  }

  /** What is no user's directory. */
  public List<Anomaly> anomalies() {
    return listing.anomalies();
  }
}
