// SPDX-License-Identifier: Apache-2.0
package org.credmint.inspect;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.credmint.config.knob.Problem;
import org.credmint.directory.Anomaly;
import org.credmint.directory.CredentialDirectoryReader;
import org.credmint.directory.DirectoryLock;
import org.credmint.directory.UserListing;
import org.credmint.os.Host;
import org.credmint.os.file.Directory;
import org.credmint.os.libc.FileState;
import org.credmint.os.libc.PosixException;
import org.credmint.revocation.Gate;
import org.credmint.revocation.Revocations;

/** Finds what is wrong with the credential directory and with the users' directories in it. */
final class DirectoryCheck {
  private static final int ROOT = 0;
  private static final int MOST_TOLD = 20;

  private final Host host;

  DirectoryCheck(Host host) {
    this.host = host;
  }

  /** Why the daemon could not use the directory at all; empty where it could. */
  List<Problem> unfit(Path path) {
    try (Directory top = host.openDirectoryFollowingLink(path)) {
      return DirectoryLock.whyUnfit(path, top.state()).stream().toList();
    } catch (PosixException e) {
      return List.of(
          e.symbol().equals("EACCES") && host.identity().uid() != ROOT
              ? notForUs(path)
              : DirectoryLock.unusable(path, e));
    }
  }

  /** What is revoked, and whether that can be read. */
  List<Problem> revocations(Path directory) {
    Revocations now = new Gate(host).at(directory);
    String knob = "CREDMINT_CONTROL_DIRECTORY";
    String path = directory.toString();
    if (now.problem().isPresent()) {
      String why = now.problem().get();
      return List.of(
          Problem.fatal(knob, path, "the list of revocations cannot be read: " + why, "fix that"));
    }
    int count = now.entries().size();
    return count == 0
        ? List.of()
        : List.of(
            Problem.warning(
                knob,
                path,
                count + (count == 1 ? " revocation is" : " revocations are") + " in force",
                "see 'credmint revoke --list'"));
  }

  /** It is closed to everybody but root and HTCondor, as it should be. */
  private Problem notForUs(Path path) {
    return Problem.warning(
        "SEC_CREDENTIAL_DIRECTORY_OAUTH",
        path.toString(),
        "is not checked, because uid " + host.identity().uid() + " may not look there",
        "run this command as root");
  }

  /** The users whom the daemon leaves out, and why. */
  List<Problem> unserved(Path path, CredentialDirectoryReader reader) {
    try (Directory top = host.openDirectoryFollowingLink(path)) {
      UserListing users = reader.users(top.entries());
      List<Anomaly> found = new ArrayList<>(users.anomalies());
      for (String user : users.names()) {
        whyUnserved(top, user, reader).ifPresent(found::add);
      }
      return told(path, found);
    } catch (PosixException e) {
      return List.of(); // unfit() tells it
    }
  }

  /** Those who have a directory for credentials; none where it cannot be read. */
  List<String> users(Path path, CredentialDirectoryReader reader) {
    try (Directory top = host.openDirectoryFollowingLink(path)) {
      return reader.users(top.entries()).names();
    } catch (PosixException e) {
      return List.of();
    }
  }

  static Optional<Anomaly> whyUnserved(Directory top, String user, CredentialDirectoryReader reader)
      throws PosixException {
    Optional<FileState> state = top.state(user);
    if (state.isEmpty()) {
      return Optional.empty();
    }
    return state.get().kind() == FileState.Kind.DIRECTORY
        ? reader.whyUnsafe(user, state.get())
        : Optional.of(
            new Anomaly(user, "it is a " + state.get().kind().text() + ", not a directory"));
  }

  private static List<Problem> told(Path top, List<Anomaly> anomalies) {
    List<Problem> problems = new ArrayList<>();
    anomalies.stream()
        .limit(MOST_TOLD)
        .forEach(
            one ->
                problems.add(
                    warning(
                        top.resolve(one.where()).toString(), "is not served: " + one.reason())));
    if (anomalies.size() > MOST_TOLD) {
      int more = anomalies.size() - MOST_TOLD;
      problems.add(warning(top.toString(), "has " + more + " more entries that are not served"));
    }
    return problems;
  }

  private static Problem warning(String where, String reason) {
    return Problem.warning(
        where, "", reason, "leave the files as they are if nobody needs tokens there");
  }
}
