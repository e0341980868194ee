// SPDX-License-Identifier: Apache-2.0
package org.credmint.issue.oauth;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReference;
import org.credmint.credential.CredentialId;
import org.credmint.htcondor.CredentialFileNames;
import org.credmint.os.file.Directory;
import org.credmint.os.file.DurableBatch;
import org.credmint.os.file.FileRead;
import org.credmint.os.libc.FileState;
import org.credmint.os.libc.PosixException;
import org.credmint.secret.Secret;
import org.jspecify.annotations.Nullable;

/**
 * Writes rotated refresh tokens into the files of users' logins, and remembers which login each
 * such file continues. Safe for use by several threads.
 */
final class LoginWriter {
  /** As the credd has it: it refuses to compare a login that others could read. */
  private static final int MODE = 0600;

  private final DurableBatch durable;
  private final Map<CredentialId, Written> written = new ConcurrentHashMap<>();

  LoginWriter(DurableBatch durable) {
    this.durable = durable;
  }

  /**
   * A file with a rotated refresh token.
   *
   * @param version of the file
   * @param login version of the one that the user's login left
   */
  private record Written(long version, long login) {}

  /** Another number for another login; waits while the file is being written here. */
  long login(CredentialId id, FileState file) {
    Written ours = written.compute(id, (one, last) -> last);
    return ours != null && ours.version() == file.version() ? ours.login() : file.version();
  }

  /**
   * Replaces a login's file.
   *
   * @return the version of the new one; empty where the user has logged in anew since
   */
  OptionalLong replace(CredentialId id, Directory user, Secret content) throws PosixException {
    AtomicReference<@Nullable PosixException> failure = new AtomicReference<>();
    AtomicReference<@Nullable Written> made = new AtomicReference<>();
    written.compute(
        id,
        (one, last) -> {
          try {
            made.set(write(id, user, content, last));
          } catch (PosixException e) {
            failure.set(e);
          }
          return made.get() == null ? last : made.get();
        });
    PosixException failed = failure.get();
    if (failed != null) {
      throw failed;
    }
    Written now = made.get();
    return now == null ? OptionalLong.empty() : OptionalLong.of(now.version());
  }

  private @Nullable Written write(
      CredentialId id, Directory user, Secret content, @Nullable Written last)
      throws PosixException {
    String name = id.stem() + CredentialFileNames.TOP;
    long before = user.state(name).map(FileState::version).orElse(0L);
    Optional<PosixException> failure = content.expose(bytes -> write(user, name, bytes));
    if (failure.isPresent()) {
      throw failure.get();
    }
    FileRead present = user.readWithState(name, LoginFiles.LARGEST);
    boolean ours = content.expose(bytes -> Arrays.equals(bytes, present.content()));
    Arrays.fill(present.content(), (byte) 0);
    long login = last != null && last.version() == before ? last.login() : before;
    return ours ? new Written(present.state().version(), login) : null;
  }

  private Optional<PosixException> write(Directory user, String name, byte[] content) {
    return durable
        .replaceAll(
            List.of(new DurableBatch.Replacement(user, name, content, MODE, OptionalInt.empty())))
        .get(0);
  }
}
