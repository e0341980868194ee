// SPDX-License-Identifier: Apache-2.0
package org.credmint.cli.takeback;

import java.io.IOException;
import java.io.PrintWriter;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.credmint.audit.line.AuditEntry;
import org.credmint.audit.line.AuditLine;
import org.credmint.audit.search.AuditFiles;
import org.credmint.audit.search.AuditQuery;
import org.credmint.audit.search.SearchResult;
import org.credmint.credential.JobId;
import org.credmint.revocation.Revocation;

/** The tokens that somebody may still have and use, by the audit log. */
final class IssuedBefore {
  private static final int MOST_PRINTED = 50;

  private final List<AuditLine> tokens = new ArrayList<>();
  private long damaged;

  /**
   * Those of some revocations that are valid at a time.
   *
   * @throws IOException where the audit log cannot be read
   */
  static IssuedBefore of(AuditFiles files, List<Revocation> revocations, Instant now)
      throws IOException {
    IssuedBefore found = new IssuedBefore();
    SearchResult read =
        files.find(
            AuditQuery.ofTokensAliveAt(now),
            (line, text) -> {
              if (revocations.stream().anyMatch(one -> isMeant(line, one))) {
                found.tokens.add(line);
              }
            });
    found.damaged = read.damaged();
    found.tokens.sort(Comparator.comparing(IssuedBefore::end));
    return found;
  }

  private static Instant end(AuditLine token) {
    return token.claims().expiresAt().orElse(Instant.MAX);
  }

  private static boolean isMeant(AuditLine line, Revocation revocation) {
    boolean isIssued =
        line.act().equals(AuditEntry.Act.MINT.word())
            || line.act().equals(AuditEntry.Act.RENEWAL.word());
    Optional<String> target = Optional.of(line.target()).filter(name -> !name.isEmpty());
    return isIssued
        && revocation
            .filter()
            .matches(line.user(), line.provider(), JobId.parse(line.job()), target)
        && revocation.tokenId().filter(id -> !id.equals(line.claims().tokenId())).isEmpty()
        && revocation.keyId().filter(id -> !id.equals(line.claims().keyId())).isEmpty();
  }

  /**
   * The ids of all tokens.
   *
   * @throws IOException where lines of the audit log are damaged, so that nobody knows all
   */
  List<String> ids() throws IOException {
    if (damaged > 0) {
      throw new IOException(
          damaged + " damaged lines of the audit log may tell of more tokens: see 'audit verify'");
    }
    return tokens.stream()
        .map(line -> line.claims().tokenId())
        .filter(id -> !id.isEmpty())
        .toList();
  }

  /** Whether one of them is for all jobs of a cluster. */
  boolean isOfCluster() {
    return tokens.stream()
        .flatMap(line -> JobId.parse(line.job()).stream())
        .anyMatch(JobId::isCluster);
  }

  /** A line for each, those that expire first at the top. */
  void print(PrintWriter out) {
    if (damaged > 0) {
      out.printf("%d lines of the audit log are damaged, so there may be more tokens.%n", damaged);
    }
    if (tokens.isEmpty()) {
      out.println("By the audit log no token that matches is valid any more.");
      return;
    }
    out.printf(
        "%s by the audit log, and may be used until then unless the services refuse %s:%n",
        tokens.size() == 1
            ? "1 token that matches is valid"
            : tokens.size() + " tokens that match are valid",
        tokens.size() == 1 ? "it" : "them");
    for (AuditLine one : tokens.subList(0, Math.min(tokens.size(), MOST_PRINTED))) {
      String name = one.job().isEmpty() ? one.target() : "job " + one.job();
      out.printf(
          "  until %s  %s/%s%s  jti %s%n",
          end(one),
          one.user(),
          one.provider(),
          name.isEmpty() ? "" : " " + name,
          one.claims().tokenId());
    }
    if (tokens.size() > MOST_PRINTED) {
      out.printf(
          "  and %d more, the last until %s%n",
          tokens.size() - MOST_PRINTED, end(tokens.get(tokens.size() - 1)));
    }
  }
}
