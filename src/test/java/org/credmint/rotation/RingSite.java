// SPDX-License-Identifier: Apache-2.0
package org.credmint.rotation;

import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.when;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.credmint.config.knob.Problem;
import org.credmint.htcondor.knob.Knobs;
import org.credmint.htcondor.tool.ClassAdExpressions;
import org.credmint.htcondor.tool.KnobReading;
import org.credmint.htcondor.tool.KnobSource;
import org.credmint.key.KeyRing;
import org.credmint.key.KeySource;
import org.credmint.key.SignatureProvider;
import org.credmint.os.Host;
import org.credmint.provider.ConfigurationLoad;
import org.credmint.provider.ConfigurationLoader;
import org.credmint.provider.Provider.Sample;
import org.credmint.provider.TokenProvider;

/** An access point with a key ring and a published directory, whose time is the test's. */
public final class RingSite {
  public static final String ISSUER = "https://tokens.example.org";
  static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

  public final Map<String, String> knobs = new TreeMap<>();
  public Instant now = START;

  /** By how much somebody has set the clock ahead. */
  Duration clockStep = Duration.ZERO;

  /** Whether the daemon has its directory to itself. */
  boolean isDaemon = true;

  final Path directory;
  final List<Problem> problems = new ArrayList<>();
  private final Host host;
  private final KeyKeeper keeper;
  private final SignatureProvider signatures = SignatureProvider.ofTheJdk();

  public RingSite(Path directory) throws IOException {
    this(directory, Host.create());
  }

  RingSite(Path directory, Host host) throws IOException {
    this.directory = directory;
    this.host = host;
    this.keeper = new KeyKeeper(host, plain(), () -> now, this::nanos);
    make("web");
    make("log");
    knobs.put("LOG", directory.resolve("log").toString());
    knobs.put("FULL_HOSTNAME", "ap.example.org");
    knobs.put("SEC_CREDENTIAL_DIRECTORY_OAUTH", "/d");
    knobs.put("LOCAL_CREDMON_PROVIDER_NAMES", "a");
    knobs.put("LOCAL_CREDMON_TOKEN_AUDIENCE", "x");
    knobs.put("LOCAL_CREDMON_ISSUER", ISSUER);
    knobs.put("LOCAL_CREDMON_PRIVATE_KEY", directory.resolve("first.pem").toString());
    knobs.put("CREDMINT_KEY_RING", ring().toString());
    knobs.put("CREDMINT_PUBLICATION_DIRECTORY", web().toString());
  }

  private long nanos() {
    return Duration.between(START, now).minus(clockStep).toNanos();
  }

  private void make(String name) throws IOException {
    Path path = directory.resolve(name);
    if (!Files.isDirectory(path)) {
      Files.createDirectory(
          path, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwxr-xr-x")));
    }
  }

  Path ring() {
    return directory.resolve("ring");
  }

  Path description() {
    return ring().resolve("ring.json");
  }

  public Path web() {
    return directory.resolve("web");
  }

  Path keySet() {
    return web().resolve("tokens.example.org/.well-known/jwks.json");
  }

  String published() throws IOException {
    return Files.readString(keySet());
  }

  private KeyRing plain() {
    return new KeyRing(host, new SecureRandom());
  }

  private RingKeys keys() {
    return new RingKeys(host, plain(), () -> now);
  }

  private ConfigurationLoader loader(KeySource keys, ConfigurationLoader.OtherKinds others) {
    KnobSource source = mock(KnobSource.class);
    when(source.read()).thenReturn(new KnobReading.Read(Knobs.of(knobs)));
    return new ConfigurationLoader(
        "CREDMON_OAUTH",
        source,
        Map.of(),
        "h",
        keys,
        signatures,
        host,
        mock(ClassAdExpressions.class),
        Set.of(),
        others);
  }

  /** Reads the configuration as commands do. */
  public ConfigurationLoader reading() {
    return loader(
        keys().reading(),
        (settings, served, user, found) -> {
          new KeyFindings(host, () -> now).look(settings, served, user, found);
          return Map.of();
        });
  }

  /** What a check finds. */
  public List<Problem> found() {
    return ((ConfigurationLoad.Read) reading().load()).problems();
  }

  /** Reads the configuration as the daemon does. */
  public ConfigurationLoad load() {
    ConfigurationLoad load =
        loader(
                keys().making(),
                (settings, served, user, found) -> {
                  keeper.keep(settings, served, user, found);
                  return Map.of();
                })
            .load();
    problems.clear();
    if (load instanceof ConfigurationLoad.Read read && isDaemon) {
      ConfigurationLoad.Read begun = keeper.begin(read);
      problems.addAll(begun.problems());
      return begun;
    }
    if (load instanceof ConfigurationLoad.Read read) {
      problems.addAll(read.problems());
    } else if (load instanceof ConfigurationLoad.Unusable unusable) {
      problems.addAll(unusable.problems());
    }
    return load;
  }

  boolean hasRings() {
    return keeper.hasRings();
  }

  boolean wantsReading() {
    return keeper.wantsReading();
  }

  /** The provider that the daemon serves with; reads until the keys want nothing more. */
  public TokenProvider serve() {
    ConfigurationLoad load = load();
    for (int i = 0; i < 5 && wantsReading(); i++) {
      load = load();
    }
    if (load instanceof ConfigurationLoad.Read read) {
      return (TokenProvider) read.active().providers().get("a");
    }
    throw new IllegalStateException(problems.toString());
  }

  String token(TokenProvider provider) {
    Sample.Made made = (Sample.Made) provider.sample(now);
    return made.issued().content().expose(bytes -> new String(bytes, StandardCharsets.US_ASCII));
  }

  static String keyId(TokenProvider provider) {
    return provider.issuer().key().keyId();
  }

  RingCommands commands() {
    return commands(false);
  }

  RingCommands commands(boolean afterRestore) {
    RingUse use = RingUse.of(reading().settings().orElseThrow()).get(0);
    return new RingCommands(host, plain(), () -> now, use, afterRestore);
  }

  /** Lets time pass in steps, and reads the configuration whenever the keys want it. */
  TokenProvider passing(
      Duration time, Duration step, TokenProvider serving, Consumer<TokenProvider> each) {
    TokenProvider present = serving;
    Instant end = now.plus(time);
    while (now.isBefore(end)) {
      now = now.plus(step);
      if (wantsReading()) {
        present = serve();
      }
      each.accept(present);
    }
    return present;
  }
}
