// SPDX-License-Identifier: Apache-2.0
package org.credmint.inspect;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.credmint.config.knob.Problem;
import org.credmint.credential.kind.TimeInWords;
import org.credmint.status.StateFile;

/**
 * Compares this machine's clock with that of the file system, which is another machine's where it
 * is a network file system: by the state file, which says when it was written. The schedd runs on
 * this machine and has its clock.
 */
final class ClockCheck {
  /** A busy disk may take a while. */
  private static final Duration MOST = Duration.ofMinutes(1);

  private ClockCheck() {}

  /** A warning where they differ, or where the clock was set back since. */
  static Optional<Problem> find(Path stateFile, Instant now) {
    try {
      Instant written = StateFile.read(stateFile).writtenAt();
      Instant modified = Files.getLastModifiedTime(stateFile).toInstant();
      return differs(written, modified)
          ? Optional.of(
              problem(
                  stateFile,
                  "was written at %s by this machine's clock and at %s by the file system's"
                      .formatted(written, modified)))
          : setBack(stateFile, written, now);
    } catch (IOException e) {
      return Optional.empty(); // the daemon has not run yet, or 'credmint status' tells why
    }
  }

  private static boolean differs(Instant one, Instant other) {
    return Duration.between(one, other).abs().compareTo(MOST) > 0;
  }

  private static Optional<Problem> setBack(Path stateFile, Instant written, Instant now) {
    return now.plus(MOST).isBefore(written)
        ? Optional.of(
            problem(
                stateFile,
                "was written %s from now: the clock was set back"
                    .formatted(TimeInWords.of(Duration.between(now, written)))))
        : Optional.empty();
  }

  private static Problem problem(Path stateFile, String reason) {
    return Problem.warning(
        stateFile.toString(),
        "",
        reason,
        "synchronize the clocks, for example by chrony: tokens are judged by them");
  }
}
