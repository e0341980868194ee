// SPDX-License-Identifier: Apache-2.0
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
import org.credmint.config.knob.Problem;
import org.credmint.event.ConfigurationEvent;
import org.credmint.event.CredentialEvent;
import org.credmint.event.DaemonEvent;
import org.credmint.event.DirectoryEvent;
import org.credmint.event.Event;
import org.credmint.event.Level;
import org.credmint.os.FaultyHost;
import org.credmint.os.Host;
import org.credmint.provider.ActiveConfiguration;
import org.credmint.provider.Bounds;
import org.credmint.provider.ConfigurationLoad;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class CredmonTest {
  private static final Duration HALF_AND_MORE = Duration.ofSeconds(700);

  /** How far a token's {@code iat} lies in the past when it is issued. */
  private static final int EARLY = 30;

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
  void servesEveryRequestThatIsThereAtTheStart() {
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
    assertThat(monitor.events(DaemonEvent.Ready.class))
        .containsExactly(new DaemonEvent.Ready(3, 2));
  }

  @Test
  void preparesForManyTokensOnceAllAreServed() {
    monitor.request("alice", "scitokens");
    monitor.run();
    assertThat(monitor.events(DaemonEvent.Signing.class))
        .containsExactly(new DaemonEvent.Signing("the test"));
  }

  @Test
  void whatIsPreparedForManyTokensDelaysNoEnd() {
    monitor.cuttingShort().request("alice", "scitokens");
    monitor.run();
    assertThat(monitor.token("alice", "scitokens")).isPresent();
    assertThat(monitor.events(DaemonEvent.Signing.class)).isEmpty();
  }

  @Test
  void aServedFileIsReadableByItsOwnerAlone() throws IOException {
    monitor.request("alice", "scitokens").run();
    Path use = monitor.directory.resolve("alice/scitokens.use");
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(use)))
        .isEqualTo("r--------");
  }

  @Test
  void saysWhatItRenewedAndWhenTheNextActIsDue() {
    monitor.request("alice", "scitokens").run();
    assertThat(monitor.events(CredentialEvent.Renewed.class))
        .singleElement()
        .satisfies(
            renewed -> {
              assertThat(renewed.text())
                  .startsWith("Successfully renewed SciToken for user: alice")
                  .contains(monitor.jti("alice", "scitokens"))
                  .contains("2026-11-22T00:19:30Z");
              assertThat(renewed.nextDue())
                  .isBetween(
                      TestMonitor.START.plusSeconds(510), TestMonitor.START.plusSeconds(630));
            });
  }

  @Test
  void renewsWhenTheTimeHasComeAndNotBefore() {
    monitor
        .request("alice", "scitokens")
        .thenPasses(Duration.ofSeconds(500))
        .then(() -> assertThat(monitor.events(CredentialEvent.Renewed.class)).hasSize(1))
        .thenPasses(Duration.ofSeconds(140))
        .then(() -> assertThat(monitor.events(CredentialEvent.Renewed.class)).hasSize(2))
        .run();
    assertThat(monitor.token("alice", "scitokens").orElseThrow().claims().issuedAt())
        .isEqualTo(TestMonitor.START.plusSeconds(640 - EARLY));
  }

  @Test
  void anIdlePassTellsNothingAndTouchesNothing() {
    monitor.request("alice", "scitokens");
    int[] told = new int[1];
    String[] state = new String[1];
    monitor
        .then(() -> state[0] = state("alice"))
        .then(() -> told[0] = loud())
        .thenComes(new Message.Sighup())
        .thenPasses(Duration.ofSeconds(61))
        .thenPasses(Duration.ofSeconds(61))
        .then(() -> assertThat(loud()).isEqualTo(told[0] + 1)) // the unreadable configuration
        .then(() -> assertThat(state("alice")).isEqualTo(state[0]))
        .run();
  }

  private int loud() {
    return (int)
        monitor.events.stream()
            .filter(event -> !(event instanceof DirectoryEvent.DirectoryScanned))
            .count();
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
  void aRequestToldByAWatchIsServedAtOnce() {
    monitor
        .then(() -> monitor.request("carol", "scitokens"))
        .thenUserChanges("carol")
        .then(() -> assertThat(monitor.token("carol", "scitokens")).isPresent())
        .run();
  }

  @Test
  void aRequestThatNobodyToldOfIsFoundWithinAMinute() {
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
  void aFileForJobsThatVanishedIsMadeAgain() {
    monitor
        .request("alice", "scitokens")
        .then(() -> delete("alice/scitokens.use"))
        .thenUserChanges("alice")
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
  void aSweptUserIsForgottenAndNeverMadeAgain() {
    monitor
        .request("alice", "scitokens")
        .then(() -> delete("alice/scitokens.use"))
        .then(() -> delete("alice/scitokens.top"))
        .then(() -> delete("alice"))
        .thenPasses(Duration.ofHours(2))
        .thenPasses(Duration.ofHours(2))
        .run();
    assertThat(monitor.directory.resolve("alice")).doesNotExist();
    assertThat(monitor.events(DirectoryEvent.UserGone.class))
        .containsExactly(new DirectoryEvent.UserGone("alice"));
    assertThat(monitor.events(CredentialEvent.NotRenewed.class)).isEmpty();
  }

  @Test
  void aCredentialThatTheUserStoredHimselfIsNeverTouched() throws IOException {
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
  void aFileForJobsThatHoldsNoTokenIsReplacedAndToldOnce(Consumer<TestMonitor> breaks) {
    monitor.request("mallory", "scitokens");
    breaks.accept(monitor);
    monitor.request("alice", "scitokens").request("zoe", "scitokens").run();
    for (String user : List.of("alice", "mallory", "zoe")) {
      assertThat(monitor.token(user, "scitokens")).as(user).isPresent();
    }
    assertThat(monitor.events(CredentialEvent.Replacing.class)).hasSize(1);
  }

  @Test
  void aRequestThatIsNoFileAndIsMovedAwayAsAdvisedCanBeMadeAgain() {
    Path odd = monitor.user("mallory").resolve("scitokens.top");
    link(odd, "/etc/passwd");
    monitor
        .then(
            () -> {
              assertThat(monitor.events(DirectoryEvent.UnexpectedEntry.class))
                  .singleElement()
                  .satisfies(event -> assertThat(event.text()).contains("move it out of the way"));
              command("mv", odd.toString(), monitor.directory.resolveSibling("away"));
              monitor.request("mallory", "scitokens");
            })
        .thenPasses(Duration.ofMinutes(2))
        .run();
    assertThat(monitor.token("mallory", "scitokens")).isPresent();
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
  void whatHtcondorWouldNotMakeIsLeftAloneToldOnceAndHarmsNobody(Consumer<TestMonitor> breaks) {
    breaks.accept(monitor);
    monitor
        .request("alice", "scitokens")
        .thenPasses(Duration.ofSeconds(61))
        .thenComes(new Message.Sighup())
        .thenPasses(HALF_AND_MORE)
        .thenPasses(Duration.ofSeconds(61))
        .run();
    assertThat(monitor.events(DirectoryEvent.UnexpectedEntry.class)).hasSize(1);
    assertThat(monitor.events(DirectoryEvent.UnexpectedEntry.class).get(0).text())
        .matches("\\p{Print}+");
    assertThat(monitor.events(CredentialEvent.Renewed.class))
        .hasSize(2)
        .allMatch(r -> r.id().user().equals("alice"));
    assertThat(monitor.directory.resolve("mallory/scitokens.use")).doesNotExist();
  }

  @Test
  void aCredentialThatCannotBeWrittenIsRetriedEverMoreSlowlyAndAlone() {
    directory(monitor.user("mallory").resolve("scitokens.use")); // rename(2) refuses
    monitor
        .request("mallory", "scitokens")
        .request("alice", "scitokens")
        .thenPasses(Duration.ofSeconds(2))
        .thenPasses(Duration.ofSeconds(3))
        .thenPasses(Duration.ofSeconds(5))
        .then(
            () -> assertThat(monitor.events(CredentialEvent.NotRenewed.class)).hasSizeBetween(3, 4))
        .then(() -> delete("mallory/scitokens.use"))
        .thenPasses(Duration.ofSeconds(20))
        .run();
    assertThat(monitor.token("mallory", "scitokens")).isPresent();
    assertThat(monitor.events(CredentialEvent.Renewed.class)).hasSize(2);
  }

  @Test
  void failuresOfManyForOneCauseAreToldByTheirNumber() {
    for (int i = 0; i < 50; i++) {
      monitor.request("u" + i, "scitokens");
      directory(monitor.user("u" + i).resolve("scitokens.use"));
    }
    monitor
        .then(() -> assertThat(monitor.events(CredentialEvent.NotRenewed.class)).hasSize(20))
        .thenPasses(Duration.ofSeconds(61))
        .run();
    assertThat(monitor.events(CredentialEvent.MoreNotRenewed.class).get(0).times()).isEqualTo(30);
    assertThat(monitor.events(CredentialEvent.MoreNotRenewed.class).get(0).level())
        .isEqualTo(Level.ERROR);
  }

  @Test
  void leftoversOfAKilledRunAreRemoved() throws IOException {
    monitor.request("alice", "scitokens").run();
    Path leftover = leaveTemporaryFile();
    monitor.thenUserChanges("alice").run();
    assertThat(leftover).doesNotExist();
    assertThat(monitor.events(DirectoryEvent.StaleTempFilesRemoved.class)).hasSize(1);
  }

  @Test
  void aLookAtAUserLeavesAloneWhatAnotherWorkerIsWriting(@TempDir Path place) throws IOException {
    FaultyHost faulty = new FaultyHost();
    try (TestMonitor shared = new TestMonitor(place, faulty.host(), Host.create())) {
      List<Event> told = new ArrayList<>();
      faulty.before("renameat", () -> told.addAll(shared.list("alice")));
      shared.request("alice", "scitokens").run();
      assertThat(faulty.count("renameat")).isPositive();
      assertThat(told).isEmpty();
      assertThat(shared.jti("alice", "scitokens")).isNotEmpty();
      assertThat(shared.events(CredentialEvent.NotRenewed.class)).isEmpty();
    }
  }

  private Path leaveTemporaryFile() throws IOException {
    Path path = monitor.directory.resolve("alice/.scitokens.use.0123456789abcdef.credmint.tmp");
    Files.writeString(path, "half a tok");
    assertThat(org.credmint.os.file.DurableBatch.isTemp(path.getFileName().toString())).isTrue();
    return path;
  }

  @Test
  void aRestartRenewsNothingThatIsGood() throws IOException {
    monitor.request("alice", "scitokens").run();
    String before = monitor.jti("alice", "scitokens");
    monitor.run();
    assertThat(monitor.jti("alice", "scitokens")).isEqualTo(before);
    assertThat(monitor.events(CredentialEvent.Renewed.class)).hasSize(1);
  }

  @Test
  void aClockSetBackADayHasTokensFromTheFutureReplaced() {
    monitor
        .request("alice", "scitokens")
        .thenClockIsSet(Duration.ofDays(-1))
        .then(() -> assertThat(monitor.events(DaemonEvent.ClockStepped.class)).hasSize(1))
        .run();
    assertThat(monitor.token("alice", "scitokens").orElseThrow().claims().issuedAt())
        .isEqualTo(TestMonitor.START.minus(Duration.ofDays(1)).minusSeconds(EARLY));
  }

  @Test
  void aMachineThatSleptRenewsWhatDiedMeanwhileAtOnce() {
    monitor.request("alice", "scitokens").thenClockIsSet(Duration.ofHours(8)).then(() -> {}).run();
    assertThat(monitor.token("alice", "scitokens").orElseThrow().claims().issuedAt())
        .isEqualTo(TestMonitor.START.plus(Duration.ofHours(8)).minusSeconds(EARLY));
  }

  @Test
  void aChangedTemplateIssuesAgainWhatItAffectsAndNothingElse() {
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
        .thenComes(new Message.Sighup())
        .run();
    assertThat(monitor.token("alice", "scitokens").orElseThrow().claims().scope())
        .isEqualTo("read:/new/alice");
    assertThat(monitor.jti("alice", "other")).isEqualTo(other[0]);
    assertThat(monitor.events(ConfigurationEvent.Reconfigured.class)).hasSize(1);
  }

  @Test
  void aChangedLifetimeIssuesAgain() {
    Duration shorter = Duration.ofSeconds(900);
    monitor
        .request("alice", "scitokens")
        .then(
            () -> {
              monitor.provider("scitokens", s -> TestProviders.withLifetime(s, shorter));
              monitor.reloadSays(monitor.configuration(0400));
            })
        .thenComes(new Message.Sighup())
        .run();
    assertThat(monitor.token("alice", "scitokens").orElseThrow().claims().lifetime())
        .isEqualTo(shorter);
  }

  @Test
  void aChangedKeyUnderTheSameKeyIdIssuesAgainAndWarnsOfTheTokensThatAreOut() {
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
        .thenComes(new Message.Sighup())
        .run();
    assertThat(monitor.jti("alice", "scitokens")).isNotEqualTo(first[0]);
    assertThat(monitor.events(ConfigurationEvent.EarlierCredentialsRejected.class))
        .extracting(ConfigurationEvent.EarlierCredentialsRejected::text)
        .singleElement()
        .asString()
        .contains("scitokens", "same key ID local");
  }

  @Test
  void aKeyRingThatACommandChangesIsTakenUpWithoutASignal() {
    monitor.hasKeyRings = true;
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
        .thenPasses(Duration.ofSeconds(1))
        .then(
            () -> {
              assertThat(monitor.reloads).isZero();
              monitor.ringChanged = true;
            })
        .thenPasses(Duration.ofSeconds(1))
        .then(() -> assertThat(monitor.reloads).isEqualTo(1))
        .run();
    assertThat(monitor.jti("alice", "scitokens")).isNotEqualTo(first[0]);
  }

  @Test
  void aKeyReplacedUnderTheSameKeyIdWhileTheMonitorWasAwayIsToldAtTheStartOnce() {
    monitor.request("alice", "scitokens").request("bob", "scitokens").run();
    monitor.run();
    assertThat(monitor.events(ConfigurationEvent.EarlierCredentialsRejected.class)).isEmpty();
    Path key = temporary.resolve("keys/new-key.pem");
    monitor.provider("scitokens", s -> TestProviders.withKey(s, key)).run();
    assertThat(monitor.events(ConfigurationEvent.EarlierCredentialsRejected.class))
        .extracting(ConfigurationEvent.EarlierCredentialsRejected::text)
        .singleElement()
        .asString()
        .contains("scitokens", "another key with the same key ID");
  }

  @Test
  void aChangedFileModeIsGivenToEveryFile() throws IOException {
    monitor
        .request("alice", "scitokens")
        .then(() -> monitor.reloadSays(monitor.configuration(0600)))
        .thenComes(new Message.Sighup())
        .run();
    assertThat(Files.getPosixFilePermissions(monitor.directory.resolve("alice/scitokens.use")))
        .isEqualTo(PosixFilePermissions.fromString("rw-------"));
  }

  @Test
  void aConfigurationThatCannotBeReadLeavesTheLastGoodOne() {
    monitor
        .request("alice", "scitokens")
        .then(
            () ->
                monitor.reloadSays(
                    new ConfigurationLoad.Unreadable(
                        "condor_config_val timed out", Optional.empty())))
        .thenComes(new Message.Sighup())
        .thenPasses(HALF_AND_MORE)
        .run();
    assertThat(monitor.events(ConfigurationEvent.ConfigurationUnreadable.class)).hasSize(1);
    assertThat(monitor.events(CredentialEvent.Renewed.class)).hasSize(2);
  }

  @Test
  void aConfigurationThatCannotBeUsedIsToldOnceUntilThatChanges() {
    Problem problem = Problem.fatal("LOCAL_CREDMON_ISSUER", "", "it is not set", "set it");
    ConfigurationLoad.Unusable unusable =
        new ConfigurationLoad.Unusable(
            monitor.bounds(),
            monitor.configuration(0400).log(),
            List.of(problem),
            Optional.empty());
    monitor
        .then(
            () ->
                monitor.reloadSays(
                    new ConfigurationLoad.Unreadable(
                        "condor_config_val timed out", Optional.empty())))
        .thenComes(new Message.Sighup())
        .thenPasses(Duration.ofSeconds(10))
        .thenComes(new Message.Sighup())
        .thenPasses(Duration.ofSeconds(10))
        .then(() -> monitor.reloadSays(unusable))
        .thenComes(new Message.Sighup())
        .thenPasses(Duration.ofSeconds(10))
        .thenComes(new Message.Sighup())
        .thenPasses(Duration.ofSeconds(10))
        .then(() -> monitor.reloadSays(monitor.configuration(0400)))
        .thenComes(new Message.Sighup())
        .thenPasses(Duration.ofSeconds(10))
        .thenComes(new Message.Sighup())
        .run();
    assertThat(monitor.reloads).isEqualTo(6);
    assertThat(monitor.events(ConfigurationEvent.ConfigurationUnreadable.class))
        .extracting(ConfigurationEvent.ConfigurationUnreadable::reason)
        .containsExactly(
            "condor_config_val timed out",
            "the new configuration has no usable provider; only tokens that it still allows are issued");
    assertThat(monitor.events(ConfigurationEvent.ConfigurationRecovered.class)).hasSize(1);
  }

  @Test
  void aProviderThatBecameUnusableIsServedAsBeforeAndToldOf() {
    Problem problem = Problem.ofProvider("scitokens", "/key.pem", "", "it is empty", "mend it");
    monitor
        .request("alice", "scitokens")
        .then(
            () -> {
              ConfigurationLoad.Read read = monitor.configuration(0400);
              ActiveConfiguration without = read.active().withProviders(Map.of());
              monitor.reloadSays(
                  new ConfigurationLoad.Read(
                      without, monitor.bounds(), read.log(), List.of(problem)));
            })
        .thenComes(new Message.Sighup())
        .thenPasses(HALF_AND_MORE)
        .run();
    assertThat(monitor.events(ConfigurationEvent.ConfigurationProblem.class)).hasSize(1);
    assertThat(monitor.events(CredentialEvent.Renewed.class)).hasSize(2);
  }

  @Test
  void whatAnUnusableConfigurationTakesAwayIsNotRenewedAndWhatLivesStays() {
    Problem problem = Problem.fatal("SEC_CREDENTIAL_DIRECTORY_OAUTH", "", "is not set", "set it");
    monitor
        .request("alice", "scitokens")
        .then(
            () -> {
              monitor.provider("scitokens", s -> TestProviders.withScopes(s, "other:/x"));
              ConfigurationLoad.Read read = monitor.configuration(0400);
              monitor.reloadSays(
                  new ConfigurationLoad.Unusable(
                      monitor.bounds(), read.log(), List.of(problem), Optional.empty()));
            })
        .thenComes(new Message.Sighup())
        .then(() -> monitor.request("bob", "scitokens"))
        .thenUserChanges("bob")
        .thenPasses(HALF_AND_MORE)
        .run();
    assertThat(monitor.events(CredentialEvent.Renewed.class)).hasSize(1);
    assertThat(monitor.token("alice", "scitokens")).isPresent();
    assertThat(monitor.token("bob", "scitokens")).isEmpty();
    assertThat(monitor.events(CredentialEvent.NotRenewed.class))
        .first()
        .satisfies(
            failed ->
                assertThat(failed.text())
                    .contains("AUTHZ_TEMPLATE: no scope is allowed both before and now"));
  }

  @Test
  void aProviderThatIsNoLongerNamedIsNoLongerServed() {
    monitor
        .request("alice", "scitokens")
        .then(
            () -> {
              ConfigurationLoad.Read read = monitor.configuration(0400);
              ActiveConfiguration without = read.active().withProviders(Map.of());
              monitor.reloadSays(
                  new ConfigurationLoad.Read(without, Bounds.NONE, read.log(), List.of()));
            })
        .thenComes(new Message.Sighup())
        .thenPasses(HALF_AND_MORE)
        .run();
    assertThat(monitor.events(CredentialEvent.Renewed.class)).hasSize(1);
    assertThat(monitor.token("alice", "scitokens")).as("jobs may still read it").isPresent();
  }

  @Test
  void aBurstOfHangupsReadsTheConfigurationOnce() {
    monitor
        .request("alice", "scitokens")
        .then(
            () -> {
              for (int i = 0; i < 50; i++) {
                monitor.inbox.put(new Message.Sighup());
              }
            })
        .run();
    assertThat(monitor.reloads).isEqualTo(1);
  }

  @Test
  void neverWaitsLongerThanFiveSecondsForTheSakeOfTheClock() {
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
