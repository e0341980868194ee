// SPDX-License-Identifier: Apache-2.0
package org.credmint.demand;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.when;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.credmint.credential.CredentialId;
import org.credmint.directory.CredentialDirectoryReader;
import org.credmint.event.DirectoryEvent;
import org.credmint.event.Event;
import org.credmint.htcondor.NameRule;
import org.credmint.os.Host;
import org.credmint.os.file.Directory;
import org.credmint.provider.ActiveConfiguration;
import org.credmint.store.CredentialStore;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CredentialDirectorySourceTest {
  private final Host host = Host.create();
  private final ActiveConfiguration active = mock(ActiveConfiguration.class);
  private final List<DemandSource> woken = new ArrayList<>();
  private final List<Integer> watched = new ArrayList<>();
  private long nanos = 5;

  @TempDir Path path;
  private Directory top;
  private CredentialDirectorySource source;

  @BeforeEach
  void open() throws Exception {
    top = host.openDirectory(path);
    serve("scitokens");
    source =
        new CredentialDirectorySource(
            top,
            path,
            (directory, key) -> watched.add(key),
            new CredentialStore(host.durableBatch()),
            () -> nanos,
            woken::add);
  }

  @AfterEach
  void close() {
    top.close();
  }

  @Test
  void theFirstScanFindsEachRequest() {
    request("alice/scitokens", "bob/scitokens_x");
    DemandReading all = readAll();
    assertThat(requested(all)).containsExactlyInAnyOrder("alice/scitokens", "bob/scitokens_x");
    assertThat(all.complete()).isTrue();
    assertThat(all.again()).isEqualTo(Duration.ofSeconds(60));
  }

  @Test
  void aScanListsOnlyWhatHasChanged() throws IOException {
    request("alice/scitokens", "bob/scitokens");
    readAll();
    request("bob/scitokens_new");
    touch("bob", 1);
    source.lookAgain("SIGHUP");
    assertThat(requested(readAll()))
        .containsExactlyInAnyOrder("bob/scitokens", "bob/scitokens_new");
  }

  @Test
  void oneOfAFewIsUrgentAndOneOfManyIsNot() {
    request("alice/scitokens");
    assertThat(urgencies(readAll())).containsOnly(Urgency.URGENT);
    for (int i = 0; i < 300; i++) {
      request("user" + i + "/scitokens");
    }
    source.lookAgain("SIGHUP");
    assertThat(urgencies(readAll())).containsOnly(Urgency.ROUTINE);
  }

  @Test
  void afterANightOffWhoseDirectoryChangedLastGoesFirst() throws IOException {
    for (int i = 0; i < 600; i++) {
      request("user" + i + "/scitokens");
      touch("user" + i, -3600);
    }
    request("waiting/scitokens");
    source.read(active);
    DemandReading next = source.read(active);
    assertThat(requested(next)).containsExactly("waiting/scitokens");
    assertThat(urgencies(next)).containsExactly(Urgency.URGENT);
    DemandReading others = readAll();
    assertThat(requested(others)).hasSize(600);
    assertThat(urgencies(others)).containsExactly(Urgency.ROUTINE);
  }

  @Test
  void whoIsReportedByAWatchGoesBeforeAScanThatIsUnderWay() {
    for (int i = 0; i < 600; i++) {
      request("user" + i + "/scitokens");
    }
    source.read(active);
    request("waiting/scitokens");
    source.userChanged("waiting");
    assertThat(woken).containsExactly(source);
    DemandReading next = source.read(active);
    assertThat(requested(next)).containsExactly("waiting/scitokens");
    assertThat(urgencies(next)).containsExactly(Urgency.URGENT);
    assertThat(next.complete()).isFalse();
    assertThat(next.again()).isZero();
    assertThat(requested(readAll())).hasSize(600);
  }

  @Test
  void aDirectoryThatChangesAllTheTimeKeepsNoScanFromItsEnd() {
    for (int i = 0; i < 600; i++) {
      request("user" + i + "/scitokens");
    }
    source.read(active);
    Set<String> found = new HashSet<>();
    for (int i = 0; i < 10; i++) {
      source.userChanged("user0");
      found.addAll(requested(source.read(active)));
    }
    assertThat(found).hasSize(600);
  }

  @Test
  void eachUsersDirectoryIsWatchedOnceAndAWordOfItHasItListed() {
    request("alice/scitokens");
    readAll();
    assertThat(watched).hasSize(1);
    source.directoryChanged(watched.get(0), false);
    assertThat(requested(source.read(active))).containsExactly("alice/scitokens");
    assertThat(watched).hasSize(1);
    source.directoryChanged(watched.get(0), true);
    source.read(active);
    assertThat(watched).as("the watch has ended, so there is a new one").hasSize(2);
  }

  @Test
  void aRequestThatIsGoneIsWithdrawn() throws IOException {
    request("alice/scitokens", "alice/scitokens_b");
    readAll();
    Files.delete(path.resolve("alice/scitokens_b.top"));
    source.userChanged("alice");
    assertThat(source.read(active).changes())
        .contains(
            new DemandChange.Withdrawn(
                new CredentialId("alice", "scitokens", "b"), "its .top file is gone", true));
  }

  @Test
  void aDirectoryThatIsGoneWithdrawsAllThatWasRequestedInIt() throws IOException {
    request("alice/scitokens");
    readAll();
    Files.delete(path.resolve("alice/scitokens.top"));
    Files.delete(path.resolve("alice"));
    source.lookAgain("timer");
    DemandReading reading = readAll();
    assertThat(reading.changes())
        .containsExactly(
            new DemandChange.Withdrawn(
                new CredentialId("alice", "scitokens", ""), "its .top file is gone", true),
            new DemandChange.Listed("alice", List.of()));
    assertThat(reading.events()).contains(new DirectoryEvent.UserGone("alice"));
    source.userChanged("nobody");
    readAll();
    request("alice/scitokens");
    source.userChanged("alice");
    assertThat(requested(readAll())).containsExactly("alice/scitokens");
  }

  @Test
  void aDirectoryThatCannotBeListedKeepsItsRequestsAndIsTriedAtEachScan() throws IOException {
    request("alice/scitokens");
    readAll();
    Path moved = Files.move(path.resolve("alice"), path.resolveSibling("moved"));
    Files.createSymbolicLink(path.resolve("alice"), moved);
    source.userChanged("alice");
    DemandReading reading = readAll();
    assertThat(reading.changes()).isEmpty();
    assertThat(reading.events()).hasAtLeastOneElementOfType(DirectoryEvent.UnexpectedEntry.class);
    source.userChanged("alice");
    assertThat(readAll().events()).as("told once").isEmpty();
    Files.delete(path.resolve("alice"));
    Files.move(moved, path.resolve("alice"));
    source.lookAgain("SIGHUP");
    assertThat(requested(readAll())).containsExactly("alice/scitokens");
  }

  @Test
  void anotherConfigurationHasAllListedAgain() {
    request("alice/scitokens", "alice/other", "bob/scitokens");
    assertThat(requested(readAll())).doesNotContain("alice/other");
    serve("scitokens", "other");
    assertThat(requested(readAll()))
        .containsExactlyInAnyOrder("alice/scitokens", "alice/other", "bob/scitokens");
  }

  @Test
  void scansRestAfterOneThatTookLongHoweverManySignalsCome() {
    request("alice/scitokens");
    readAll();
    source.lookAgain("SIGHUP");
    DemandReading begun = source.read(active);
    assertThat(begun.events()).hasAtLeastOneElementOfType(DirectoryEvent.DirectoryScanned.class);
    nanos += Duration.ofSeconds(59).toNanos();
    source.lookAgain("SIGHUP");
    assertThat(source.read(active).events())
        .hasAtLeastOneElementOfType(DirectoryEvent.DirectoryScanned.class);
  }

  @Test
  void aScanIsMadeEachMinuteWithoutAnyWord() {
    readAll();
    request("alice/scitokens");
    nanos += Duration.ofSeconds(59).toNanos();
    DemandReading early = source.read(active);
    assertThat(requested(early)).isEmpty();
    assertThat(early.again()).isEqualTo(Duration.ofSeconds(1));
    nanos += Duration.ofSeconds(1).toNanos();
    assertThat(requested(readAll())).containsExactly("alice/scitokens");
  }

  @Test
  void whereTheDirectoryCannotBeReadNothingIsComplete() throws IOException {
    Files.delete(path);
    DemandReading reading = source.read(active);
    assertThat(reading.complete()).isFalse();
    assertThat(reading.changes()).isEmpty();
    assertThat(reading.events())
        .singleElement()
        .isInstanceOf(DirectoryEvent.DirectoryUnreadable.class);
    assertThat(reading.again()).isPositive();
    Files.createDirectory(path); // for whoever cleans up
  }

  private void serve(String... providers) {
    when(active.directoryReader())
        .thenReturn(
            new CredentialDirectoryReader(
                Set.of(providers), Set.of(), NameRule.WITH_HANDLES, Set.of(host.identity().uid())));
  }

  private void request(String... stems) {
    try {
      for (String stem : stems) {
        Path file = path.resolve(stem + ".top");
        Files.createDirectories(file.getParent());
        Files.createFile(file);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** On a clock of coarse steps two changes may have one time. */
  private void touch(String user, int seconds) throws IOException {
    Path directory = path.resolve(user);
    FileTime then = Files.getLastModifiedTime(directory);
    Files.setLastModifiedTime(
        directory, FileTime.fromMillis(then.toMillis() + Duration.ofSeconds(seconds).toMillis()));
  }

  /** All that the source has to tell until it rests, as one reading. */
  private DemandReading readAll() {
    List<DemandChange> changes = new ArrayList<>();
    List<Event> events = new ArrayList<>();
    DemandReading reading;
    do {
      reading = source.read(active);
      changes.addAll(reading.changes());
      events.addAll(reading.events());
    } while (reading.again().isZero());
    return new DemandReading(
        changes, reading.complete(), reading.explains(), reading.again(), events);
  }

  private static List<String> requested(DemandReading reading) {
    return reading.changes().stream()
        .filter(DemandChange.Requested.class::isInstance)
        .map(change -> ((DemandChange.Requested) change).request().id())
        .map(id -> id.user() + "/" + id.stem())
        .toList();
  }

  private static List<Urgency> urgencies(DemandReading reading) {
    return reading.changes().stream()
        .filter(DemandChange.Requested.class::isInstance)
        .map(change -> ((DemandChange.Requested) change).urgency())
        .distinct()
        .toList();
  }
}
