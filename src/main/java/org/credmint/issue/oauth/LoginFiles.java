// SPDX-License-Identifier: Apache-2.0
package org.credmint.issue.oauth;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
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
  static final int LARGEST = 64 * 1024;

  private final Host host;
  private final Path credentialDirectory;
  private final LoginWriter writer;

  /** The files that the issuers were last asked with. */
  private final Map<CredentialId, Shown> shown = new ConcurrentHashMap<>();

  /** Refresh tokens that could not be stored yet. */
  private final Map<CredentialId, Secret> unstored = new ConcurrentHashMap<>();

  /** Logins in a directory. */
  public LoginFiles(Host host, Path credentialDirectory) {
    this.host = host;
    this.credentialDirectory = credentialDirectory;
    this.writer = new LoginWriter(host.durableBatch());
  }

  /** By what a file is known again, and by what its login is if the file was touched. */
  private record Shown(long version, String fingerprint) {}

  /** See {@link LoginWriter#login}. */
  long login(CredentialId id, FileState file) {
    return writer.login(id, file);
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
      return fingerprint(user.read(id.stem() + CredentialFileNames.TOP, LARGEST));
    } catch (PosixException e) {
      return Optional.empty();
    }
  }

  private static Optional<String> fingerprint(byte[] content) {
    try {
      return Optional.of(new Login(parsed(content), Map.of()).fingerprint());
    } catch (MalformedTokenException e) {
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

  /** The same login may stand in a file that was touched or stored again. */
  private boolean isAsShown(CredentialId id, Directory user) throws PosixException {
    String name = id.stem() + CredentialFileNames.TOP;
    Shown before = shown.get(id);
    Optional<FileState> present = user.state(name);
    if (before == null || present.isEmpty()) {
      return false;
    }
    return present.get().version() == before.version()
        || fingerprint(user.read(name, LARGEST)).equals(Optional.of(before.fingerprint()));
  }

  private Reading read(CredentialId id, Directory user) throws PosixException {
    FileRead read = user.readWithState(id.stem() + CredentialFileNames.TOP, LARGEST);
    Map<String, @Nullable Object> top;
    try {
      top = parsed(read.content());
    } catch (MalformedTokenException e) {
      return new Reading.Unusable(
          new Failed(
              FailureKind.NEEDS_USER,
              "%s.top contains no login (%s); the user has to log in again"
                  .formatted(id, e.reason())));
    }
    Reading reading = withMeta(id, user, top);
    if (reading instanceof Reading.Found found) {
      shown.put(id, new Shown(read.state().version(), found.login().fingerprint()));
    }
    return reading;
  }

  /** A login must not be shown as another client than it was made for: that may end it. */
  private static Reading withMeta(
      CredentialId id, Directory user, Map<String, @Nullable Object> top) throws PosixException {
    try {
      return new Reading.Found(
          new Login(top, parsed(user.read(id.stem() + CredentialFileNames.META, LARGEST))));
    } catch (MalformedTokenException e) {
      return new Reading.Unusable(
          transientFailure(
              "%s.meta, which names the client of the login, cannot be used (%s)"
                  .formatted(id, e.reason())));
    } catch (PosixException e) {
      if (e.symbol().equals("ENOENT")) {
        return new Reading.Found(new Login(top, Map.of()));
      }
      throw e;
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
    try {
      String now = successor.expose(bytes -> fingerprint(bytes.clone()).orElse(""));
      writer
          .replace(id, user, successor)
          .ifPresent(version -> shown.put(id, new Shown(version, now)));
      return Optional.empty();
    } catch (PosixException e) {
      return notStored(id, successor, e);
    }
  }

  /** The issuer may accept no other any more, so it is kept until it can be stored. */
  private Optional<Failed> notStored(CredentialId id, Secret successor, PosixException failure) {
    Secret kept = Secret.of(successor.expose(byte[]::clone));
    replaced(unstored.put(id, kept));
    return Optional.of(
        transientFailure("the new refresh token cannot be stored: " + failure.getMessage()));
  }

  private Optional<Failed> storeAgain(CredentialId id, Directory user) throws PosixException {
    Secret waiting = unstored.get(id);
    if (waiting == null) {
      return Optional.empty();
    }
    Optional<Failed> failure = isAsShown(id, user) ? store(id, user, waiting) : Optional.empty();
    if (failure.isEmpty()) {
      replaced(unstored.remove(id));
    }
    return failure;
  }

  private static void replaced(@Nullable Secret before) {
    if (before != null) {
      before.close();
    }
  }

  private static Failed transientFailure(String reason) {
    return new Failed(FailureKind.TRANSIENT, reason);
  }
}
