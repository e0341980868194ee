// SPDX-License-Identifier: Apache-2.0
package org.credmint.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.credmint.status.Alarm;
import org.credmint.status.Condition;
import org.credmint.status.CredentialStatus;
import org.credmint.status.StatusReport;
import org.credmint.status.StatusReport.StatusProblem;
import org.credmint.status.TestReports;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The health page in a real browser; {@code scripts/test --with chromium} runs it. */
@EnabledIfSystemProperty(named = "credmint.chromium", matches = ".+")
final class HealthPageBrowserTest {
  private static final int PHONE = 412;

  /**
   * Measures the page in a frame of a phone's width, and writes what it found into its own text.
   */
  private static final String MEASURE =
      """
      <!DOCTYPE html><html><body><iframe id="page" src="page.html" width="%1$d" height="915" style="border:0"></iframe>
      <script>
      const frame = document.getElementById("page");
      frame.onload = () => {
        const page = frame.contentDocument;
        const wide = [...page.querySelectorAll("*")].filter(e => e.getBoundingClientRect().right > %1$d + 1);
        document.body.innerHTML = "width=" + page.documentElement.scrollWidth + " wide=" + wide.length
          + " rows=" + page.querySelectorAll("tbody tr").length + " title=" + page.title;
      };
      </script></body></html>
      """;

  @TempDir private Path temporary;

  private static StatusReport report() {
    List<CredentialStatus> all = new ArrayList<>();
    Stream.of(Condition.values()).forEach(one -> all.add(TestReports.credential("alice", one)));
    all.add(TestReports.credential("user" + "x".repeat(80), Condition.FAILING));
    StatusProblem problem =
        new StatusProblem(
            "job queue", Alarm.CRITICAL, TestReports.NOW, "Cannot read " + "/very/long".repeat(30));
    return TestReports.of(List.of(problem), all);
  }

  private String chromium(String... arguments) throws IOException, InterruptedException {
    List<String> command =
        new ArrayList<>(
            List.of(
                System.getProperty("credmint.chromium", ""),
                "--headless",
                "--no-sandbox",
                "--disable-gpu",
                "--hide-scrollbars",
                "--allow-file-access-from-files",
                "--user-data-dir=" + temporary.resolve("profile")));
    command.addAll(List.of(arguments));
    Path out = temporary.resolve("out");
    Process process =
        new ProcessBuilder(command)
            .redirectErrorStream(false)
            .redirectOutput(out.toFile())
            .redirectError(temporary.resolve("err").toFile())
            .start();
    assertThat(process.waitFor(2, TimeUnit.MINUTES)).as("ends").isTrue();
    return Files.readString(out);
  }

  @ParameterizedTest
  @ValueSource(ints = {PHONE, 320, 1200})
  void nothingIsWiderThanTheScreen(int width) throws IOException, InterruptedException {
    Files.writeString(temporary.resolve("page.html"), new HealthPage(report()).toString());
    Path measure = temporary.resolve("measure.html");
    Files.writeString(measure, MEASURE.formatted(width));
    String found = chromium("--virtual-time-budget=5000", "--dump-dom", measure.toUri().toString());
    assertThat(found)
        .contains("width=" + width + " wide=0", "title=CRITICAL - Credmint")
        .containsPattern("rows=[1-9]");
  }

  @Test
  void itIsDrawn() throws IOException, InterruptedException {
    Path page = temporary.resolve("page.html");
    Files.writeString(page, new HealthPage(TestReports.site()).toString());
    Path picture = temporary.resolve("picture.png");
    chromium("--window-size=" + PHONE + ",915", "--screenshot=" + picture, page.toUri().toString());
    assertThat(Files.size(picture)).isGreaterThan(5_000);
    String keep = System.getProperty("credmint.screenshot", "");
    if (!keep.isEmpty()) {
      Files.copy(picture, Path.of(keep));
    }
  }
}
