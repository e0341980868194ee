// SPDX-License-Identifier: Apache-2.0
package org.credmint.live;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.util.JSONObjectUtils;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.text.ParseException;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.credmint.issue.endpoint.FakeIssuer;
import org.credmint.issue.endpoint.FakeIssuer.Rotation;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Kills the daemon again and again at random moments while refresh tokens rotate at an issuer that
 * ends a login whose used token is shown again. Needs no pool: the configuration comes from a
 * script. {@code -Dcredmint.login.kills=60} kills it more often than the gate has time for.
 *
 * <p>Only an answer that was on its way when the daemon was killed can be lost: the issuer has
 * rotated, and nobody here was told.
 */
class LoginKillLoopLiveIT {
  private static final int KILLS = Integer.getInteger("credmint.login.kills", 4);
  private static final int USERS = 24;
  private static final int LIFETIME = 2;
  private static final int LATEST_KILL_MILLIS = 1_200;
  private static final int LONGEST_START_MILLIS = 30_000;
  private static final Path TREE =
      Path.of(System.getProperty("credmint.tree", "target/credmint")).toAbsolutePath();

  @TempDir private Path home;
  private final FakeIssuer server = new FakeIssuer().rotating().lifetime(LIFETIME);
  private final Random random = new Random(13);
  private final Map<String, Integer> seen = new TreeMap<>();
  private final Map<Integer, String> logins = new TreeMap<>();
  private final Map<Integer, Integer> rotationsAtLogin = new TreeMap<>();

  @AfterEach
  void close() {
    server.close();
  }

  private Path credentials() {
    return home.resolve("credentials");
  }

  private Path top(int user) {
    return credentials().resolve("user" + user).resolve("box.top");
  }

  private void count(String what) {
    seen.merge(what, 1, Integer::sum);
  }

  @Test
  @Timeout(900)
  void noRotatedRefreshTokenIsLostThatHadComeAndNoSecretIsTold() throws Exception {
    prepare();
    for (int kill = 0; kill < KILLS; kill++) {
      Process daemon = start();
      try {
        awaitRenewals(daemon);
        secretsOf(daemon);
      } finally {
        daemon.destroyForcibly().waitFor();
      }
      count("kills");
      server.awaitIdle();
      for (int user = 0; user < USERS; user++) {
        look(user);
      }
    }
    System.out.println(
        "logins after kill -9 of the daemon: " + seen + ", rotations: " + server.rotations.size());
    tellsHowItDoes();
    assertThat(server.reused).as("used refresh tokens shown").hasValue(0);
    assertThat(server.rotations.size()).isGreaterThan(KILLS * USERS / 2);
    noFileTells();
  }

  /** What the issuer gave this user last, and what is on the disk. */
  private void look(int user) throws Exception {
    String stored = text(json(top(user)), "refresh_token");
    List<Rotation> own = rotations(user);
    int newest = own.size() - 1;
    int onDisk = index(user, own, stored);
    assertThat(onDisk)
        .as("user%d: at most the last answer is lost", user)
        .isGreaterThan(newest - 2);
    Path use = top(user).resolveSibling("box.use");
    if (Files.exists(use)) {
      String access = text(json(use), "access_token");
      for (int i = onDisk + 1; i <= newest; i++) {
        assertThat(access).as("a token ahead of its login").isNotEqualTo(own.get(i).accessToken());
      }
    }
    if (onDisk == newest) {
      count("kept");
    } else {
      count("answers on their way, lost");
      login(user);
    }
  }

  /** The rotation that gave a refresh token, or that before the login that left it. */
  private int index(int user, List<Rotation> own, String refreshToken) {
    for (int i = own.size() - 1; i >= 0; i--) {
      if (own.get(i).next().equals(refreshToken)) {
        return i;
      }
    }
    assertThat(refreshToken).isEqualTo(logins.get(user));
    return rotationsAtLogin.get(user) - 1;
  }

  private List<Rotation> rotations(int user) {
    return server.rotations.stream().filter(one -> one.user().equals("user" + user)).toList();
  }

  private void prepare() throws IOException {
    Files.createDirectory(credentials());
    for (int user = 0; user < USERS; user++) {
      Path directory = Files.createDirectory(top(user).getParent());
      Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwx------"));
      login(user);
    }
    Files.setPosixFilePermissions(credentials(), PosixFilePermissions.fromString("rwx------"));
    Path secret = Files.writeString(home.resolve("secret"), FakeIssuer.MARK + "-client\n");
    Files.setPosixFilePermissions(secret, PosixFilePermissions.fromString("rw-------"));
    Path tool =
        Files.writeString(home.resolve("condor_config_val"), "#!/bin/sh\nexec cat \"$0.out\"\n");
    Files.setPosixFilePermissions(tool, PosixFilePermissions.fromString("rwxr-xr-x"));
    StringBuilder dump = new StringBuilder();
    knobs().forEach((name, value) -> dump.append(name + " = " + value + "\n # at: test, line 1\n"));
    Files.writeString(home.resolve("condor_config_val.out"), dump);
  }

  private Map<String, String> knobs() {
    Map<String, String> knobs = new TreeMap<>();
    knobs.put("SEC_CREDENTIAL_DIRECTORY_OAUTH", credentials().toString());
    knobs.put("CREDMON_OAUTH_LOG", home.resolve("log").toString());
    knobs.put("CREDMON_OAUTH_DEBUG", "D_FULLDEBUG");
    knobs.put("CREDMINT_AUDIT_LOG", home.resolve("audit").toString());
    knobs.put("CREDMINT_STATE_FILE", home.resolve("state").toString());
    knobs.put("CREDMINT_METRICS_FILE", home.resolve("metrics.prom").toString());
    knobs.put("OAUTH2_CREDMON_PROVIDER_NAMES", "box");
    knobs.put("box_CLIENT_ID", "htcondor");
    knobs.put("box_CLIENT_SECRET_FILE", home.resolve("secret").toString());
    knobs.put("box_TOKEN_URL", server.tokenUrl().toString());
    return knobs;
  }

  private void login(int user) throws IOException {
    Path fresh = top(user).resolveSibling("box.top.tmp");
    String token = server.login("user" + user);
    logins.put(user, token);
    rotationsAtLogin.put(user, rotations(user).size());
    Files.writeString(fresh, "{\"refresh_token\":\"" + token + "\"}");
    Files.move(fresh, top(user), StandardCopyOption.REPLACE_EXISTING);
  }

  private Process start() throws IOException {
    ProcessBuilder builder =
        new ProcessBuilder(TREE.resolve("sbin/condor_credmon_mint").toString())
            .directory(home.toFile())
            .redirectOutput(ProcessBuilder.Redirect.appendTo(home.resolve("stdout").toFile()))
            .redirectError(ProcessBuilder.Redirect.appendTo(home.resolve("stderr").toFile()));
    builder.environment().clear();
    builder.environment().put("CREDMINT_JAVA_HOME", System.getProperty("java.home"));
    builder.environment().put("CONDOR_CONFIG_VAL", home.resolve("condor_config_val").toString());
    return builder.start();
  }

  /** Until a few requests have come, and a random while longer. */
  private void awaitRenewals(Process daemon) throws Exception {
    int before = server.asked.size();
    int awaited = 1 + random.nextInt(2 * USERS);
    for (int i = 0; i < LONGEST_START_MILLIS && server.asked.size() < before + awaited; i++) {
      awaitMillis(daemon, 1);
    }
    awaitMillis(daemon, random.nextInt(random.nextBoolean() ? 10 : LATEST_KILL_MILLIS));
  }

  private void awaitMillis(Process daemon, int millis) throws Exception {
    assertThat(daemon.waitFor(millis, TimeUnit.MILLISECONDS))
        .as("the daemon ends by itself: %s", home.resolve("stderr"))
        .isFalse();
  }

  private static void secretsOf(Process daemon) throws IOException {
    for (String what : List.of("cmdline", "environ")) {
      byte[] told = Files.readAllBytes(Path.of("/proc", "" + daemon.pid(), what));
      assertThat(new String(told, StandardCharsets.ISO_8859_1)).doesNotContain(FakeIssuer.MARK);
    }
  }

  /** Everything that the daemon wrote but the credentials themselves. */
  private void noFileTells() throws IOException {
    List<Path> looked;
    try (Stream<Path> files = Files.walk(home)) {
      looked =
          files
              .filter(Files::isRegularFile)
              .filter(file -> !file.startsWith(credentials()) && !file.endsWith("secret"))
              .toList();
    }
    assertThat(looked)
        .extracting(file -> file.getFileName().toString())
        .contains("log", "audit", "state", "metrics.prom", "stderr");
    for (Path file : looked) {
      assertThat(file).content(StandardCharsets.ISO_8859_1).doesNotContain(FakeIssuer.MARK);
    }
  }

  /** A last start, which has the time to tell how it does. */
  private void tellsHowItDoes() throws Exception {
    server.next(400, "{\"error\":\"invalid_grant\",\"x\":\"" + FakeIssuer.MARK + "\"}");
    Process daemon = start();
    try {
      for (int i = 0;
          i < LONGEST_START_MILLIS && !Files.exists(home.resolve("metrics.prom"));
          i++) {
        awaitMillis(daemon, 1);
      }
      daemon.destroy();
      assertThat(daemon.waitFor(10, TimeUnit.SECONDS)).isTrue();
    } finally {
      daemon.destroyForcibly();
    }
  }

  private static Map<String, Object> json(Path file) throws IOException, ParseException {
    return JSONObjectUtils.parse(Files.readString(file));
  }

  private static String text(Map<String, Object> object, String member) {
    return String.valueOf(object.get(member));
  }
}
