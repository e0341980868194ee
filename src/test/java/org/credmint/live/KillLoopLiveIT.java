// SPDX-License-Identifier: Apache-2.0
package org.credmint.live;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.JWSObject;
import com.nimbusds.jose.crypto.ECDSAVerifier;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.util.JSONObjectUtils;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.credmint.issue.TokenFileParser;
import org.credmint.issue.UnverifiedToken;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Kills the daemon, as its launcher starts it, again and again at random moments while it mints,
 * and looks at what jobs would be given. Needs no pool: the configuration comes from a script.
 */
class KillLoopLiveIT {

  private static final int LINES = 2;
  private static final int KILLS_PER_LINE = 21;
  private static final int USERS = 300;
  private static final int VERIFIED_EACH_TIME = 10;
  private static final String COMPLETE = "CREDMON_COMPLETE";
  private static final int LATEST_KILL_MILLIS = 1_500;
  private static final int LONGEST_WAIT_MILLIS = 4_000;

  /** Each token is due again a second after it was issued. */
  private static final int SHORT_LIFETIME = 2;

  private static final int LONG_LIFETIME = 1_200;
  private static final Path TREE =
      Path.of(System.getProperty("credmint.tree", "target/credmint")).toAbsolutePath();

  @TempDir Path top;

  @Test
  @Timeout(600)
  void killedAtAnyMomentTheDaemonLeavesWholeTokensAndItsNextStartSweepsTheRest() throws Exception {
    List<Callable<Map<String, Integer>>> lines = new ArrayList<>();
    for (int line = 0; line < LINES; line++) {
      Line of = new Line(top.resolve("line" + line), new Random(line));
      lines.add(of::killAgainAndAgain);
    }
    Map<String, Integer> seen = new TreeMap<>();
    ExecutorService pool = Executors.newFixedThreadPool(LINES);
    try {
      for (Future<Map<String, Integer>> line : pool.invokeAll(lines)) {
        line.get().forEach((state, count) -> seen.merge(state, count, Integer::sum));
      }
    } finally {
      pool.shutdownNow();
    }
    System.out.println("states after kill -9 of the daemon: " + seen);
    assertThat(seen.keySet())
        .isSubsetOf(
            "kills",
            "starts that came to serve",
            "whole",
            "new since the last kill",
            "never written",
            "temporary file left",
            "temporary file swept");
    assertThat(seen).containsEntry("kills", LINES * KILLS_PER_LINE);
    assertThat(seen.get("whole")).isGreaterThan(LINES * KILLS_PER_LINE * USERS / 2);
    assertThat(seen.get("new since the last kill")).isGreaterThan(LINES * USERS * 2);
  }

  /** One daemon with its directory, over all its lives. */
  private static final class Line {
    private final Path home;
    private final Path credentials;
    private final Random random;
    private final Map<String, Integer> seen = new TreeMap<>();
    private final Map<Integer, String> last = new TreeMap<>();
    private Set<Path> leftovers = new HashSet<>();

    Line(Path home, Random random) {
      this.home = home;
      this.credentials = home.resolve("credentials");
      this.random = random;
    }

    Map<String, Integer> killAgainAndAgain() throws Exception {
      prepare();
      for (int kill = 0; kill < KILLS_PER_LINE; kill++) {
        Process daemon = start();
        try {
          awaitSomeMoment(daemon);
        } finally {
          daemon.destroyForcibly().waitFor();
        }
        count("kills");
        look();
      }
      stopInOrder();
      return seen;
    }

    private void prepare() throws IOException {
      Files.createDirectories(credentials);
      Files.setPosixFilePermissions(credentials, PosixFilePermissions.fromString("rwx------"));
      for (int i = 0; i < USERS; i++) {
        Path user = Files.createDirectory(credentials.resolve("user" + i));
        Files.setPosixFilePermissions(user, PosixFilePermissions.fromString("rwx------"));
        Files.createFile(user.resolve("scitokens.top"));
      }
      Path tool = home.resolve("condor_config_val");
      Files.writeString(tool, "#!/bin/sh\nexec cat \"$0.out\"\n");
      Files.setPosixFilePermissions(tool, PosixFilePermissions.fromString("rwxr-xr-x"));
      configure(SHORT_LIFETIME);
    }

    private void configure(int lifetime) throws IOException {
      Files.writeString(home.resolve("condor_config_val.out"), knobs(lifetime));
    }

    private String knobs(int lifetime) {
      Map<String, String> knobs =
          new TreeMap<>(
              Map.of(
                  "SEC_CREDENTIAL_DIRECTORY_OAUTH",
                  credentials.toString(),
                  "CREDMON_OAUTH_LOG",
                  home.resolve("log").toString(),
                  "LOCAL_CREDMON_PROVIDER_NAMES",
                  "scitokens",
                  "LOCAL_CREDMON_ISSUER",
                  "https://issuer.example",
                  "LOCAL_CREDMON_TOKEN_AUDIENCE",
                  "https://storage.example",
                  "LOCAL_CREDMON_TOKEN_LIFETIME",
                  Integer.toString(lifetime),
                  "LOCAL_CREDMON_PRIVATE_KEY",
                  home.resolve("private.pem").toString(),
                  "LOCAL_CREDMON_PUBLIC_KEY",
                  home.resolve("public.pem").toString()));
      StringBuilder dump = new StringBuilder();
      knobs.forEach((name, value) -> dump.append(name + " = " + value + "\n # at: test, line 1\n"));
      return dump.toString();
    }

    /** Starts the daemon, and returns when it has written its pid. */
    private Process start() throws Exception {
      ProcessBuilder builder =
          new ProcessBuilder(TREE.resolve("sbin/condor_credmon_mint").toString())
              .directory(home.toFile())
              .redirectOutput(home.resolve("stdout").toFile())
              .redirectError(home.resolve("stderr").toFile());
      builder.environment().clear();
      builder.environment().put("CREDMINT_JAVA_HOME", System.getProperty("java.home"));
      builder.environment().put("CONDOR_CONFIG_VAL", home.resolve("condor_config_val").toString());
      Process daemon = builder.start();
      Path file = credentials.resolve("pid");
      String pid = Long.toString(daemon.pid());
      while (!Files.exists(file) || !Files.readString(file).strip().equals(pid)) {
        if (daemon.waitFor(2, TimeUnit.MILLISECONDS)) {
          throw new AssertionError(
              "ended with " + daemon.exitValue() + ": " + Files.readString(home.resolve("stderr")));
        }
      }
      return daemon;
    }

    /**
     * Mostly while it mints what it found at its start: when some user's token, any of them, has
     * just been replaced. Else in the time of its first renewals.
     */
    private void awaitSomeMoment(Process daemon) throws Exception {
      boolean atStart = random.nextInt(4) > 0;
      Path awaited = atStart ? use(random.nextInt(USERS)) : credentials.resolve(COMPLETE);
      Object before = mark(awaited);
      for (int i = 0; i < LONGEST_WAIT_MILLIS && mark(awaited).equals(before); i++) {
        awaitMillis(daemon, 1);
      }
      awaitMillis(daemon, random.nextInt(atStart ? 20 : LATEST_KILL_MILLIS));
    }

    private static Object mark(Path file) throws IOException {
      return Files.exists(file) ? Files.getAttribute(file, "unix:ino") : "none";
    }

    private void awaitMillis(Process daemon, int millis) throws Exception {
      assertThat(daemon.waitFor(millis, TimeUnit.MILLISECONDS))
          .as("the daemon ends by itself: %s", home.resolve("stderr"))
          .isFalse();
    }

    private void look() throws Exception {
      Set<Path> temporary = temporaryFiles();
      temporary.forEach(file -> count("temporary file left"));
      // Without the mark it was killed before it had been everywhere.
      if (Files.exists(credentials.resolve(COMPLETE))) {
        count("starts that came to serve");
        assertThat(temporary).as("swept at the start").noneMatch(leftovers::contains);
        leftovers.forEach(file -> count("temporary file swept"));
        leftovers = temporary;
      } else {
        leftovers.addAll(temporary);
      }
      for (int i = 0; i < USERS; i++) {
        count(state(i));
      }
      verifySome();
    }

    private Set<Path> temporaryFiles() throws IOException {
      try (Stream<Path> files = Files.walk(credentials)) {
        Set<Path> temporary = new HashSet<>();
        files
            .filter(Files::isRegularFile)
            .filter(file -> file.getFileName().toString().startsWith("."))
            .forEach(temporary::add);
        return temporary;
      }
    }

    private String state(int user) throws Exception {
      Path use = use(user);
      if (!Files.exists(use)) {
        return last.containsKey(user) ? "missing though it was there" : "never written";
      }
      Map<String, Object> attributes = Files.readAttributes(use, "unix:mode,uid");
      int us = (int) Files.getAttribute(home, "unix:uid");
      if (((int) attributes.get("mode") & 07777) != 0400 || !attributes.get("uid").equals(us)) {
        return "wrong owner or mode";
      }
      String content = Files.readString(use);
      boolean whole =
          TokenFileParser.read(content.getBytes(StandardCharsets.UTF_8))
                  instanceof UnverifiedToken token
              && token.claims().subject().equals("user" + user);
      if (whole && !content.equals(last.put(user, content))) {
        count("new since the last kill");
      }
      return whole ? "whole" : "torn or empty";
    }

    /** The whole text having been read as a token, a few signatures do. */
    private void verifySome() throws Exception {
      for (int i = 0; i < VERIFIED_EACH_TIME; i++) {
        String content = last.get(random.nextInt(USERS));
        if (content != null) {
          JWK key = PublicPem.read(Files.readString(home.resolve("public.pem")));
          String token = (String) JSONObjectUtils.parse(content).get("access_token");
          assertThat(JWSObject.parse(token).verify(new ECDSAVerifier(key.toECKey()))).isTrue();
        }
      }
    }

    /**
     * A last start that is left to end by itself: nothing but what belongs there may remain. Its
     * tokens live long, since a write that is in hand at the end has half a second, and a slow disk
     * takes longer.
     */
    private void stopInOrder() throws Exception {
      configure(LONG_LIFETIME);
      Process daemon = start();
      try {
        while (!Files.exists(credentials.resolve(COMPLETE))) {
          assertThat(daemon.waitFor(2, TimeUnit.MILLISECONDS)).isFalse();
        }
        daemon.destroy();
        assertThat(daemon.waitFor(10, TimeUnit.SECONDS)).isTrue();
        assertThat(daemon.exitValue()).isZero();
      } finally {
        daemon.destroyForcibly();
      }
      assertThat(temporaryFiles()).isEmpty();
      for (int i = 0; i < USERS; i++) {
        assertThat(state(i)).isEqualTo("whole");
      }
    }

    private Path use(int user) {
      return credentials.resolve("user" + user).resolve("scitokens.use");
    }

    private void count(String state) {
      seen.merge(state, 1, Integer::sum);
    }
  }
}
