// SPDX-License-Identifier: Apache-2.0
package org.credmint.inspect;

import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.credmint.config.knob.Problem;
import org.credmint.credential.CredentialId;
import org.credmint.credential.CredentialKind;
import org.credmint.directory.Anomaly;
import org.credmint.directory.UserDirectoryListing;
import org.credmint.htcondor.CredentialFileNames;
import org.credmint.inspect.Explanation.Decided;
import org.credmint.os.Host;
import org.credmint.os.file.Directory;
import org.credmint.os.libc.FileNames;
import org.credmint.os.libc.PosixException;
import org.credmint.provider.ActiveConfiguration;
import org.credmint.provider.Provider;
import org.credmint.request.Destination;
import org.credmint.secret.Secret;
import org.credmint.store.CredentialFile;
import org.credmint.store.CredentialStore;
import org.credmint.store.ExportDirectory;
import org.credmint.store.ExportDirectory.UnsafeDirectoryException;
import org.credmint.store.FileVersion;
import org.credmint.store.Stored;

/** Looks at credentials on disk as the daemon does, and changes nothing. */
public final class CredentialLook {
  private final Host host;
  private final ActiveConfiguration active;
  private final CredentialStore store;

  /** A look by one configuration. */
  public CredentialLook(Host host, ActiveConfiguration active) {
    this.host = host;
    this.active = active;
    this.store = new CredentialStore(host.durableBatch());
  }

  /** Those who have a directory for credentials; none where it cannot be read. */
  public List<String> users() {
    return new DirectoryCheck(host)
        .users(active.settings().credentialDirectory(), active.directoryReader());
  }

  /** The credentials that names in a user's directory request; none where it cannot be read. */
  public List<CredentialId> requests(String user) {
    try (Directory top = host.openDirectoryFollowingLink(active.settings().credentialDirectory());
        Directory directory = top.child(user)) {
      return active.directoryReader().of(user, directory.entries()).requests();
    } catch (PosixException e) {
      return List.of();
    }
  }

  /** Whether a user's directory holds a request of this name, whoever would serve it. */
  public boolean hasRequest(String user, String provider) {
    try (Directory top = host.openDirectoryFollowingLink(active.settings().credentialDirectory());
        Directory directory = top.child(user)) {
      return directory.state(provider + CredentialFileNames.TOP).isPresent();
    } catch (PosixException e) {
      return false;
    }
  }

  /** Why the daemon could not use the credential directory, or why that is not known. */
  public List<Problem> unfit() {
    return new DirectoryCheck(host).unfit(active.settings().credentialDirectory());
  }

  /** Where the file of a credential is to be. */
  public Path path(Decided one) {
    return one.request().destination() instanceof Destination.Exported exported
        ? exported.file()
        : inDirectory(one.request().id());
  }

  private Path inDirectory(CredentialId id) {
    CredentialFile file = CredentialFile.inUserDirectory(id, active.settings().useFileMode());
    return active.settings().credentialDirectory().resolve(id.user()).resolve(file.name());
  }

  /** What is to be seen of a credential. */
  public Sight at(Decided one) {
    return one.request().destination() instanceof Destination.Exported exported
        ? exported(one, exported)
        : inDirectory(one);
  }

  private Sight inDirectory(Decided one) {
    CredentialId id = one.request().id();
    CredentialFile file = CredentialFile.inUserDirectory(id, active.settings().useFileMode());
    Path path = inDirectory(id);
    try (Directory top = host.openDirectoryFollowingLink(active.settings().credentialDirectory());
        Directory directory = top.child(id.user())) {
      UserDirectoryListing listing = active.directoryReader().of(id.user(), directory.entries());
      boolean isAsked = !one.provider().isForJobs() && !one.provider().isStanding();
      return new Sight(
          path,
          isAsked ? Optional.of(listing.requests().contains(id)) : Optional.empty(),
          listing.anomalies().stream()
              .filter(odd -> odd.where().equals(id + CredentialFileNames.TOP))
              .map(Anomaly::reason)
              .findFirst(),
          file(directory, file, one));
    } catch (PosixException e) {
      return new Sight(path, e.isGone() ? Optional.of(false) : Optional.empty(), none(), failed(e));
    }
  }

  private Sight exported(Decided one, Destination.Exported to) {
    String name = FileNames.ofText(String.valueOf(to.file().getFileName()));
    CredentialFile file =
        new CredentialFile(one.request().id(), name, to.mode(), to.uid(), to.gid());
    Path parent = Objects.requireNonNull(to.file().getParent());
    ExportDirectory exports = new ExportDirectory(host);
    try (Directory directory = exports.open(parent, false)) {
      Optional<FileFinding> unsafe =
          exports.whyUnsafe(directory, file).map(FileFinding.Unusable::new);
      return new Sight(
          to.file(),
          Optional.empty(),
          none(),
          unsafe.isPresent() ? unsafe.get() : file(directory, file, one));
    } catch (UnsafeDirectoryException e) {
      String reason = String.valueOf(e.getMessage());
      return new Sight(to.file(), Optional.empty(), none(), new FileFinding.Unusable(reason));
    } catch (PosixException e) {
      return new Sight(to.file(), Optional.empty(), none(), failed(e));
    }
  }

  private static Optional<String> none() {
    return Optional.empty();
  }

  private static FileFinding failed(PosixException e) {
    return e.isGone()
        ? new FileFinding.Missing()
        : new FileFinding.Unseen(String.valueOf(e.getMessage()));
  }

  private FileFinding file(Directory directory, CredentialFile file, Decided one) {
    try {
      Stored found = store.look(directory, file, FileVersion.NONE, one.provider()::read);
      if (found instanceof Stored.Held held) {
        try (Secret content = held.content()) {
          return new FileFinding.Found(
              held.reading().description(),
              held.state().uid(),
              held.state().mode(),
              unlike(held, content, file, one));
        }
      }
      if (found instanceof Stored.Unusable unusable) {
        return new FileFinding.Unusable(unusable.reason());
      }
      return found instanceof Stored.Placeholder
          ? new FileFinding.Note()
          : new FileFinding.Missing();
    } catch (PosixException e) {
      return failed(e);
    }
  }

  private Optional<String> unlike(
      Stored.Held held, Secret content, CredentialFile file, Decided one) {
    Optional<String> ofFile =
        one.request().destination() instanceof Destination.Exported
            ? held.difference(file, host.identity().uid())
            : Optional.empty();
    return ofFile.isEmpty()
            && hasKey(one.provider())
            && one.answer() instanceof Provider.Answer.Planned<?> planned
        ? planned.difference(held.reading(), content)
        : ofFile;
  }

  /** Whether what a provider would issue can be told to the last claim. */
  private static boolean hasKey(Provider provider) {
    return provider.isStanding()
        || !provider.kind().equals(CredentialKind.SCITOKEN)
        || provider.verificationKey().isPresent();
  }
}
