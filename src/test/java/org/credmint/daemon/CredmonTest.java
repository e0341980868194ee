package org.credmint.daemon;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.credmint.config.Problem;
import org.credmint.event.Event;
import org.credmint.event.Level;
import org.credmint.os.FaultyHost;
import org.credmint.os.Host;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class CredmonTest {
  private static final Duration HALF_AND_MORE = Duration.ofSeconds(700);

  @TempDir Path temporary;
  private TestMonitor monitor;

  @BeforeEach
  void open() throws IOException {
    monitor = new TestMonitor(temporary);
  }

  @AfterEach
  void close() {
    monitor.close();
  }

  @Test
  void serves_every_request_that_is_there_at_the_start() {
    monitor
        .request("alice", "scitokens")
        .request("alice", "scitokens_h1")
        .request("b.ob", "scitokens");
    monitor.run();
    assertThat(monitor.token("alice", "scitokens").orElseThrow().claims().scope())
        .isEqualTo("read:/user/alice write:/user/alice");
    assertThat(monitor.token("alice", "scitokens_h1")).isPresent();
    assertThat(monitor.token("b.ob", "scitokens").orElseThrow().claims().subject())
        .isEqualTo("b.ob");
    assertThat(monitor.events(Event.Ready.class)).containsExactly(new Event.Ready(3, 2));
  }

  @Test
  void prepares_for_many_tokens_once_all_are_served() {
    monitor.request("alice", "scitokens");
    monitor.run();
    assertThat(monitor.events(Event.Signing.class)).containsExactly(new Event.Signing("the test"));
  }

  @Test
  void what_is_prepared_for_many_tokens_delays_no_end() {
    monitor.cuttingShort().request("alice", "scitokens");
    monitor.run();
    assertThat(monitor.token("alice", "scitokens")).isPresent();
    assertThat(monitor.events(Event.Signing.class)).isEmpty();
  }

  @Test
  void a_served_file_is_readable_by_its_owner_alone() throws IOException {
    monitor.request("alice", "scitokens").run();
    Path use = monitor.directory.resolve("alice/scitokens.use");
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(use)))
        .isEqualTo("r--------");
  }

  @Test
  void says_what_it_renewed_and_when_the_next_act_is_due() {
    monitor.request("alice", "scitokens").run();
    assertThat(monitor.events(Event.Renewed.class))
        .singleElement()
        .satisfies(
            renewed -> {
              assertThat(renewed.text())
                  .startsWith("Successfully renewed SciToken for user: alice")
                  .contains(monitor.jti("alice", "scitokens"))
                  .contains("2026-11-22T00:20:00Z");
              assertThat(renewed.nextDue())
                  .isBetween(
                      TestMonitor.START.plusSeconds(540), TestMonitor.START.plusSeconds(660));
            });
  }

  @Test
  void renews_when_the_time_has_come_and_not_before() {
    monitor
        .request("alice", "scitokens")
        .thenPasses(Duration.ofSeconds(530))
        .then(() -> assertThat(monitor.events(Event.Renewed.class)).hasSize(1))
        .thenPasses(Duration.ofSeconds(140))
        .then(() -> assertThat(monitor.events(Event.Renewed.class)).hasSize(2))
        .run();
    assertThat(monitor.token("alice", "scitokens").orElseThrow().claims().issuedAt())
        .isEqualTo(TestMonitor.START.plusSeconds(670));
  }

  @Test
  void an_idle_pass_tells_nothing_and_touches_nothing() {
    monitor.request("alice", "scitokens");
    int[] told = new int[1];
    String[] state = new String[1];
    monitor
        .then(() -> state[0] = state("alice"))
        .then(() -> told[0] = loud())
        .thenComes(new Message.Hangup())
        .thenPasses(Duration.ofSeconds(61))
        .thenPasses(Duration.ofSeconds(61))
        .then(() -> assertThat(loud()).isEqualTo(told[0] + 1)) // the unreadable configuration
        .then(() -> assertThat(state("alice")).isEqualTo(state[0]))
        .run();
  }

  private int loud() {
    return (int) monitor.events.stream().filter(event -> !(event instanceof Event.Looked)).count();
  }

  private String state(String user) {
    try (Stream<Path> files = Files.list(monitor.directory.resolve(user))) {
      return files.sorted().map(CredmonTest::identityOf).toList().toString();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String identityOf(Path path) {
    try {
      return path.getFileName() + Files.readAttributes(path, "unix:ino,ctime,size").toString();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  void a_request_told_by_a_watch_is_served_at_once() {
    monitor
        .then(() -> monitor.request("carol", "scitokens"))
        .thenComes(new Message.UserChanged("carol"))
        .then(() -> assertThat(monitor.token("carol", "scitokens")).isPresent())
        .run();
  }

  @Test
  void a_request_that_nobody_told_of_is_found_within_a_minute() {
    monitor
        .withoutWatches()
        .request("alice", "scitokens")
        .then(() -> monitor.request("carol", "scitokens").request("alice", "scitokens_new"))
        .thenPasses(Duration.ofSeconds(61))
        .then(() -> assertThat(monitor.token("carol", "scitokens")).isPresent())
        .then(() -> assertThat(monitor.token("alice", "scitokens_new")).isPresent())
        .run();
  }

  @Test
  void a_file_for_jobs_that_vanished_is_made_again() {
    monitor
        .request("alice", "scitokens")
        .then(() -> delete("alice/scitokens.use"))
        .thenComes(new Message.UserChanged("alice"))
        .then(() -> assertThat(monitor.token("alice", "scitokens")).isPresent())
        .run();
  }

  private void delete(String path) {
    try {
      Files.delete(monitor.directory.resolve(path));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  void a_swept_user_is_forgotten_and_never_made_again() {
    monitor
        .request("alice", "scitokens")
        .then(() -> delete("alice/scitokens.use"))
        .then(() -> delete("alice/scitokens.top"))
        .then(() -> delete("alice"))
        .thenPasses(Duration.ofHours(2))
        .thenPasses(Duration.ofHours(2))
        .run();
    assertThat(monitor.directory.resolve("alice")).doesNotExist();
    assertThat(monitor.events(Event.UserGone.class)).containsExactly(new Event.UserGone("alice"));
    assertThat(monitor.events(Event.NotRenewed.class)).isEmpty();
  }

  @Test
  void a_credential_that_the_user_stored_himself_is_never_touched() throws IOException {
    monitor.file("alice", "scitokens.use", "mine").file("alice", "vault.top", "{}").run();
    assertThat(Files.readString(monitor.directory.resolve("alice/scitokens.use")))
        .isEqualTo("mine");
    assertThat(monitor.directory.resolve("alice/vault.use")).doesNotExist();
  }

  static Stream<Named<Consumer<TestMonitor>>> brokenNeighbours() {
    return Stream.of(
        neighbour("an empty object", m -> m.file("mallory", "scitokens.use", "{}")),
        neighbour("a list", m -> m.file("mallory", "scitokens.use", "[1]")),
        neighbour("a number", m -> m.file("mallory", "scitokens.use", "7")),
        neighbour("nothing", m -> m.file("mallory", "scitokens.use", "")),
        neighbour("binary", m -> m.file("mallory", "scitokens.use", "\u0000\u00ff\u0080e.y.z")),
        neighbour("100 MB", m -> sparse(m.user("mallory").resolve("scitokens.use"))),
        neighbour(
            "an expiry of 1e300",
            m ->
                m.file(
                    "mallory",
                    "scitokens.use",
                    "{\"access_token\":\"e30.eyJleHAiOjFlMzAwfQ.e30\"}")),
        neighbour("a link", m -> link(m.user("mallory").resolve("scitokens.use"), "/etc/passwd")),
        neighbour(
            "a dangling link", m -> link(m.user("mallory").resolve("scitokens.use"), "/no/such")),
        neighbour("a FIFO", m -> command("mkfifo", m.user("mallory").resolve("scitokens.use"))));
  }

  private static Named<Consumer<TestMonitor>> neighbour(String name, Consumer<TestMonitor> breaks) {
    return Named.of(name, breaks);
  }

  @ParameterizedTest
  @MethodSource("brokenNeighbours")
  void a_file_for_jobs_that_holds_no_token_is_replaced_and_told_once(Consumer<TestMonitor> breaks) {
    monitor.request("mallory", "scitokens");
    breaks.accept(monitor);
    monitor.request("alice", "scitokens").request("zoe", "scitokens").run();
    for (String user : List.of("alice", "mallory", "zoe")) {
      assertThat(monitor.token(user, "scitokens")).as(user).isPresent();
    }
    assertThat(monitor.events(Event.Replacing.class)).hasSize(1);
  }

  static Stream<Named<Consumer<TestMonitor>>> unusableNeighbours() {
    return Stream.of(
        neighbour(
            "a request that is a link",
            m -> link(m.user("mallory").resolve("scitokens.top"), "/etc/passwd")),
        neighbour(
            "a request that is a directory",
            m -> directory(m.user("mallory").resolve("scitokens.top"))),
        neighbour(
            "a request that is a FIFO",
            m -> command("mkfifo", m.user("mallory").resolve("scitokens.top"))),
        neighbour(
            "a user directory that is a link", m -> link(m.directory.resolve("mallory"), "/tmp")),
        neighbour(
            "a world-writable user directory",
            m -> command("chmod", "o+w", m.request("mallory", "scitokens").user("mallory"))),
        neighbour(
            "a user directory of a third user",
            m -> command("chown", "12345", m.request("mallory", "scitokens").user("mallory"))),
        neighbour("a name with a line break", m -> directory(m.directory.resolve("mal\nlory"))),
        neighbour(
            "a name of 255 bytes", m -> directory(m.directory.resolve("a:".repeat(127) + "b"))),
        neighbour(
            "a directory named like a login",
            m -> directory(m.directory.resolve("0123456789abcdef".repeat(4)))));
  }

  @ParameterizedTest
  @MethodSource("unusableNeighbours")
  void what_htcondor_would_not_make_is_left_alone_told_once_and_harms_nobody(
      Consumer<TestMonitor> breaks) {
    breaks.accept(monitor);
    monitor
        .request("alice", "scitokens")
        .thenPasses(Duration.ofSeconds(61))
        .thenComes(new Message.Hangup())
        .thenPasses(HALF_AND_MORE)
        .thenPasses(Duration.ofSeconds(61))
        .run();
    assertThat(monitor.events(Event.Oddity.class)).hasSize(1);
    assertThat(monitor.events(Event.Oddity.class).get(0).text()).matches("\\p{Print}+");
    assertThat(monitor.events(Event.Renewed.class))
        .hasSize(2)
        .allMatch(r -> r.id().user().equals("alice"));
    assertThat(monitor.directory.resolve("mallory/scitokens.use")).doesNotExist();
  }

  @Test
  void a_credential_that_cannot_be_written_is_retried_ever_more_slowly_and_alone() {
    directory(monitor.user("mallory").resolve("scitokens.use")); // rename(2) refuses
    monitor
        .request("mallory", "scitokens")
        .request("alice", "scitokens")
        .thenPasses(Duration.ofSeconds(2))
        .thenPasses(Duration.ofSeconds(3))
        .thenPasses(Duration.ofSeconds(5))
        .then(() -> assertThat(monitor.events(Event.NotRenewed.class)).hasSizeBetween(3, 4))
        .then(() -> delete("mallory/scitokens.use"))
        .thenPasses(Duration.ofSeconds(20))
        .run();
    assertThat(monitor.token("mallory", "scitokens")).isPresent();
    assertThat(monitor.events(Event.Renewed.class)).hasSize(2);
  }

  @Test
  void failures_of_many_for_one_cause_are_told_by_their_number() {
    for (int i = 0; i < 50; i++) {
      monitor.request("u" + i, "scitokens");
      directory(monitor.user("u" + i).resolve("scitokens.use"));
    }
    monitor
        .then(() -> assertThat(monitor.events(Event.NotRenewed.class)).hasSize(20))
        .thenPasses(Duration.ofSeconds(61))
        .run();
    assertThat(monitor.events(Event.MoreNotRenewed.class).get(0).times()).isEqualTo(30);
    assertThat(monitor.events(Event.MoreNotRenewed.class).get(0).level()).isEqualTo(Level.ERROR);
  }

  @Test
  void leftovers_of_a_killed_run_are_removed() throws IOException {
    monitor.request("alice", "scitokens").run();
    Path leftover = leaveTemporaryFile();
    monitor.thenComes(new Message.UserChanged("alice")).run();
    assertThat(leftover).doesNotExist();
    assertThat(monitor.events(Event.LeftoversRemoved.class)).hasSize(1);
  }

  @Test
  void a_look_at_a_user_leaves_alone_what_another_worker_is_writing(@TempDir Path place)
      throws IOException {
    FaultyHost faulty = new FaultyHost();
    try (TestMonitor shared = new TestMonitor(place, faulty.host(), Host.create())) {
      List<Event> told = new ArrayList<>();
      faulty.before("renameat", () -> told.addAll(shared.look("alice").events()));
      shared.request("alice", "scitokens").run();
      assertThat(faulty.count("renameat")).isPositive();
      assertThat(told).isEmpty();
      assertThat(shared.jti("alice", "scitokens")).isNotEmpty();
      assertThat(shared.events(Event.NotRenewed.class)).isEmpty();
    }
  }

  private Path leaveTemporaryFile() throws IOException {
    Path path = monitor.directory.resolve("alice/.scitokens.use.0123456789abcdef.credmint.tmp");
    Files.writeString(path, "half a tok");
    assertThat(org.credmint.os.DurableBatch.isTemp(path.getFileName().toString())).isTrue();
    return path;
  }

  @Test
  void a_restart_renews_nothing_that_is_good() throws IOException {
    monitor.request("alice", "scitokens").run();
    String before = monitor.jti("alice", "scitokens");
    monitor.run();
    assertThat(monitor.jti("alice", "scitokens")).isEqualTo(before);
    assertThat(monitor.events(Event.Renewed.class)).hasSize(1);
  }

  @Test
  void a_clock_set_back_a_day_has_tokens_from_the_future_replaced() {
    monitor
        .request("alice", "scitokens")
        .thenClockIsSet(Duration.ofDays(-1))
        .then(() -> assertThat(monitor.events(Event.ClockStepped.class)).hasSize(1))
        .run();
    assertThat(monitor.token("alice", "scitokens").orElseThrow().claims().issuedAt())
        .isEqualTo(TestMonitor.START.minus(Duration.ofDays(1)));
  }

  @Test
  void a_machine_that_slept_renews_what_died_meanwhile_at_once() {
    monitor.request("alice", "scitokens").thenClockIsSet(Duration.ofHours(8)).then(() -> {}).run();
    assertThat(monitor.token("alice", "scitokens").orElseThrow().claims().issuedAt())
        .isEqualTo(TestMonitor.START.plus(Duration.ofHours(8)));
  }

  @Test
  void a_changed_template_issues_again_what_it_affects_and_nothing_else() {
    monitor.provider("other", settings -> settings);
    monitor.request("alice", "scitokens").request("alice", "other");
    String[] other = new String[1];
    monitor
        .then(() -> other[0] = monitor.jti("alice", "other"))
        .then(
            () -> {
              monitor.provider(
                  "scitokens", s -> TestProviders.withScopes(s, "read:/new/{username}"));
              monitor.reloadSays(monitor.configuration(0400));
            })
        .thenComes(new Message.Hangup())
        .run();
    assertThat(monitor.token("alice", "scitokens").orElseThrow().claims().scope())
        .isEqualTo("read:/new/alice");
    assertThat(monitor.jti("alice", "other")).isEqualTo(other[0]);
    assertThat(monitor.events(Event.Reconfigured.class)).hasSize(1);
  }

  @Test
  void a_changed_lifetime_issues_again() {
    Duration shorter = Duration.ofSeconds(900);
    monitor
        .request("alice", "scitokens")
        .then(
            () -> {
              monitor.provider("scitokens", s -> TestProviders.withLifetime(s, shorter));
              monitor.reloadSays(monitor.configuration(0400));
            })
        .thenComes(new Message.Hangup())
        .run();
    assertThat(monitor.token("alice", "scitokens").orElseThrow().claims().lifetime())
        .isEqualTo(shorter);
  }

  @Test
  void a_changed_key_under_the_same_key_id_issues_again() {
    String[] first = new String[1];
    monitor
        .request("alice", "scitokens")
        .then(
            () -> {
              first[0] = monitor.jti("alice", "scitokens");
              Path key = temporary.resolve("keys/new-key.pem");
              monitor.provider("scitokens", s -> TestProviders.withKey(s, key));
              monitor.reloadSays(monitor.configuration(0400));
            })
        .thenComes(new Message.Hangup())
        .run();
    assertThat(monitor.jti("alice", "scitokens")).isNotEqualTo(first[0]);
  }

  @Test
  void a_changed_file_mode_is_given_to_every_file() throws IOException {
    monitor
        .request("alice", "scitokens")
        .then(() -> monitor.reloadSays(monitor.configuration(0600)))
        .thenComes(new Message.Hangup())
        .run();
    assertThat(Files.getPosixFilePermissions(monitor.directory.resolve("alice/scitokens.use")))
        .isEqualTo(PosixFilePermissions.fromString("rw-------"));
  }

  @Test
  void a_configuration_that_cannot_be_read_leaves_the_last_good_one() {
    monitor
        .request("alice", "scitokens")
        .then(
            () ->
                monitor.reloadSays(
                    new Reload.Unreadable("condor_config_val timed out", Optional.empty())))
        .thenComes(new Message.Hangup())
        .thenPasses(HALF_AND_MORE)
        .run();
    assertThat(monitor.events(Event.ConfigurationUnreadable.class)).hasSize(1);
    assertThat(monitor.events(Event.Renewed.class)).hasSize(2);
  }

  @Test
  void a_configuration_that_cannot_be_used_is_told_once_until_that_changes() {
    Problem problem = Problem.fatal("LOCAL_CREDMON_ISSUER", "", "it is not set", "set it");
    Reload.Unusable unusable =
        new Reload.Unusable(monitor.bounds(), monitor.configuration(0400).log(), List.of(problem));
    monitor
        .then(
            () ->
                monitor.reloadSays(
                    new Reload.Unreadable("condor_config_val timed out", Optional.empty())))
        .thenComes(new Message.Hangup())
        .thenPasses(Duration.ofSeconds(10))
        .thenComes(new Message.Hangup())
        .thenPasses(Duration.ofSeconds(10))
        .then(() -> monitor.reloadSays(unusable))
        .thenComes(new Message.Hangup())
        .thenPasses(Duration.ofSeconds(10))
        .thenComes(new Message.Hangup())
        .thenPasses(Duration.ofSeconds(10))
        .then(() -> monitor.reloadSays(monitor.configuration(0400)))
        .thenComes(new Message.Hangup())
        .thenPasses(Duration.ofSeconds(10))
        .thenComes(new Message.Hangup())
        .run();
    assertThat(monitor.reloads).isEqualTo(6);
    assertThat(monitor.events(Event.ConfigurationUnreadable.class))
        .extracting(Event.ConfigurationUnreadable::reason)
        .containsExactly(
            "condor_config_val timed out",
            "the new configuration has no usable provider; what it no longer allows is no longer issued");
    assertThat(monitor.events(Event.ConfigurationMended.class)).hasSize(1);
  }

  @Test
  void a_provider_that_became_unusable_is_served_as_before_and_told_of() {
    Problem problem = Problem.ofProvider("scitokens", "/key.pem", "", "it is empty", "mend it");
    monitor
        .request("alice", "scitokens")
        .then(
            () -> {
              Reload.Read read = monitor.configuration(0400);
              Serving without = read.serving().withProviders(Map.of());
              monitor.reloadSays(
                  new Reload.Read(without, monitor.bounds(), read.log(), List.of(problem)));
            })
        .thenComes(new Message.Hangup())
        .thenPasses(HALF_AND_MORE)
        .run();
    assertThat(monitor.events(Event.ConfigurationProblem.class)).hasSize(1);
    assertThat(monitor.events(Event.Renewed.class)).hasSize(2);
  }

  @Test
  void what_an_unusable_configuration_takes_away_is_not_renewed_and_what_lives_stays() {
    Problem problem = Problem.fatal("SEC_CREDENTIAL_DIRECTORY_OAUTH", "", "is not set", "set it");
    monitor
        .request("alice", "scitokens")
        .then(
            () -> {
              monitor.provider("scitokens", s -> TestProviders.withScopes(s, "other:/x"));
              Reload.Read read = monitor.configuration(0400);
              monitor.reloadSays(
                  new Reload.Unusable(monitor.bounds(), read.log(), List.of(problem)));
            })
        .thenComes(new Message.Hangup())
        .then(() -> monitor.request("bob", "scitokens"))
        .thenComes(new Message.UserChanged("bob"))
        .thenPasses(HALF_AND_MORE)
        .run();
    assertThat(monitor.events(Event.Renewed.class)).hasSize(1);
    assertThat(monitor.token("alice", "scitokens")).isPresent();
    assertThat(monitor.token("bob", "scitokens")).isEmpty();
    assertThat(monitor.events(Event.NotRenewed.class))
        .first()
        .satisfies(
            failed -> assertThat(failed.text()).contains("AUTHZ_TEMPLATE: no scope is left"));
  }

  @Test
  void a_provider_that_is_no_longer_named_is_no_longer_served() {
    monitor
        .request("alice", "scitokens")
        .then(
            () -> {
              Reload.Read read = monitor.configuration(0400);
              Serving without = read.serving().withProviders(Map.of());
              monitor.reloadSays(new Reload.Read(without, Map.of(), read.log(), List.of()));
            })
        .thenComes(new Message.Hangup())
        .thenPasses(HALF_AND_MORE)
        .run();
    assertThat(monitor.events(Event.Renewed.class)).hasSize(1);
    assertThat(monitor.token("alice", "scitokens")).as("jobs may still read it").isPresent();
  }

  @Test
  void a_burst_of_hangups_reads_the_configuration_once() {
    monitor
        .request("alice", "scitokens")
        .then(
            () -> {
              for (int i = 0; i < 50; i++) {
                monitor.inbox.put(new Message.Hangup());
              }
            })
        .run();
    assertThat(monitor.reloads).isEqualTo(1);
  }

  @Test
  void never_waits_longer_than_five_seconds_for_the_sake_of_the_clock() {
    monitor.run();
    assertThat(monitor.inbox.lastWait()).isLessThanOrEqualTo(Duration.ofSeconds(5));
  }

  private static void link(Path link, String target) {
    try {
      Files.createSymbolicLink(link, Path.of(target));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void directory(Path path) {
    try {
      Files.createDirectory(path);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void sparse(Path path) {
    try (RandomAccessFile file = new RandomAccessFile(path.toFile(), "rw")) {
      file.setLength(100 << 20);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void command(Object... argv) {
    try {
      Process process =
          new ProcessBuilder(Stream.of(argv).map(Object::toString).toList()).inheritIO().start();
      assertThat(process.waitFor()).isZero();
    } catch (IOException | InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}
