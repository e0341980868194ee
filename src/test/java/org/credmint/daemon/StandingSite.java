// SPDX-License-Identifier: Apache-2.0
package org.credmint.daemon;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.credmint.config.Settings;
import org.credmint.config.SettingsReading;
import org.credmint.config.knob.Problem;
import org.credmint.config.standing.StandingDeclarations;
import org.credmint.demand.standing.StandingSource;
import org.credmint.htcondor.knob.Knobs;
import org.credmint.issue.CredentialReading;
import org.credmint.issue.TokenFileParser;
import org.credmint.issue.UnverifiedToken;
import org.credmint.issue.lane.Lanes;
import org.credmint.key.SignatureProvider;
import org.credmint.os.Host;
import org.credmint.os.file.Directory;
import org.credmint.os.libc.PosixException;
import org.credmint.provider.Provider;
import org.credmint.standing.StandingLoader;

/** Knobs, keys, targets and exported files of standing credentials in a directory of a test. */
final class StandingSite implements AutoCloseable {
  final Path exports;
  final Path keys;
  final Path targets;
  final List<Problem> problems = new ArrayList<>();
  private final Host host;
  private final StandingLoader loader;
  private final Map<String, String> knobs = new LinkedHashMap<>();
  private final List<Directory> opened = new ArrayList<>();

  StandingSite(Path temporary, Path credentialDirectory) throws IOException {
    this(temporary, credentialDirectory, Host.create());
  }

  /** The same where keys are made on a machine of the test's choice. */
  StandingSite(Path temporary, Path credentialDirectory, Host host) throws IOException {
    this(temporary, credentialDirectory, host, new Lanes(), () -> TestMonitor.START);
  }

  /** The same where programs are waited for in lanes of the test's own. */
  StandingSite(
      Path temporary, Path credentialDirectory, Host host, Lanes lanes, InstantSource clock)
      throws IOException {
    this.host = host;
    loader =
        new StandingLoader(
            host, Optional.of(new SecureRandom()), SignatureProvider.ofTheJdk(), clock, lanes);
    exports = directory(temporary.resolve("exports"));
    keys = directory(temporary.resolve("passwords.d"));
    targets = temporary.resolve("targets");
    set("SEC_CREDENTIAL_DIRECTORY_OAUTH", credentialDirectory.toString());
    set("SEC_PASSWORD_DIRECTORY", keys.toString());
    set("TRUST_DOMAIN", "pool.example.org");
    set("FULL_HOSTNAME", "ap.example.org");
    set("CREDMINT_STANDING", "pilot");
    set("CREDMINT_pilot_TYPE", "idtoken");
    set("CREDMINT_pilot_PURPOSE", "callback");
    set("CREDMINT_pilot_KEY", "site_{name}");
    set("CREDMINT_pilot_SUBJECT_TEMPLATE", "pilot-{name}@example.org");
    set("CREDMINT_pilot_TOKEN_LIFETIME", "1200");
    set("CREDMINT_pilot_EXPORT", exports + "/{name}/tokens.d/pilot");
  }

  /** Takes over what is set for a site of the same directory. */
  StandingSite takeKnobsOf(StandingSite before) {
    knobs.putAll(before.knobs);
    return this;
  }

  private static Path directory(Path path) throws IOException {
    if (Files.isDirectory(path)) {
      return path;
    }
    return Files.createDirectory(
        path, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwxr-xr-x")));
  }

  StandingSite set(String knob, String value) {
    knobs.put(knob, value);
    return this;
  }

  StandingSite without(String knob) {
    knobs.remove(knob);
    return this;
  }

  SettingsReading read() {
    return Settings.read(Knobs.of(knobs), "CREDMON_OAUTH", "ap.example.org");
  }

  /** Has a monitor serve what the knobs say now. */
  void serve(TestMonitor monitor) {
    SettingsReading reading = read();
    problems.clear();
    problems.addAll(reading.problems());
    StandingDeclarations declarations =
        reading.settings().map(Settings::standing).orElse(StandingDeclarations.NONE);
    monitor.declaring(declarations);
    Map<String, Provider> served = new HashMap<>();
    reading
        .settings()
        .ifPresent(
            all -> served.putAll(loader.load(all, Map.of(), host.identity().uid(), problems)));
    served.values().forEach(monitor::serve);
  }

  /** A source of demand, as a start makes one. */
  StandingSource source(Path credentialDirectory, AtomicLong nanos) {
    try {
      Directory top = host.openDirectory(credentialDirectory);
      opened.add(top);
      return new StandingSource(host, top, nanos::get);
    } catch (PosixException e) {
      throw new UncheckedIOException(new IOException(e));
    }
  }

  Path file(String target) {
    return exports.resolve(target).resolve("tokens.d/pilot");
  }

  /** What an exported file says; empty where there is none. */
  Optional<UnverifiedToken> token(Path file) {
    try {
      return Files.exists(file)
              && TokenFileParser.read(Files.readAllBytes(file)) instanceof UnverifiedToken token
          ? Optional.of(token)
          : Optional.empty();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Writes the file of targets; each line is ended. */
  void list(String... lines) {
    write(String.join("\n", lines) + "\n");
  }

  void write(String content) {
    try {
      Files.writeString(targets, content);
      Files.setPosixFilePermissions(targets, PosixFilePermissions.fromString("rw-r--r--"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    opened.forEach(Directory::close);
  }

  /** For tests that look at a file whatever it holds. */
  static CredentialReading reading(byte[] content) {
    return TokenFileParser.read(content);
  }
}
