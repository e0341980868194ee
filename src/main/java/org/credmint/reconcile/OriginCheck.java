// SPDX-License-Identifier: Apache-2.0
package org.credmint.reconcile;

import java.io.IOException;
import java.lang.ref.SoftReference;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.credmint.audit.search.AuditFiles;
import org.credmint.audit.search.IssuedTokens;
import org.credmint.credential.CredentialId;
import org.credmint.credential.Description;
import org.credmint.issue.LocalIssuer;
import org.credmint.provider.Provider;
import org.credmint.store.CredentialFile;
import org.credmint.store.Stored;
import org.jspecify.annotations.Nullable;

/**
 * Whether a file that is named like a job's credential, and that no job asks for, holds a token
 * that Credmint issued for this job. Only then may it be removed: its name alone proves nothing.
 *
 * <p>The audit log tells. It is read once for all tokens that were issued before, and again for a
 * younger one only after a rest that bounds the work. Where it is turned off, or no longer reaches
 * back to the token's issue, the provider's key tells.
 */
public final class OriginCheck {
  /** At most a twentieth of the time is spent on reading the audit log. */
  private static final int REST_FACTOR = 19;

  private static final long SHORTEST_REST_NANOS = 60_000_000_000L;

  private final Supplier<Optional<Path>> auditLog;
  private final LongSupplier nanoTime;
  private final int uid;
  private final ReentrantLock reading = new ReentrantLock();
  private volatile @Nullable Index index;

  /**
   * A check.
   *
   * @param auditLog the log's newest file; empty where none is kept
   * @param uid the user id that owns the files which we write
   */
  public OriginCheck(Supplier<Optional<Path>> auditLog, LongSupplier nanoTime, int uid) {
    this.auditLog = auditLog;
    this.nanoTime = nanoTime;
    this.uid = uid;
  }

  /** What was found. */
  public sealed interface Origin {
    /** The token is ours, and for this job. */
    record Ours() implements Origin {}

    /** It is somebody else's, for all that can be known. */
    record Foreign(String reason) implements Origin {}

    /** That cannot be told yet. */
    record Unknown(Optional<String> reason) implements Origin {}
  }

  private record Index(
      Path log, SoftReference<IssuedTokens> tokens, Instant start, long endNanos, long restNanos) {}

  /**
   * Finds out whose a file is.
   *
   * @param file as we would write it
   * @param stored the same as it was read just now
   * @param provider by whose name it goes; empty where it is not served any more
   */
  public Origin of(CredentialFile file, Stored stored, Optional<Provider> provider, Instant now) {
    if (!(stored instanceof Stored.Held held)) {
      return new Origin.Foreign("it contains no token");
    }
    Optional<Path> log = auditLog.get();
    if (log.isEmpty()) {
      return bySignature(file, held, provider);
    }
    try {
      Optional<IssuedTokens> tokens = tokens(log.get(), held, now);
      return tokens.isEmpty()
          ? new Origin.Unknown(Optional.empty())
          : byLog(file, held, tokens.get(), provider);
    } catch (IOException e) {
      return new Origin.Unknown(Optional.of("the audit log cannot be read: " + e.getMessage()));
    }
  }

  private Origin byLog(
      CredentialFile file, Stored.Held held, IssuedTokens tokens, Optional<Provider> provider) {
    CredentialId id = file.id();
    Description token = held.reading().description();
    String name = AuditEntries.targetOf(id);
    if (tokens.contains(id.provider(), id.user(), name, token.serial())) {
      return new Origin.Ours();
    }
    return latestIssue(token).isBefore(tokens.completeSince().truncatedTo(ChronoUnit.SECONDS))
        ? bySignature(file, held, provider)
        : new Origin.Foreign("the audit log has no record of its token");
  }

  /** A user can store a copy of a token of ours, but not in a file that looks like ours. */
  private Origin bySignature(CredentialFile file, Stored.Held held, Optional<Provider> provider) {
    boolean ours =
        held.difference(file, uid).isEmpty()
            && provider.filter(one -> one.hasIssued(held.reading(), held.content())).isPresent();
    return ours
        ? new Origin.Ours()
        : new Origin.Foreign("it is not signed by provider " + file.id().provider());
  }

  /** A token's {@code iat} is cut to whole seconds, and some seconds early. */
  private static Instant latestIssue(Description token) {
    return token.issuedAt().plus(LocalIssuer.LONGEST_EARLY);
  }

  /** Empty where another worker reads the log, or it was read too short a time ago. */
  private Optional<IssuedTokens> tokens(Path log, Stored.Held held, Instant now)
      throws IOException {
    Optional<IssuedTokens> known = known(log, held);
    if (known.isPresent() || !reading.tryLock()) {
      return known;
    }
    try {
      Index last = index;
      boolean rested =
          last == null
              || !last.log().equals(log)
              || nanoTime.getAsLong() - last.endNanos() >= last.restNanos();
      return rested ? Optional.of(read(log, now)) : known(log, held);
    } finally {
      reading.unlock();
    }
  }

  /** What was read before, if that is enough: a token's line is on the disk before its file is. */
  private Optional<IssuedTokens> known(Path log, Stored.Held held) {
    Index last = index;
    if (last == null || !last.log().equals(log)) {
      return Optional.empty();
    }
    boolean enough = latestIssue(held.reading().description()).isBefore(last.start());
    return enough ? Optional.ofNullable(last.tokens().get()) : Optional.empty();
  }

  private IssuedTokens read(Path log, Instant now) throws IOException {
    long startNanos = nanoTime.getAsLong();
    IssuedTokens tokens;
    try {
      tokens = IssuedTokens.read(AuditFiles.ofAuditLog(log));
    } catch (NoSuchFileException e) {
      tokens = IssuedTokens.none(); // nothing has been written yet
    }
    long end = nanoTime.getAsLong();
    long rest = Math.max(SHORTEST_REST_NANOS, REST_FACTOR * (end - startNanos));
    index = new Index(log, new SoftReference<>(tokens), now, end, rest);
    return tokens;
  }
}
