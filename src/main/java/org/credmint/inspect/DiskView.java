// SPDX-License-Identifier: Apache-2.0
package org.credmint.inspect;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.credmint.credential.CredentialId;
import org.credmint.credential.Description;
import org.credmint.directory.Anomaly;
import org.credmint.directory.UserDirectoryListing;
import org.credmint.htcondor.CredentialFileNames;
import org.credmint.issue.CredentialReading;
import org.credmint.os.Host;
import org.credmint.os.file.Directory;
import org.credmint.os.file.UnfitFileException;
import org.credmint.os.libc.PosixException;
import org.credmint.provider.ActiveConfiguration;
import org.credmint.provider.Provider;

/** Tells what lies in the credential directory, in the words of the log. */
final class DiskView {
  private static final int LARGEST_FILE = 64 * 1024;

  private final Host host;
  private final ActiveConfiguration active;
  private final Path path;
  private final Instant now;

  DiskView(Host host, ActiveConfiguration active, Instant now) {
    this.host = host;
    this.active = active;
    this.path = active.settings().credentialDirectory();
    this.now = now;
  }

  /** Why the daemon would write nothing for a user; empty where it would, or nobody can tell. */
  Optional<String> whyUnserved(String user) {
    if (!CredentialFileNames.isUser(user)) {
      return Optional.of(
          CredentialFileNames.isControl(user)
              ? "HTCondor uses this name for a file of its own, so a user of this name is not served"
              : "invalid user name: HTCondor's credd allows only letters, digits and - + = _ .");
    }
    try (Directory top = host.openDirectoryFollowingLink(path)) {
      return DirectoryCheck.whyUnserved(top, user, active.directoryReader()).map(Anomaly::reason);
    } catch (PosixException e) {
      return Optional.empty();
    }
  }

  /** What is there of a credential: its request, its file, and what else bears on it. */
  List<String> of(CredentialId id, Provider provider) {
    List<String> lines = new ArrayList<>();
    try (Directory top = host.openDirectoryFollowingLink(path);
        Directory directory = top.child(id.user())) {
      UserDirectoryListing listing = active.directoryReader().of(id.user(), directory.entries());
      if (!provider.isForJobs()) {
        boolean asked = listing.requests().contains(id);
        String request = id + CredentialFileNames.TOP;
        lines.add(
            asked
                ? "request " + request
                : "no request: " + request + " appears when the user submits a job that needs it");
      }
      listing.anomalies().stream()
          .filter(odd -> odd.where().startsWith(id + "."))
          .forEach(odd -> lines.add(odd.where() + " is ignored: " + odd.reason()));
      lines.add(file(directory, id, provider));
    } catch (PosixException e) {
      lines.add(absence(e, id.user()));
    }
    return lines;
  }

  private static String absence(PosixException e, String user) {
    if (e.isGone()) {
      return "nothing: user " + user + " has no directory yet";
    }
    String reason = "unknown: " + e.getMessage();
    return e.symbol().equals("EACCES") ? reason + "; run this command as root" : reason;
  }

  private String file(Directory directory, CredentialId id, Provider provider)
      throws PosixException {
    String name = id + CredentialFileNames.USE;
    byte[] content = new byte[0];
    try {
      content = directory.read(id.stem() + CredentialFileNames.USE, LARGEST_FILE);
      CredentialReading reading = provider.read(content);
      return reading instanceof CredentialReading.Decoded decoded
          ? name + ": " + text(decoded.description())
          : name + ": no token, " + ((CredentialReading.Unreadable) reading).reason();
    } catch (UnfitFileException e) {
      return name + ": " + e.getMessage();
    } catch (PosixException e) {
      if (e.isGone()) {
        return "no " + name;
      }
      throw e;
    } finally {
      Arrays.fill(content, (byte) 0);
    }
  }

  private String text(Description said) {
    Duration left = Duration.between(now, said.expiresAt());
    String life =
        left.isNegative()
            ? "expired at " + said.expiresAt()
            : "valid until %s (%d s)".formatted(said.expiresAt(), left.toSeconds());
    return "%s, issuer %s, key ID %s, scope %s, audience %s"
        .formatted(
            life, said.issuer(), said.keyId(), said.scope(), String.join(" ", said.audiences()));
  }
}
