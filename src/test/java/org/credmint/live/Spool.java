// SPDX-License-Identifier: Apache-2.0
package org.credmint.live;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A pool's credential directory and the daemon that keeps it, as live tests look at them.
 *
 * <p>Knobs set here stand in a file of their own and are all replaced by the next {@link #knobs}.
 */
final class Spool {
  /** What a test reads of a token; the token itself is never shown. */
  record Token(String jti, long issuedAt, long expiresAt) {
    long lifetime() {
      return expiresAt - issuedAt;
    }
  }

  /** Long enough for a busy machine. */
  static final Duration SOON = Duration.ofSeconds(40);

  private static final Pattern IN_JSON = Pattern.compile("\"access_token\"\\s*:\\s*\"([^\"]+)\"");

  private final LivePool pool;
  private final Path knobs;

  Spool(LivePool pool) {
    this.pool = pool;
    this.knobs = pool.configuration().resolve("96-live.conf");
  }

  // ---- the daemon

  /** Its pid, while a pid file is there. */
  Optional<Long> pid() {
    return content(pool.credentials().resolve("pid"))
        .map(String::strip)
        .filter(text -> !text.isEmpty())
        .map(Long::valueOf);
  }

  /** Waits until another process than this serves, and returns its pid. */
  long awaitServing(long otherThan) {
    return pool.waitFor(
        "a credmon other than process " + otherThan,
        SOON,
        () -> pid().filter(pid -> pid != otherThan && isComplete()));
  }

  boolean isComplete() {
    return Files.exists(pool.credentials().resolve("CREDMON_COMPLETE"));
  }

  /** Ends the daemon as an administrator does, and waits until the master knows. */
  void off(String... options) {
    long pid = pool.credmonPid();
    command("condor_off", options);
    awaitEnd(pid, "exited with status 0");
  }

  void on() {
    command("condor_on");
  }

  private void command(String tool, String... options) {
    String all = String.join(" ", options);
    pool.call("root", "sh", "-c", tool + " " + all + " -daemon credmon_oauth");
  }

  /** Ends the daemon, changes the knobs, and waits until it serves again. */
  void restartWith(String lines) {
    long before = pid().orElse(0L);
    if (before != 0) {
      off();
    }
    knobs(lines);
    // The master's own knobs, such as the user to start it as, are not read at condor_on.
    pool.reconfigure();
    on();
    awaitServing(before);
  }

  /** Replaces all knobs set here; they hold after a reconfiguration or a start. */
  void knobs(String lines) {
    try {
      Files.writeString(knobs, lines + "\n");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  // ---- logs

  String masterLog() {
    return content(pool.logs().resolve("MasterLog")).orElse("");
  }

  String log() {
    return content(pool.logs().resolve("CredMonOAuthLog")).orElse("");
  }

  /** Waits until the master's log tells that this process has ended so. */
  void awaitEnd(long pid, String how) {
    awaitMaster(0, "(pid " + pid + ") " + how);
  }

  void awaitMaster(int from, String text) {
    pool.waitFor(
        "'" + text + "' in the master's log",
        SOON,
        () -> Optional.of(text).filter(masterLog().substring(from)::contains));
  }

  /** Waits until the daemon's log, after the first so many characters, has this text. */
  void awaitLog(int from, String text) {
    pool.waitFor(
        "'" + text + "' in the credmon's log",
        SOON,
        () -> Optional.of(text).filter(log().substring(from)::contains));
  }

  /** Waits until one line of the daemon's log, after the first so many characters, has it all. */
  void awaitLine(int from, String... texts) {
    List<String> all = List.of(texts);
    pool.waitFor(
        all + " in a line of the credmon's log",
        SOON,
        () ->
            log()
                .substring(from)
                .lines()
                .filter(line -> all.stream().allMatch(line::contains))
                .findFirst());
  }

  // ---- credentials, named user/service as in the directory

  /** Makes a request as the credd does. */
  void request(String credential) {
    script(
        """
        install -d -o root -g condor -m 2770 "${1%/*}"
        install -o root -g condor -m 0600 /dev/null "$1.top.tmp"
        mv "$1.top.tmp" "$1.top"
        """,
        credential);
  }

  /** Runs a shell script as root in the credential directory. */
  String script(String text, String... arguments) {
    String[] command = new String[arguments.length + 4];
    command[0] = "sh";
    command[1] = "-ec";
    command[2] = "cd /var/lib/condor/oauth_credentials\n" + text;
    command[3] = "sh";
    System.arraycopy(arguments, 0, command, 4, arguments.length);
    return pool.call("root", command);
  }

  Path use(String credential) {
    return pool.credentials().resolve(credential + ".use");
  }

  Optional<Token> token(String credential) {
    return content(use(credential)).flatMap(Spool::read);
  }

  Token awaitToken(String credential) {
    return pool.waitFor("a token for " + credential, SOON, () -> token(credential));
  }

  Token awaitOther(String credential, Token before, Duration limit) {
    return pool.waitFor(
        "another token for " + credential,
        limit,
        () -> token(credential).filter(now -> !now.jti().equals(before.jti())));
  }

  private static Optional<Token> read(String file) {
    Matcher json = IN_JSON.matcher(file);
    String[] parts = (json.find() ? json.group(1) : file.strip()).split("\\.", -1);
    if (parts.length != 3) {
      return Optional.empty();
    }
    String claims = new String(Base64.getUrlDecoder().decode(parts[1]), UTF_8);
    return Optional.of(
        new Token(
            claim(claims, "\"jti\"\\s*:\\s*\"([^\"]+)\""),
            Long.parseLong(claim(claims, "\"iat\"\\s*:\\s*(\\d+)")),
            Long.parseLong(claim(claims, "\"exp\"\\s*:\\s*(\\d+)"))));
  }

  private static String claim(String claims, String pattern) {
    Matcher matcher = Pattern.compile(pattern).matcher(claims);
    if (!matcher.find()) {
      throw new AssertionError("no " + pattern + " among the claims " + claims);
    }
    return matcher.group(1);
  }

  private static Optional<String> content(Path file) {
    try {
      return Optional.of(Files.readString(file));
    } catch (NoSuchFileException e) {
      return Optional.empty();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
