// SPDX-License-Identifier: Apache-2.0
package org.credmint.metrics;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.credmint.config.MonitoringSettings;
import org.credmint.os.ChildJvm;
import org.credmint.os.Host;
import org.credmint.status.TestReports;
import org.junit.jupiter.api.Test;

/** Connections that ask for nothing, to a process with the launcher's options. */
final class MetricsFloodTest {
  private static final String SERVING = "serving";
  private static final int CONNECTIONS = 100;
  private static final int MOST = 64;
  private static final int PATIENCE_MILLIS = 60_000;

  /** Serves on the port that is given until its input ends. */
  public static void main(String[] arguments) throws IOException {
    MonitoringSettings on =
        new MonitoringSettings(
            Optional.empty(), Optional.empty(), Optional.of(Integer.valueOf(arguments[0])));
    try (Monitoring monitoring = new Monitoring(Host.create())) {
      monitoring.publisher().publish(TestReports.site(), on);
      System.out.println(SERVING);
      System.in.readAllBytes();
    }
  }

  private static List<String> launchersOptions() throws IOException {
    String limits = "http_limits='";
    List<String> launcher = Files.readAllLines(Path.of("src/main/dist/lib/launch.sh"));
    assertThat(launcher).anyMatch(one -> one.startsWith("    $http_limits "));
    String line = launcher.stream().filter(one -> one.startsWith(limits)).findFirst().orElseThrow();
    return List.of(line.substring(limits.length(), line.length() - 1).split(" "));
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  private static Socket halfOpen(int port) throws IOException {
    Socket socket = new Socket(InetAddress.getByAddress(new byte[] {127, 0, 0, 1}), port);
    socket.setSoTimeout(PATIENCE_MILLIS);
    try {
      socket.getOutputStream().write("GET /metr".getBytes(UTF_8));
    } catch (SocketException e) {
      return socket; // it is one too many, and closed already
    }
    return socket;
  }

  /** Waits until the server closes it; fails where it does not. */
  private static void awaitEnd(Socket socket) throws IOException {
    try {
      assertThat(socket.getInputStream().read()).isEqualTo(-1);
    } catch (SocketException e) {
      assertThat(e).hasMessageContaining("reset"); // what it had not read went with it
    }
  }

  private static long socketsOf(long pid) throws IOException {
    List<Path> descriptors;
    try (Stream<Path> all = Files.list(Path.of("/proc", Long.toString(pid), "fd"))) {
      descriptors = all.toList();
    }
    long sockets = 0;
    for (Path one : descriptors) {
      if (Files.isSymbolicLink(one)
          && Files.readSymbolicLink(one).toString().startsWith("socket:")) {
        sockets++;
      }
    }
    return sockets;
  }

  @Test
  void halfOpenConnectionsTakeUpFewDescriptorsAndEndByThemselves() throws IOException {
    int port = freePort();
    List<Socket> sockets = new ArrayList<>();
    try (ChildJvm child =
        ChildJvm.start(":", MetricsFloodTest.class, launchersOptions(), Integer.toString(port))) {
      child.awaitLine(SERVING);
      for (int i = 0; i < CONNECTIONS; i++) {
        sockets.add(halfOpen(port));
      }
      awaitEnd(sockets.get(CONNECTIONS - 1));
      assertThat(socketsOf(child.pid())).isLessThanOrEqualTo(MOST + 4);
      for (Socket socket : sockets) {
        awaitEnd(socket);
      }
      try (InputStream page =
          URI.create("http://127.0.0.1:" + port + "/metrics").toURL().openStream()) {
        assertThat(new String(page.readAllBytes(), UTF_8)).contains("credmint_users 7.0");
      }
    } finally {
      for (Socket socket : sockets) {
        socket.close();
      }
    }
  }
}
