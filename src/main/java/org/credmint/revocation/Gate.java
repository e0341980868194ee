// SPDX-License-Identifier: Apache-2.0
package org.credmint.revocation;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import org.credmint.os.Host;
import org.credmint.policy.decision.Plan;
import org.credmint.policy.decision.Revoked;
import org.credmint.provider.Provider;
import org.credmint.provider.Provider.Answer;
import org.credmint.request.Request;

/**
 * What every request passes before its provider decides on it, whatever kind of credential it is
 * for. Safe for use by several threads.
 *
 * <p>It looks at the list of revocations each time that it is asked for it, so that nothing is
 * issued by an older one. Where the list cannot be read, what was read last holds; where it never
 * could be, nothing may be issued.
 */
public final class Gate {
  private static final long NEVER_READ = -1;

  private record Known(Path directory, Revocations revocations, long version) {}

  private final RevocationFile file;
  private Optional<Known> known = Optional.empty();

  /** A gate for lists on this machine. */
  public Gate(Host host) {
    this.file = new RevocationFile(host);
  }

  /**
   * What is taken back now.
   *
   * @param directory the control directory
   */
  public synchronized Revocations at(Path directory) {
    Known now = look(before(directory), known.isEmpty());
    known = Optional.of(now);
    return now.revocations();
  }

  /** What holds in another directory holds until the new one has a list of its own. */
  private Known before(Path directory) {
    Known last = known.orElseGet(() -> new Known(directory, Revocations.NONE, 0));
    return last.directory().equals(directory)
        ? last
        : new Known(directory, last.revocations(), NEVER_READ);
  }

  private Known look(Known before, boolean isFirst) {
    Path directory = before.directory();
    try {
      Optional<RevocationFile.Reading> changed = file.read(directory, before.version());
      if (changed.isEmpty() && !before.revocations().isKnown()) {
        throw new IOException(directory.resolve(RevocationFile.NAME) + " is missing; put it back");
      }
      if (changed.isEmpty()) {
        return new Known(
            directory, new Revocations(before.revocations().entries()), before.version());
      }
      if (changed.get().version() == 0 && !before.revocations().entries().isEmpty()) {
        throw new IOException(
            directory.resolve(RevocationFile.NAME)
                + " is missing, although something was revoked; put it back");
      }
      return new Known(
          directory, new Revocations(changed.get().entries()), changed.get().version());
    } catch (IOException e) {
      String why = String.valueOf(e.getMessage());
      boolean isUnknown = isFirst || !before.revocations().isKnown();
      return new Known(
          directory,
          isUnknown ? Revocations.unknown(why) : before.revocations().despite(why),
          before.version());
    }
  }

  /**
   * Decides on one credential by what is taken back and, where nothing is, by its provider. Of two
   * revocations the one that removes files holds, so the key is asked about too.
   */
  public static Answer decide(Revocations revocations, Provider provider, Request request) {
    Optional<Revoked> revoked = revocations.denial(request, Optional.empty());
    if (revoked.isPresent() && !revocations.withdrawByKey()) {
      return new Answer.Denied(revoked.get());
    }
    Answer answer = provider.decide(request);
    Optional<Revoked> byKey =
        answer instanceof Answer.Planned<?> planned
            ? denial(revocations, planned, request)
            : Optional.empty();
    return byKey.or(() -> revoked).<Answer>map(Answer.Denied::new).orElse(answer);
  }

  /** Why what is planned must not be issued; empty where nothing stands in the way. */
  public static <P extends Plan> Optional<Revoked> denial(
      Revocations revocations, Answer.Planned<P> planned, Request request) {
    return revocations.denial(request, planned.issuer().keyId(planned.plan()));
  }
}
