// SPDX-License-Identifier: Apache-2.0
package org.credmint.live;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * A real authorization server, {@code oidc-provider} of npm, in a pool's network. {@code
 * scripts/test --with oidc} installs it.
 */
final class OidcProvider implements AutoCloseable {
  static final int PORT = 9080;
  static final String CLIENT_SECRET = "a-secret-of-the-live-test";

  private static final Path HOME =
      Path.of(System.getProperty("basedir", ""), "target", "oidc").toAbsolutePath();

  private final List<String> inPool;
  private final Process server;

  private OidcProvider(List<String> inPool, Process server) {
    this.inPool = inPool;
    this.server = server;
  }

  /** Why it cannot be run here; empty where it can. */
  static Optional<String> whyMissing() {
    return Files.isDirectory(HOME.resolve("node_modules/oidc-provider"))
        ? Optional.empty()
        : Optional.of(HOME + " has no oidc-provider: run 'scripts/test --with oidc'");
  }

  /** Starts it, with access tokens that live so long in seconds. */
  static OidcProvider start(LivePool pool, int lifetime) {
    List<String> inPool = List.of("nsenter", "--target", pool.init(), "--net", "--");
    try {
      Path script =
          Files.copy(
              Path.of(System.getProperty("basedir", ""), "src/test/oidc/server.mjs"),
              HOME.resolve("server.mjs"),
              StandardCopyOption.REPLACE_EXISTING);
      Process server =
          command(inPool, "node", script.toString(), "" + PORT, "" + lifetime)
              .redirectErrorStream(true)
              .start();
      awaitReady(server);
      return new OidcProvider(inPool, server);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static ProcessBuilder command(List<String> inPool, String... command) {
    List<String> whole = new ArrayList<>(inPool);
    whole.addAll(List.of(command));
    return new ProcessBuilder(whole);
  }

  private static void awaitReady(Process server) throws IOException {
    BufferedReader output = server.inputReader(UTF_8);
    for (String line = output.readLine(); line != null; line = output.readLine()) {
      if (line.equals("listening")) {
        return;
      }
    }
    throw new AssertionError("oidc-provider ended before it listened");
  }

  /** A user logs in; the refresh token. */
  String login(String user) {
    return get("/login/" + user);
  }

  /** All of a user's logins end. */
  void logout(String user) {
    get("/logout/" + user);
  }

  private String get(String path) {
    try {
      Process curl =
          command(inPool, "curl", "-sf", "-m", "20", "http://127.0.0.1:" + PORT + path).start();
      String answer = new String(curl.getInputStream().readAllBytes(), UTF_8);
      if (!curl.waitFor(30, TimeUnit.SECONDS) || curl.exitValue() != 0) {
        throw new AssertionError("oidc-provider does not answer");
      }
      return answer;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  @Override
  public void close() {
    server.destroyForcibly();
  }
}
