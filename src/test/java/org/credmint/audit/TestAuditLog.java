// SPDX-License-Identifier: Apache-2.0
package org.credmint.audit;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.stream.Stream;
import org.credmint.audit.line.AuditEntry;
import org.credmint.audit.line.AuditEntry.Act;
import org.credmint.audit.line.AuditEntry.Claims;
import org.credmint.audit.search.AuditFiles;
import org.credmint.audit.search.AuditQuery;
import org.credmint.audit.search.Verification;
import org.credmint.config.AuditSettings;
import org.credmint.credential.JobId;
import org.credmint.os.Host;

/** An audit log in a directory of a test. */
public final class TestAuditLog {
  public static final Instant START = Instant.parse("2026-11-22T10:30:58.123Z");

  private static final Set<Act> LATER_ACTS =
      Set.of(Act.LOSS, Act.REVOCATION, Act.LIFT, Act.REQUEST);

  private static final List<Act> FIRST_ACTS =
      Stream.of(Act.values()).filter(act -> !LATER_ACTS.contains(act)).toList();

  private final Path file;
  private Instant now = START;

  public TestAuditLog(Path directory) {
    this.file = directory.resolve("Ledger");
  }

  public Path file() {
    return file;
  }

  /** Each look at the clock is a second later. */
  public InstantSource clock() {
    return () -> {
      synchronized (this) {
        Instant then = now;
        now = now.plusSeconds(1);
        return then;
      }
    };
  }

  public synchronized void setClock(Instant time) {
    now = time;
  }

  public AuditLog open(Host host) {
    return open(host, 0, 0);
  }

  public AuditLog open(Host host, long maxBytes, int keep) {
    return AuditLog.open(host, new AuditSettings(file, maxBytes, keep), clock());
  }

  AuditLog openForDays(Host host, int keep, int days) {
    return AuditLog.open(host, new AuditSettings(file, 0, keep, days), clock());
  }

  /** A mint whose token has this id. */
  public static AuditEntry mint(String tokenId) {
    return new AuditEntry(
        Act.MINT,
        "scitokens",
        "alice",
        Optional.of(new JobId(12, 3)),
        new Claims(
            "local",
            tokenId,
            "alice",
            List.of("https://storage.example.org"),
            "storage.read:/data",
            Optional.of(Instant.ofEpochSecond(1_795_348_200)),
            Optional.of(Instant.ofEpochSecond(1_795_349_400))),
        "everybody",
        "issued");
  }

  /**
   * An entry of any kind that the first release knew, with values of any length. What is drawn has
   * to stay the same, since a file of that release is compared with it.
   */
  public static AuditEntry random(Random random) {
    Act act = FIRST_ACTS.get(random.nextInt(FIRST_ACTS.size()));
    return new AuditEntry(
        act,
        text(random, 8),
        text(random, 12),
        random.nextBoolean()
            ? Optional.empty()
            : Optional.of(new JobId(1 + random.nextInt(99), random.nextInt(9) - 1)),
        new Claims(
            text(random, 5),
            text(random, 12),
            text(random, 12),
            List.of(text(random, 30)).subList(0, random.nextInt(2)),
            text(random, 60),
            Optional.empty(),
            Optional.of(Instant.ofEpochSecond(random.nextInt(Integer.MAX_VALUE)))),
        text(random, 20),
        text(random, 20));
  }

  private static String text(Random random, int most) {
    StringBuilder text = new StringBuilder();
    for (int i = random.nextInt(most); i > 0; i--) {
      text.appendCodePoint(
          random.nextInt(20) == 0 ? random.nextInt(0x500) : 'a' + random.nextInt(26));
    }
    return text.toString();
  }

  /** The lines of a file, without their ends. */
  public static List<String> lines(Path path) throws IOException {
    return Files.readAllLines(path, StandardCharsets.ISO_8859_1);
  }

  /** All files, the oldest first. */
  public List<Path> files() throws IOException {
    try (var entries = Files.list(file.getParent())) {
      List<Path> older =
          new ArrayList<>(
              entries
                  .filter(path -> path.getFileName().toString().startsWith("Ledger."))
                  .sorted()
                  .toList());
      if (Files.exists(file)) {
        older.add(file);
      }
      return older;
    }
  }

  public Verification verify() throws IOException {
    return AuditFiles.ofAuditLog(file).verify(Optional.empty());
  }

  /** The ids of all tokens that lines tell of, in their order. */
  List<String> tokenIds() throws IOException {
    List<String> ids = new ArrayList<>();
    AuditQuery all =
        new AuditQuery(
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty());
    AuditFiles.ofAuditLog(file)
        .find(
            all,
            (line, text) -> {
              if (!line.claims().tokenId().isEmpty()) {
                ids.add(line.claims().tokenId());
              }
            });
    return ids;
  }
}
