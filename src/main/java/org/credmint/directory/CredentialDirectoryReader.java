// SPDX-License-Identifier: Apache-2.0
package org.credmint.directory;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.credmint.credential.CredentialId;
import org.credmint.credential.JobId;
import org.credmint.htcondor.CredentialFileNames;
import org.credmint.htcondor.NameRule;
import org.credmint.os.file.DirectoryEntry;
import org.credmint.os.file.DurableBatch;
import org.credmint.os.libc.FileNames;
import org.credmint.os.libc.FileState;

/**
 * Reads the names in the credential directory as requests.
 *
 * @param providers the services that are served
 * @param forJobs those of them that issue for jobs or clusters of jobs
 * @param schedds the local names of the schedds whose jobs have credentials, but for the primary
 * @param names how file names are divided among providers
 * @param trustedOwners the user ids that may own a user's directory: HTCondor's, root's and our own
 */
public record CredentialDirectoryReader(
    Set<String> providers,
    Set<String> forJobs,
    Set<String> schedds,
    NameRule names,
    Set<Integer> trustedOwners) {
  private static final int WRITABLE_BY_OTHERS = 0002;

  /** Takes copies. */
  public CredentialDirectoryReader {
    providers = Set.copyOf(providers);
    forJobs = Set.copyOf(forJobs);
    schedds = Set.copyOf(schedds);
    trustedOwners = Set.copyOf(trustedOwners);
  }

  /** The same on a machine whose only schedd has no local name. */
  public CredentialDirectoryReader(
      Set<String> providers, Set<String> forJobs, NameRule names, Set<Integer> trustedOwners) {
    this(providers, forJobs, Set.of(), names, trustedOwners);
  }

  /** Finds the users in what the credential directory holds. */
  public UserListing users(List<DirectoryEntry> entries) {
    List<String> names = new ArrayList<>();
    List<Anomaly> anomalies = new ArrayList<>();
    for (DirectoryEntry entry : entries) {
      if (CredentialFileNames.isUser(entry.name()) && entry.kind() == FileState.Kind.DIRECTORY) {
        names.add(entry.name());
      } else {
        whyNoUser(entry).ifPresent(anomalies::add);
      }
    }
    return new UserListing(names, anomalies);
  }

  private static Optional<Anomaly> whyNoUser(DirectoryEntry entry) {
    String name = FileNames.printable(entry.name());
    if (entry.kind() == FileState.Kind.SYMLINK) {
      return Optional.of(
          new Anomaly(
              name,
              "it is a symbolic link, which Credmint never follows; if it leads to a user's credentials, move them into a directory of this name"));
    }
    if (entry.kind() != FileState.Kind.DIRECTORY) {
      return Optional.empty();
    }
    String reason =
        CredentialFileNames.isControl(entry.name())
            ? "HTCondor uses this name for a file of its own, so a user of this name is not served; nothing in it is touched"
            : "invalid user name: HTCondor allows only letters, digits and - + = _ . and one @; nothing in it is touched";
    return Optional.of(new Anomaly(name, reason));
  }

  /**
   * Why nothing may be written into a user's directory.
   *
   * @param state the state of the opened directory
   * @return empty where it may be
   */
  public Optional<Anomaly> whyUnsafe(String user, FileState state) {
    if (!trustedOwners.contains(state.uid())) {
      return Optional.of(
          new Anomaly(
              user,
              "the directory is owned by uid %d, not by root or HTCondor, so nothing is written there; correct its owner with chown if it should be HTCondor's"
                  .formatted(state.uid())));
    }
    if ((state.mode() & WRITABLE_BY_OTHERS) != 0) {
      return Optional.of(
          new Anomaly(
              user,
              "the directory is world-writable (mode %04o); run chmod o-w on it"
                  .formatted(state.mode())));
    }
    return Optional.empty();
  }

  /** Finds the credentials that a user asks for in what the user's directory holds. */
  public UserDirectoryListing of(String user, List<DirectoryEntry> entries) {
    Set<String> files = new HashSet<>(entries.size() * 2);
    entries.forEach(entry -> files.add(entry.name()));
    List<CredentialId> requests = new ArrayList<>();
    List<Anomaly> anomalies = new ArrayList<>();
    List<String> leftovers = new ArrayList<>();
    List<CredentialId> present = new ArrayList<>();
    for (DirectoryEntry entry : entries) {
      if (DurableBatch.isTemp(entry.name())) {
        leftovers.add(entry.name());
      } else if (entry.name().endsWith(CredentialFileNames.TOP)) {
        Optional<CredentialId> asked = asked(user, entry.name(), files);
        boolean isJobs =
            ofJob(user, stem(entry.name(), CredentialFileNames.TOP), files).isPresent();
        if (isJobs && entry.kind() == FileState.Kind.REGULAR) {
          anomalies.add(namedLikeAJobs(user, entry));
        } else if (asked.isPresent() && entry.kind() == FileState.Kind.REGULAR) {
          requests.add(asked.get());
          if (files.contains(asked.get().stem() + CredentialFileNames.USE)) {
            present.add(asked.get());
          }
        } else if (asked.isPresent()) {
          anomalies.add(notRegular(user, entry));
        }
      } else if (!forJobs.isEmpty() && entry.name().endsWith(CredentialFileNames.USE)) {
        ofJob(user, stem(entry.name(), CredentialFileNames.USE), files).ifPresent(present::add);
      }
    }
    return new UserDirectoryListing(requests, anomalies, leftovers, present);
  }

  /**
   * Whether knobs give a credential's file to another monitor, so that we must not make it.
   *
   * @return why not; empty where it may be ours
   */
  public Optional<String> whyOthers(CredentialId id) {
    return names.isClaimed(id.stem(), providers) && !providers.contains(id.stem())
        ? Optional.of(
            "the configuration assigns "
                + id.stem()
                + " to another credential monitor, so the file is left alone; rename that service or provider "
                + id.provider())
        : Optional.empty();
  }

  /** Whether a credential is for a login, which stands in the request for it. */
  public boolean isForLogins(CredentialId id) {
    return names.logins().contains(id.provider());
  }

  private static String stem(String file, String suffix) {
    return file.substring(0, file.length() - suffix.length());
  }

  /**
   * What is named like a job's credential of a provider that issues for jobs, and is not another
   * service's by its name.
   */
  private Optional<CredentialId> ofJob(String user, String stem, Set<String> files) {
    for (String provider : forJobs) {
      if (stem.startsWith(provider + "_")) {
        String handle = stem.substring(provider.length() + 1);
        if (JobId.parse(handle).filter(this::isOfASchedd).isPresent()
            && !providers.contains(stem)
            && !files.contains(stem + CredentialFileNames.META)
            && !names.isClaimed(stem, providers)) {
          return Optional.of(new CredentialId(user, provider, handle));
        }
      }
    }
    return Optional.empty();
  }

  private boolean isOfASchedd(JobId job) {
    return job.schedd().isEmpty() || schedds.contains(job.schedd());
  }

  private Optional<CredentialId> asked(String user, String file, Set<String> files) {
    String stem = file.substring(0, file.length() - CredentialFileNames.TOP.length());
    return names
        .ours(stem, providers, files.contains(stem + CredentialFileNames.META))
        .map(parts -> new CredentialId(user, parts.provider(), parts.handle()));
  }

  /** The credd stores any handle for its user; it must not keep a token alive without its job. */
  private static Anomaly namedLikeAJobs(String user, DirectoryEntry entry) {
    return new Anomaly(
        user + "/" + FileNames.printable(entry.name()),
        "it is named like a per-job credential, and those are issued only for jobs in the queue;"
            + " it has no effect; remove this file alone if it bothers you, since condor_store_cred"
            + " delete-oauth would delete the job's token as well");
  }

  private static Anomaly notRegular(String user, DirectoryEntry entry) {
    return new Anomaly(
        user + "/" + FileNames.printable(entry.name()),
        "it is a "
            + entry.kind().text()
            + ", not a regular file, so it is not a request; move it out of the way");
  }
}
