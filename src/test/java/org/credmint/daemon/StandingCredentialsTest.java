// SPDX-License-Identifier: Apache-2.0
package org.credmint.daemon;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.credmint.config.AuditSettings;
import org.credmint.demand.standing.StandingSource;
import org.credmint.event.ConfigurationEvent;
import org.credmint.event.CredentialEvent;
import org.credmint.event.DirectoryEvent;
import org.credmint.issue.UnverifiedToken;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Standing credentials through a whole monitor: targets come, change and go. */
final class StandingCredentialsTest {
  private static final Duration LOOK = Duration.ofMillis(400);
  private static final Duration HALF_AND_MORE = Duration.ofSeconds(700);

  @TempDir private Path temporary;
  private TestMonitor monitor;
  private StandingSite site;
  private StandingSource source;

  @BeforeEach
  void declareAPilot() throws IOException {
    monitor = new TestMonitor(temporary);
    site = new StandingSite(temporary, monitor.directory);
    source = site.source(monitor.directory, new AtomicLong());
    monitor.asking(source);
  }

  @AfterEach
  void close() {
    monitor.close();
    site.close();
  }

  private TestMonitor serving() {
    site.serve(monitor);
    assertThat(site.problems).isEmpty();
    return monitor;
  }

  private TestMonitor servingFile(String... lines) {
    site.set("CREDMINT_pilot_TARGETS_FILE", site.targets.toString());
    site.list(lines);
    return serving();
  }

  /** The next monitor on the same directories. */
  private void restart() throws IOException {
    monitor.close();
    monitor = new TestMonitor(temporary);
    source = site.source(monitor.directory, new AtomicLong());
    monitor.asking(source);
  }

  private UnverifiedToken token(String target) {
    return site.token(site.file(target)).orElseThrow();
  }

  private List<String> problems() {
    return monitor.events(ConfigurationEvent.ConfigurationProblem.class).stream()
        .map(ConfigurationEvent.ConfigurationProblem::text)
        .toList();
  }

  @Test
  void eachTargetHasItsTokenSignedByItsKeyAndRenewed() throws IOException {
    site.set("CREDMINT_pilot_TARGETS", "fnal cern");
    serving()
        .then(
            () -> {
              assertThat(token("fnal").claims().subject()).isEqualTo("pilot-fnal@example.org");
              assertThat(token("cern").keyId()).contains("site_cern");
              assertThat(token("cern").claims().issuer()).isEqualTo("pool.example.org");
              assertThat(token("cern").claims().scope())
                  .isEqualTo("condor:/READ condor:/ADVERTISE_STARTD condor:/ADVERTISE_MASTER");
            })
        .thenPasses(HALF_AND_MORE)
        .run();
    assertThat(monitor.events(CredentialEvent.Renewed.class)).hasSize(4);
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(site.file("fnal"))))
        .isEqualTo("rw-------");
    assertThat(site.keys.resolve("site_fnal")).exists();
    try (var names = Files.list(site.file("fnal").getParent())) {
      assertThat(names).hasSize(1);
    }
  }

  @Test
  void aCredentialWithoutTargetsIsMadeOnce() {
    site.set("CREDMINT_pilot_KEY", "one").set("CREDMINT_pilot_EXPORT", site.exports + "/pilot");
    serving().run();
    assertThat(site.token(site.exports.resolve("pilot")).orElseThrow().claims().subject())
        .isEqualTo("pilot-pilot@example.org");
  }

  @Test
  void aTargetThatIsAddedIsServedAndOneThatIsTakenAwayLosesItsFile() throws IOException {
    Path auditLog = temporary.resolve("audit.log");
    servingFile("fnal site=FNAL", "cern")
        .audited(new AuditSettings(auditLog, 1_000_000, 2))
        .then(() -> assertThat(site.file("cern")).exists())
        .then(() -> site.list("fnal site=FNAL", "desy"))
        .thenPasses(LOOK)
        .then(() -> assertThat(site.file("desy")).exists())
        .thenPasses(LOOK)
        .thenPasses(LOOK)
        .run();
    assertThat(site.file("cern")).doesNotExist();
    assertThat(site.file("fnal")).exists();
    assertThat(Files.readString(auditLog)).contains("\"removal\"");
    assertThat(monitor.events(DirectoryEvent.Removed.class)).hasSize(1);
    assertThat(monitor.events(CredentialEvent.Renewed.class)).hasSize(3);
  }

  @Test
  void aRowThatChangesChangesItsOwnFileOnly() {
    site.set("CREDMINT_pilot_SUBJECT_TEMPLATE", "{site|name}@{host}");
    servingFile("fnal site=FNAL", "cern")
        .then(() -> assertThat(token("fnal").claims().subject()).isEqualTo("FNAL@ap.example.org"))
        .then(() -> assertThat(token("cern").claims().subject()).isEqualTo("cern@ap.example.org"))
        .then(() -> site.list("fnal site=FNAL2", "cern"))
        .thenPasses(LOOK)
        .run();
    assertThat(token("fnal").claims().subject()).isEqualTo("FNAL2@ap.example.org");
    assertThat(monitor.events(CredentialEvent.Renewed.class)).hasSize(3);
  }

  @Test
  void aTargetThatWasTakenAwayWhileTheDaemonWasDownLosesItsFile() throws IOException {
    site.set("CREDMINT_pilot_TARGETS", "fnal cern");
    serving().run();
    restart();
    site.set("CREDMINT_pilot_TARGETS", "fnal");
    serving().thenPasses(LOOK).thenPasses(LOOK).run();
    assertThat(site.file("cern")).doesNotExist();
    assertThat(site.file("fnal")).exists();
    assertThat(monitor.events(CredentialEvent.Renewed.class)).isEmpty();
  }

  @Test
  void aDeclarationThatWasTakenAwayWhileTheDaemonWasDownLosesItsFiles() throws IOException {
    AuditSettings audit = new AuditSettings(temporary.resolve("audit.log"), 1_000_000, 2);
    site.set("CREDMINT_pilot_TARGETS", "fnal");
    serving().audited(audit).run();
    restart();
    site.set("CREDMINT_STANDING", "");
    site.serve(monitor);
    // A token of the very second in which the audit log is read may be missing in it.
    Duration later = Duration.ofSeconds(70);
    monitor.audited(audit).thenPasses(later).thenPasses(later).thenPasses(later).run();
    assertThat(site.file("fnal")).doesNotExist();
  }

  @Test
  void aDeclarationWithAMistakeKeepsItsFiles() throws IOException {
    site.set("CREDMINT_pilot_TARGETS", "fnal");
    serving().run();
    restart();
    site.set("CREDMINT_pilot_TOKEN_LIFETIME", "soon");
    site.set("CREDMINT_STANDING", "pilot other");
    site.set("CREDMINT_other_TYPE", "idtoken");
    site.set("CREDMINT_other_PURPOSE", "callback");
    site.set("CREDMINT_other_KEY", "other");
    site.set("CREDMINT_other_SUBJECT_TEMPLATE", "other@example.org");
    site.set("CREDMINT_other_EXPORT", site.exports + "/other");
    site.serve(monitor);
    monitor.thenPasses(LOOK).thenPasses(LOOK).run();
    assertThat(site.problems).hasSize(1);
    assertThat(site.file("fnal")).exists();
    assertThat(site.exports.resolve("other")).exists();
  }

  @Test
  void aTargetWhosePathChangesLosesTheOldFile() throws IOException {
    site.set("CREDMINT_pilot_TARGETS", "fnal");
    serving().run();
    restart();
    site.set("CREDMINT_pilot_EXPORT", site.exports + "/new/{name}");
    serving().thenPasses(LOOK).thenPasses(LOOK).thenPasses(LOOK).run();
    assertThat(site.file("fnal")).doesNotExist();
    assertThat(site.exports.resolve("new/fnal")).exists();
  }

  @Test
  void aPathThatPassesFromOneTargetToAnotherHoldsTheOthersToken() {
    site.set("CREDMINT_pilot_EXPORT", site.exports + "/{site}");
    servingFile("old site=S")
        .then(() -> site.list("new site=S"))
        .thenPasses(LOOK)
        .thenPasses(LOOK)
        .thenPasses(LOOK)
        .run();
    assertThat(site.token(site.exports.resolve("S")).orElseThrow().claims().subject())
        .isEqualTo("pilot-new@example.org");
    assertThat(monitor.events(DirectoryEvent.Removed.class)).isEmpty();
  }

  @Test
  void twoTargetsOfOnePathAreOneProblemAndTheFirstIsServed() {
    site.set("CREDMINT_pilot_EXPORT", site.exports + "/{site}");
    servingFile("fnal site=S", "cern site=S", "desy site=D").run();
    assertThat(site.token(site.exports.resolve("S")).orElseThrow().claims().subject())
        .isEqualTo("pilot-fnal@example.org");
    assertThat(site.exports.resolve("D")).exists();
    assertThat(problems())
        .singleElement()
        .asString()
        .contains("pilot_EXPORT", site.exports + "/S", "standing/pilot_fnal", "pilot_cern");
  }

  @Test
  void aFileThatIsCutTakesNobodysCredentialAway() {
    servingFile("fnal", "cern")
        .then(() -> site.write("fnal\nce"))
        .thenPasses(LOOK)
        .thenPasses(LOOK)
        .thenPasses(LOOK)
        .run();
    assertThat(site.file("cern")).exists();
    assertThat(problems()).singleElement().asString().contains("may have been cut");
  }

  @Test
  void aFileThatIsSwappedForALinkOrWritableByOthersChangesNothing() throws IOException {
    Path other = temporary.resolve("other");
    Files.writeString(other, "evil\n");
    servingFile("fnal")
        .then(() -> swap(other))
        .thenPasses(LOOK)
        .thenPasses(LOOK)
        .then(() -> open(other))
        .thenPasses(LOOK)
        .run();
    assertThat(site.file("fnal")).exists();
    assertThat(site.file("evil")).doesNotExist();
    assertThat(problems()).anyMatch(text -> text.contains("link"));
    assertThat(problems()).anyMatch(text -> text.contains("mode 0666"));
  }

  private void swap(Path other) {
    try {
      Files.delete(site.targets);
      Files.createSymbolicLink(site.targets, other);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void open(Path other) {
    try {
      Files.delete(site.targets);
      Files.copy(other, site.targets);
      Files.setPosixFilePermissions(site.targets, PosixFilePermissions.fromString("rw-rw-rw-"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  void badRowsAreToldAndTheOthersServed() {
    site.set("CREDMINT_pilot_SUBJECT_TEMPLATE", "pilot-{site}@example.org");
    servingFile(
            "good site=G",
            "../etc site=E",
            "twice site=A",
            "twice site=B",
            "bad site=\"x@evil.org\"",
            "none",
            "junk site=J =")
        .run();
    assertThat(site.file("good")).exists();
    assertThat(site.exports.toFile().list()).containsExactly("good");
    assertThat(problems())
        .anyMatch(text -> text.contains("../etc"))
        .anyMatch(text -> text.contains("twice"))
        .anyMatch(text -> text.contains("x@evil.org"))
        .anyMatch(text -> text.contains("{site}"))
        .anyMatch(text -> text.contains("junk"));
  }

  @Test
  void aDirectoryThatIsALinkOrOpenToOthersIsNotWrittenInto() throws IOException {
    Path elsewhere = Files.createDirectory(temporary.resolve("elsewhere"));
    Files.createSymbolicLink(site.exports.resolve("fnal"), elsewhere);
    Path open = Files.createDirectories(site.exports.resolve("cern/tokens.d"));
    Files.setPosixFilePermissions(open, PosixFilePermissions.fromString("rwxrwxrwx"));
    site.set("CREDMINT_pilot_TARGETS", "fnal cern desy");
    serving().run();
    assertThat(elsewhere).isEmptyDirectory();
    assertThat(open).isEmptyDirectory();
    assertThat(site.file("desy")).exists();
    assertThat(monitor.events(CredentialEvent.NotRenewed.class))
        .extracting(CredentialEvent.NotRenewed::text)
        .anyMatch(text -> text.contains("symbolic link"))
        .anyMatch(text -> text.contains("0777"))
        .hasSize(2);
  }

  @Test
  void aFileThatIsNoTokenIsNotOverwritten() throws IOException {
    Path file = site.file("fnal");
    Files.createDirectories(file.getParent());
    Files.writeString(file, "somebody's notes\n");
    site.set("CREDMINT_pilot_TARGETS", "fnal cern");
    serving().run();
    assertThat(file).hasContent("somebody's notes\n");
    assertThat(site.file("cern")).exists();
    assertThat(problems()).singleElement().asString().contains(file.toString(), "not a credential");
  }

  @Test
  void nothingIsExportedIntoTheCredentialDirectory() {
    site.set("CREDMINT_pilot_EXPORT", monitor.directory + "/alice/{name}.use");
    site.set("CREDMINT_pilot_TARGETS", "fnal");
    serving().run();
    assertThat(monitor.directory.resolve("alice")).doesNotExist();
    assertThat(problems()).singleElement().asString().contains("nothing is exported into");
  }

  @Test
  void aKeyOfATargetThatCannotBeReadFailsThatTargetAlone() throws IOException {
    Path key = Files.writeString(site.keys.resolve("site_fnal"), "k".repeat(64));
    Files.setPosixFilePermissions(key, PosixFilePermissions.fromString("rw-r--r--"));
    site.set("CREDMINT_pilot_TARGETS", "fnal cern");
    serving().run();
    assertThat(site.file("fnal")).doesNotExist();
    assertThat(site.file("cern")).exists();
    assertThat(monitor.events(CredentialEvent.NotRenewed.class))
        .extracting(CredentialEvent.NotRenewed::text)
        .singleElement()
        .asString()
        .contains("site_fnal", "mode 0644");
  }

  @Test
  void aMinimumLifetimeRenewsEarlier() {
    site.set("CREDMINT_pilot_TARGETS", "fnal").set("CREDMINT_pilot_MINIMUM_LIFETIME", "1000");
    serving().thenPasses(Duration.ofSeconds(210)).run();
    assertThat(monitor.events(CredentialEvent.Renewed.class)).hasSize(2);
  }

  @Test
  void aTokenThatAnEarlierRunLeftStays() throws IOException {
    site.set("CREDMINT_pilot_TARGETS", "fnal");
    serving().run();
    String before = token("fnal").claims().tokenId();
    restart();
    serving().run();
    assertThat(token("fnal").claims().tokenId()).isEqualTo(before);
    assertThat(monitor.events(CredentialEvent.Renewed.class)).isEmpty();
  }
}
