// SPDX-License-Identifier: Apache-2.0
package org.credmint.metrics;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.HttpURLConnection;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.credmint.config.MonitoringSettings;
import org.credmint.credential.CredentialId;
import org.credmint.event.DaemonEvent;
import org.credmint.event.Event;
import org.credmint.os.Host;
import org.credmint.status.Condition;
import org.credmint.status.CredentialStatus;
import org.credmint.status.StatusPublisher;
import org.credmint.status.StatusReport;
import org.credmint.status.TestReports;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Where reports go, by the knobs. */
final class MonitoringTest {
  private static final StatusReport REPORT = TestReports.site();

  @TempDir Path temporary;
  private final Monitoring monitoring = new Monitoring(Host.create());
  private final StatusPublisher publisher = monitoring.publisher();

  @AfterEach
  void close() {
    monitoring.close();
  }

  private record Answer(int status, String type, String policy, String body) {}

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  private static MonitoringSettings on(int port) {
    return new MonitoringSettings(Optional.empty(), Optional.empty(), Optional.of(port));
  }

  private static Answer get(int port, String path, String method) throws IOException {
    HttpURLConnection connection =
        (HttpURLConnection) URI.create("http://127.0.0.1:" + port + path).toURL().openConnection();
    connection.setRequestMethod(method);
    int status = connection.getResponseCode();
    try (InputStream in =
        status < 400 ? connection.getInputStream() : connection.getErrorStream()) {
      String body = in == null ? "" : new String(in.readAllBytes(), UTF_8);
      return new Answer(
          status,
          connection.getContentType(),
          connection.getHeaderField("Content-Security-Policy"),
          body);
    }
  }

  @Test
  void nothingIsServedUnlessItIsAskedFor() throws IOException {
    assertThat(publisher.publish(REPORT, MonitoringSettings.OFF)).isEmpty();
    try (Stream<Path> files = Files.list(temporary)) {
      assertThat(files).isEmpty();
    }
  }

  @Test
  void theMetricsFileIsWrittenWhole() throws IOException {
    Path file = temporary.resolve("credmint.prom");
    publisher.publish(
        REPORT, new MonitoringSettings(Optional.empty(), Optional.of(file), Optional.empty()));
    assertThat(Files.readString(file)).contains("credmint_users 7.0").endsWith("\n");
  }

  @Test
  void metricsStateAndHealthPageAreServed() throws IOException {
    int port = freePort();
    assertThat(publisher.publish(REPORT, on(port))).isEmpty();
    assertThat(get(port, "/metrics", "GET").body()).contains("credmint_users 7.0");
    assertThat(get(port, "/metrics", "GET").type()).startsWith("text/plain; version=0.0.4");
    assertThat(get(port, "/status.json", "GET").body()).startsWith("{\"schema\":1");
    assertThat(get(port, "/", "GET").body()).contains("<title>CRITICAL - Credmint</title>");
    assertThat(get(port, "/", "GET").policy()).startsWith("default-src 'none'");
    assertThat(get(port, "/", "HEAD").status()).isEqualTo(200);
    assertThat(get(port, "/other", "GET").status()).isEqualTo(404);
    assertThat(get(port, "/metrics", "POST").status()).isEqualTo(405);
  }

  @Test
  void theNextReportReplacesTheOneBefore() throws IOException {
    int port = freePort();
    publisher.publish(REPORT, on(port));
    publisher.publish(TestReports.of(List.of(), List.of()), on(port));
    assertThat(get(port, "/metrics", "GET").body()).contains("credmint_users 0.0");
  }

  @Test
  void aPageOfElsewhereCannotReadItUnderItsOwnName() throws IOException {
    int port = freePort();
    publisher.publish(REPORT, on(port));
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port);
        OutputStream out = socket.getOutputStream()) {
      out.write(
          "GET / HTTP/1.1\r\nHost: evil.example\r\nConnection: close\r\n\r\n".getBytes(UTF_8));
      out.flush();
      String answer = new String(socket.getInputStream().readAllBytes(), UTF_8);
      assertThat(answer).startsWith("HTTP/1.1 421").doesNotContain("user0");
    }
  }

  @Test
  void aPortInUseIsToldOnceAndServedWhenItIsFree() throws IOException {
    int port = freePort();
    List<Event> events = new ArrayList<>();
    try (ServerSocket other = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
      assertThat(other.getLocalPort()).isEqualTo(port);
      publisher.publish(REPORT, on(port)).ifPresent(events::add);
      publisher.publish(REPORT, on(port)).ifPresent(events::add);
      assertThat(events)
          .singleElement()
          .satisfies(
              event ->
                  assertThat(event.text())
                      .contains("CREDMINT_METRICS_PORT = " + port, "Address already in use"));
    }
    assertThat(publisher.publish(REPORT, on(port)).orElseThrow())
        .isInstanceOf(DaemonEvent.StatusPublished.class);
    assertThat(get(port, "/metrics", "GET").status()).isEqualTo(200);
  }

  @Test
  void aPortThatIsNoLongerAskedForIsClosed() throws IOException {
    int port = freePort();
    publisher.publish(REPORT, on(port));
    publisher.publish(REPORT, MonitoringSettings.OFF);
    try (ServerSocket again = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
      assertThat(again.isBound()).isTrue();
    }
  }

  @Test
  void aFloodOfRequestsIsAnswered() throws IOException {
    int port = freePort();
    publisher.publish(REPORT, on(port));
    for (int i = 0; i < 300; i++) {
      assertThat(get(port, "/metrics", "GET").status()).isEqualTo(200);
    }
  }

  @Test
  void aClockThatWasSetBackMakesNoNegativeTime() {
    StatusReport base = TestReports.site();
    StatusReport before =
        new StatusReport(
            base.process(),
            base.process().startedAt().minusSeconds(3_600),
            true,
            List.of(),
            List.of(),
            List.of(),
            0,
            0,
            List.of());
    assertThat(new HealthPage(before).toString()).contains("running for 0 s.");
  }

  @Test
  void namesAndReasonsCannotBecomeMarkup() {
    CredentialStatus base = TestReports.credential("x", Condition.MISSING);
    CredentialStatus hostile =
        new CredentialStatus(
            new CredentialId("<b>", "scitokens", ""),
            base.job(),
            base.target(),
            base.condition(),
            base.expiresAt(),
            base.nextAt(),
            1,
            "<script>alert(\"1\")</script> & more");
    String page = new HealthPage(TestReports.of(List.of(), List.of(hostile))).toString();
    assertThat(page)
        .contains("&lt;b&gt;/scitokens", "&lt;script&gt;alert(&quot;1&quot;)", "&amp; more")
        .doesNotContain("<script", "<b>");
  }
}
