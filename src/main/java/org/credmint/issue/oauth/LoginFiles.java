// SPDX-License-Identifier: Apache-2.0
package org.credmint.issue.oauth;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.ConcurrentHashMap;
import org.credmint.credential.CredentialId;
import org.credmint.htcondor.CredentialFileNames;
import org.credmint.issue.Issuance.Failed;
import org.credmint.issue.Issuance.FailureKind;
import org.credmint.issue.MalformedTokenException;
import org.credmint.issue.StrictJson;
import org.credmint.issue.lane.Lane;
import org.credmint.os.Host;
import org.credmint.os.file.Directory;
import org.credmint.os.file.DurableBatch;
import org.credmint.os.file.FileRead;
import org.credmint.os.libc.FileState;
import org.credmint.os.libc.PosixException;
import org.credmint.secret.Secret;
import org.jspecify.annotations.Nullable;

/**
 * Users' logins in the credential directory. A rotated refresh token replaces the one that it came
 * for, and never the one of a login that the user made meanwhile. Safe for use by several threads,
 * one at a time for each credential.
 */
public final class LoginFiles implements Lane.Successors {
  private static final int LARGEST = 64 * 1024;

  /** As the credd has it: it refuses to compare a login that others could read. */
  private static final int MODE = 0600;

  private final Host host;
  private final Path credentialDirectory;
  private final DurableBatch durable;

  /** The files that the issuers were last asked with. */
  private final Map<CredentialId, Version> shown = new ConcurrentHashMap<>();

  /** Refresh tokens that could not be stored yet. */
  private final Map<CredentialId, Secret> unstored = new ConcurrentHashMap<>();

  /** Logins in a directory. */
  public LoginFiles(Host host, Path credentialDirectory) {
    this.host = host;
    this.credentialDirectory = credentialDirectory;
    this.durable = host.durableBatch();
  }

  /** By what a file is known again. */
  private record Version(long inode, long changedNanos) {
    static Version of(FileState state) {
      return new Version(state.inode(), state.changedNanos());
    }
  }

  /** What stands there. */
  sealed interface Reading {
    /** A login. */
    record Found(Login login) implements Reading {}

    /** None that can be used. */
    record Unusable(Failed failure) implements Reading {}
  }

  /** Reads a user's login to show it to the issuer. */
  Reading read(CredentialId id) {
    try (Directory top = host.openDirectoryFollowingLink(credentialDirectory);
        Directory user = top.child(id.user())) {
      Optional<Failed> failure = storeAgain(id, user);
      return failure.isPresent() ? new Reading.Unusable(failure.get()) : read(id, user);
    } catch (PosixException e) {
      return new Reading.Unusable(transientFailure(String.valueOf(e.getMessage())));
    }
  }

  /** What tells the present login from others; empty where there is none. */
  Optional<String> fingerprint(CredentialId id) {
    try (Directory top = host.openDirectoryFollowingLink(credentialDirectory);
        Directory user = top.child(id.user())) {
      byte[] content = user.read(id.stem() + CredentialFileNames.TOP, LARGEST);
      return Optional.of(new Login(parsed(content), Map.of()).fingerprint());
    } catch (PosixException | MalformedTokenException e) {
      return Optional.empty();
    }
  }

  /** Whether a user's login is still the one that was read last. */
  boolean isAsShown(CredentialId id) {
    try (Directory top = host.openDirectoryFollowingLink(credentialDirectory);
        Directory user = top.child(id.user())) {
      return isAsShown(id, user);
    } catch (PosixException e) {
      return false;
    }
  }

  private boolean isAsShown(CredentialId id, Directory user) throws PosixException {
    Optional<Version> present = user.state(id.stem() + CredentialFileNames.TOP).map(Version::of);
    return present.equals(Optional.ofNullable(shown.get(id)));
  }

  private Reading read(CredentialId id, Directory user) throws PosixException {
    FileRead read = user.readWithState(id.stem() + CredentialFileNames.TOP, LARGEST);
    shown.put(id, Version.of(read.state()));
    try {
      return new Reading.Found(new Login(parsed(read.content()), meta(id, user)));
    } catch (MalformedTokenException e) {
      return new Reading.Unusable(
          new Failed(
              FailureKind.NEEDS_USER,
              "%s.top contains no login (%s); the user has to log in again"
                  .formatted(id, e.reason())));
    }
  }

  /** The configuration has a client too, so that a broken file may not matter. */
  private static Map<String, @Nullable Object> meta(CredentialId id, Directory user) {
    try {
      return parsed(user.read(id.stem() + CredentialFileNames.META, LARGEST));
    } catch (PosixException | MalformedTokenException e) {
      return Map.of();
    }
  }

  private static Map<String, @Nullable Object> parsed(byte[] content)
      throws MalformedTokenException {
    try {
      return StrictJson.object(content);
    } finally {
      Arrays.fill(content, (byte) 0);
    }
  }

  @Override
  public Optional<Failed> keep(CredentialId id, Secret successor) {
    try (Directory top = host.openDirectoryFollowingLink(credentialDirectory);
        Directory user = top.child(id.user())) {
      return store(id, user, successor);
    } catch (PosixException e) {
      return e.isGone()
          ? Optional.of(transientFailure("the user's directory is gone: " + e.getMessage()))
          : notStored(id, successor, e);
    }
  }

  private Optional<Failed> store(CredentialId id, Directory user, Secret successor)
      throws PosixException {
    if (!isAsShown(id, user)) {
      return Optional.of(transientFailure("the user logged in anew while the issuer was asked"));
    }
    Optional<PosixException> failure = successor.expose(bytes -> write(id, user, bytes));
    if (failure.isPresent()) {
      return notStored(id, successor, failure.get());
    }
    user.state(id.stem() + CredentialFileNames.TOP)
        .ifPresent(state -> shown.put(id, Version.of(state)));
    return Optional.empty();
  }

  private Optional<PosixException> write(CredentialId id, Directory user, byte[] content) {
    String name = id.stem() + CredentialFileNames.TOP;
    return durable
        .replaceAll(
            List.of(new DurableBatch.Replacement(user, name, content, MODE, OptionalInt.empty())))
        .get(0);
  }

  /** The issuer may accept no other any more, so it is kept until it can be stored. */
  private Optional<Failed> notStored(CredentialId id, Secret successor, PosixException failure) {
    unstored.put(id, Secret.of(successor.expose(byte[]::clone)));
    return Optional.of(
        transientFailure("the new refresh token cannot be stored: " + failure.getMessage()));
  }

  private Optional<Failed> storeAgain(CredentialId id, Directory user) throws PosixException {
    Secret waiting = unstored.remove(id);
    if (waiting == null) {
      return Optional.empty();
    }
    try (waiting) {
      return isAsShown(id, user) ? store(id, user, waiting) : Optional.empty();
    }
  }

  private static Failed transientFailure(String reason) {
    return new Failed(FailureKind.TRANSIENT, reason);
  }
}
