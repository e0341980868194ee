// SPDX-License-Identifier: Apache-2.0
package org.credmint.diagnosis;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.credmint.credential.Description;
import org.credmint.credential.kind.TimeInWords;
import org.credmint.inspect.Explanation;
import org.credmint.inspect.FileFinding;
import org.credmint.inspect.Sight;
import org.credmint.provider.Provider;
import org.credmint.request.Destination;

/**
 * Whether the file of a credential is there, and of use to those who read it.
 *
 * @param sight what is on disk
 * @param decided what it is the file of
 */
public record FileLinks(Sight sight, Explanation.Decided decided, Found.Reader reader) {
  private static final String FILE = "file";
  private static final String VALIDITY = "validity";
  private static final int OPEN_TO_OTHERS = 0077;

  /** Clocks of one machine do not differ, but a token may be a moment old. */
  private static final Duration SKEW = Duration.ofSeconds(2);

  /** The links. */
  public List<Link> all() {
    FileFinding file = sight.file();
    if (!(file instanceof FileFinding.Found found)) {
      return List.of(notThere(file));
    }
    List<Link> links = new ArrayList<>();
    links.add(whyUnread(found).orElseGet(() -> Link.ok(FILE, sight.path() + " is there")));
    links.add(validity(found.said()));
    if (decided.answer() instanceof Provider.Answer.Planned<?>) {
      links.add(content(found));
    }
    links.add(freshness(found.said()));
    return links;
  }

  private Link content(FileFinding.Found found) {
    return found
        .unlike()
        .map(
            why ->
                Link.fault(
                    "content",
                    "%s is not what the configuration on disk gives: %s"
                        .formatted(sight.path(), why),
                    "condor_reconfig"))
        .orElseGet(() -> Link.ok("content", "it is what the configuration gives"));
  }

  private Link notThere(FileFinding file) {
    Object path = sight.path();
    if (file instanceof FileFinding.Unseen unseen) {
      return Link.unknown(
          FILE, path + " cannot be seen: " + unseen.reason(), "sudo namei -l " + Link.word(path));
    }
    if (file instanceof FileFinding.Unusable unusable) {
      return Link.fault(
          FILE,
          "%s is of no use: %s".formatted(path, unusable.reason()),
          "ls -l " + Link.word(path));
    }
    return file instanceof FileFinding.Note
        ? Link.ok(FILE, path + " is a note, since only jobs have credentials of this provider")
        : Link.fault(FILE, path + " is not there", "namei -l " + Link.word(path));
  }

  private boolean isInDirectory() {
    return decided.request().destination() instanceof Destination.CredentialDirectory;
  }

  /** HTCondor's shadow reads a file that it does not trust only if it is root's alone. */
  private Optional<Link> whyUnread(FileFinding.Found found) {
    if (!isInDirectory() || reader.trusting()) {
      return Optional.empty();
    }
    if (found.uid() != reader.owner()) {
      return Optional.of(
          Link.fault(
              FILE,
              "%s is owned by uid %d, not %d, and the shadow reads no others without TRUST_CREDENTIAL_DIRECTORY"
                  .formatted(sight.path(), found.uid(), reader.owner()),
              "chown %d %s".formatted(reader.owner(), Link.word(sight.path()))));
    }
    return (found.mode() & OPEN_TO_OTHERS) == 0
        ? Optional.empty()
        : Optional.of(
            Link.fault(
                FILE,
                "%s has mode %04o, and the shadow reads no file that others may touch without TRUST_CREDENTIAL_DIRECTORY"
                    .formatted(sight.path(), found.mode()),
                "chmod go= " + Link.word(sight.path())));
  }

  private Link validity(Description said) {
    Instant now = reader.now();
    if (!now.isBefore(said.expiresAt())) {
      return Link.fault(
          VALIDITY,
          "%s expired %s ago".formatted(sight.path(), between(said.expiresAt(), now)),
          "credmint inspect " + Link.word(sight.path()));
    }
    return now.plus(SKEW).isBefore(said.issuedAt())
        ? Link.fault(
            VALIDITY,
            "%s is valid only in %s: this machine's clock is slow, or was fast when it was issued"
                .formatted(sight.path(), between(now, said.issuedAt())),
            "chronyc tracking")
        : Link.ok(VALIDITY, "it is valid for another " + between(now, said.expiresAt()));
  }

  private Link freshness(Description said) {
    Duration left = Duration.between(reader.now(), said.expiresAt());
    Duration needed = isInDirectory() ? reader.pullInterval() : decided.provider().minimumLife();
    if (left.isNegative() || left.compareTo(needed) >= 0) {
      return Link.ok("freshness", "readers look at least every " + TimeInWords.of(needed));
    }
    return Link.fault(
        "freshness",
        "%s expires in %s, but its readers may not look for another %s: it was not renewed in time"
            .formatted(sight.path(), TimeInWords.of(left), TimeInWords.of(needed)),
        "credmint status --all --user " + decided.request().id().user());
  }

  private static String between(Instant from, Instant to) {
    return TimeInWords.of(Duration.between(from, to));
  }
}
