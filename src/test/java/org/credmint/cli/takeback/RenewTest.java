// SPDX-License-Identifier: Apache-2.0
package org.credmint.cli.takeback;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.Mockito.mock;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.credmint.control.RecordFile;
import org.credmint.htcondor.knob.Knobs;
import org.credmint.htcondor.tool.JobHolds;
import org.credmint.os.Host;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** The command that has credentials renewed, with a daemon that the test plays. */
class RenewTest {
  @TempDir private Path control;
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();
  private String request = "";

  private int run(Runnable daemon, String... arguments) {
    Surroundings surroundings =
        new Surroundings(
            Host.create(),
            () -> Instant.EPOCH,
            name -> Knobs.of(Map.of("CREDMINT_CONTROL_DIRECTORY", control.toString())),
            mock(JobHolds.class),
            "root",
            () -> "X",
            time -> {
              daemon.run();
              return true;
            });
    return new CommandLine(new Renew(surroundings))
        .setOut(new PrintWriter(out, true))
        .setErr(new PrintWriter(err, true))
        .execute(arguments);
  }

  private List<Path> files() {
    try (Stream<Path> files = Files.list(control)) {
      return files.toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Takes the request, and answers. */
  private void answer(String text) {
    for (Path file : files()) {
      String name = String.valueOf(file.getFileName());
      if (RecordFile.is(name)) {
        try {
          request = Files.readString(file);
          Files.delete(file);
          Files.writeString(control.resolve(RecordFile.answerTo(name)), text);
        } catch (IOException e) {
          throw new UncheckedIOException(e);
        }
      }
    }
  }

  @Test
  void itPrintsWhatTheDaemonAnswersAndLeavesNothingBehind() {
    Runnable daemon = () -> answer("0\nalice/scitokens renewed\n1 renewed, 0 not\n");
    assertThat(run(daemon, "--user", "alice", "--job", "12.3")).isZero();
    assertThat(out.toString()).isEqualTo("alice/scitokens renewed\n1 renewed, 0 not\n");
    assertThat(request)
        .contains("\"act\":\"request\"", "\"user\":\"alice\"", "\"job\":\"12.3\"", "by root");
    assertThat(files()).isEmpty();
    assertThat(run(() -> answer("1\n0 renewed, 0 not\n"), "--all")).isEqualTo(1);
  }

  @Test
  void aDaemonThatIsDownIsSaidToBeAndTheRequestIsTakenBack() {
    assertThat(run(() -> {}, "--all")).isEqualTo(2);
    assertThat(err.toString()).contains("is it running?", "nothing was done");
    assertThat(files()).isEmpty();
  }

  @Test
  void aDaemonThatNeedsLongIsNotWaitedForForEver() {
    assertThat(run(() -> files().forEach(file -> file.toFile().delete()), "--all")).isEqualTo(2);
    assertThat(err.toString()).contains("still renewing after 60 s");
  }

  @Test
  void whatIsToBeRenewedHasToBeSaid() {
    assertThat(run(() -> {})).isEqualTo(2);
    assertThat(run(() -> {}, "--all", "--user", "alice")).isEqualTo(2);
    assertThat(files()).isEmpty();
  }
}
