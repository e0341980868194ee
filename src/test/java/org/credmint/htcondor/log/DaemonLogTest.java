// SPDX-License-Identifier: Apache-2.0
package org.credmint.htcondor.log;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.credmint.htcondor.knob.Knobs;
import org.credmint.os.libc.PosixException;
import org.junit.jupiter.api.Test;

class DaemonLogTest {

  private static final ZoneId BERLIN = ZoneId.of("Europe/Berlin");
  private static final Instant START = Instant.parse("2026-11-22T09:30:57.3449996Z");

  private final FakeLogFile disk = new FakeLogFile("CredMonOAuthLog");
  private Instant now = START;

  private DaemonLog log(String... knobs) throws IOException {
    return new DaemonLog(path -> disk, settings(knobs), 4711, () -> now, BERLIN);
  }

  private static DaemonLogSettings settings(String... knobs) {
    Map<String, String> values = new HashMap<>();
    values.put("CREDMON_OAUTH_LOG", "/var/log/condor/CredMonOAuthLog");
    for (int i = 0; i < knobs.length; i += 2) {
      values.put(knobs[i], knobs[i + 1]);
    }
    return DaemonLogSettings.from(Knobs.of(values), "CREDMON_OAUTH").settings();
  }

  private void pass(Duration time) {
    now = now.plus(time);
  }

  @Test
  void aLineLooksLikeThoseOfHtcondorsDaemons() throws IOException {
    DaemonLog log = log();
    log.always("hello");
    log.error("ouch");
    log.fullDebug(() -> "detail");
    assertThat(disk.lines("")).containsExactly("11/22/26 10:30:57 hello", "11/22/26 10:30:57 ouch");
  }

  @Test
  void theHeaderHoldsWhatTheDebugFlagsAskFor() throws IOException {
    DaemonLog log = log("CREDMON_OAUTH_DEBUG", "D_FULLDEBUG D_CAT D_PID D_SUB_SECOND");
    log.always("hello");
    log.error("ouch");
    log.fullDebug(() -> "detail");
    assertThat(disk.lines(""))
        .containsExactly(
            "11/22/26 10:30:57.345 (pid:4711) (D_ALWAYS) hello",
            "11/22/26 10:30:57.345 (pid:4711) (D_ERROR) ouch",
            "11/22/26 10:30:57.345 (pid:4711) (D_ALWAYS:2) detail");
  }

  @Test
  void millisecondsAreRoundedOverTheSecond() throws IOException {
    now = Instant.parse("2026-12-31T22:59:59.9995Z");
    log("ALL_DEBUG", "D_SUB_SECOND").always("x");
    assertThat(disk.lines("")).containsExactly("01/01/27 00:00:00.000 x");
  }

  @Test
  void timesCanBeSecondsOrOfAnotherFormat() throws IOException {
    log("LOGS_USE_TIMESTAMP", "true").always("x");
    log("DEBUG_TIME_FORMAT", "\"%F %T %z\"").always("x");
    assertThat(disk.lines("")).containsExactly("1795339857 x", "2026-11-22 10:30:57 +0100 x");
  }

  @Test
  void aMessageCannotForgeAnotherLine() throws IOException {
    log().always("a\n11/22/26 b\r\033[2J\u2028c\0");
    assertThat(disk.lines(""))
        .containsExactly("11/22/26 10:30:57 a\\n11/22/26 b\\x0d\\x1b[2J\\x2028c\\x00");
  }

  @Test
  void anEndlessMessageIsCut() throws IOException {
    log().always("x".repeat(1 << 20));
    assertThat(disk.lines("").get(0)).endsWith("xxx...").hasSizeLessThan(17_000);
  }

  @Test
  void aLogThatIsTooLargeIsPutAwayBeforeTheNextLine() throws IOException {
    DaemonLog log = log("MAX_CREDMON_OAUTH_LOG", "50");
    log.always("one 89012345678901234567890123456789");
    log.always("two");
    assertThat(disk.lines(".old"))
        .containsExactly(
            "11/22/26 10:30:57 one 89012345678901234567890123456789",
            "11/22/26 10:30:57 MaxLog = 50 bytes, length = 55",
            "11/22/26 10:30:57 Saving log file to \"/var/log/condor/CredMonOAuthLog.old\"");
    assertThat(disk.lines(""))
        .containsExactly(
            "11/22/26 10:30:57 Now in new log file /var/log/condor/CredMonOAuthLog",
            "11/22/26 10:30:57 two");
  }

  @Test
  void ofSeveralOldLogsTheOldestIsNamedOldAndTheRestByTime() throws IOException {
    DaemonLog log = log("MAX_CREDMON_OAUTH_LOG", "1", "MAX_NUM_CREDMON_OAUTH_LOG", "3");
    for (int i = 1; i <= 6; i++) {
      log.always("line " + i);
      pass(Duration.ofMinutes(1));
    }
    assertThat(disk.siblings())
        .containsExactly(
            "CredMonOAuthLog",
            "CredMonOAuthLog.20261122T103457",
            "CredMonOAuthLog.20261122T103557",
            "CredMonOAuthLog.old");
    assertThat(disk.lines(".old")).anyMatch(line -> line.endsWith("line 3"));
    assertThat(disk.lines(".20261122T103557")).anyMatch(line -> line.endsWith("line 5"));
    assertThat(disk.lines("")).anyMatch(line -> line.endsWith("line 6"));
  }

  @Test
  void whereOnlyOneOldLogIsKeptItIsTheNewestAndOthersFilesStay() throws IOException {
    disk.with("CredMonOAuthLog.20250101T000000", "")
        .with("CredMonOAuthLog.20250102T000000", "")
        .with("CredMonOAuthLog.20250102", "")
        .with("CredMonOAuthLogger.20250102T000000", "")
        .with("MasterLog.20250102T000000", "");
    DaemonLog log = log("MAX_CREDMON_OAUTH_LOG", "1");
    log.always("one");
    log.always("two");
    assertThat(disk.siblings())
        .containsExactly(
            "CredMonOAuthLog",
            "CredMonOAuthLog.20250102",
            "CredMonOAuthLog.old",
            "CredMonOAuthLogger.20250102T000000",
            "MasterLog.20250102T000000");
    assertThat(disk.lines(".old")).anyMatch(line -> line.endsWith("one"));
  }

  @Test
  void aLimitOfZeroIsNone() throws IOException {
    DaemonLog log = log("MAX_CREDMON_OAUTH_LOG", "0");
    for (int i = 0; i < 100; i++) {
      log.always("x".repeat(1000));
    }
    assertThat(disk.siblings()).containsExactly("CredMonOAuthLog");
  }

  @Test
  void byAgeALogIsPutAwayWithTheFirstLineOfANewPeriod() throws IOException {
    disk.modified = Instant.parse("2026-11-21T08:00:00Z");
    DaemonLog log = log("MAX_CREDMON_OAUTH_LOG", "1 Day", "MAX_NUM_CREDMON_OAUTH_LOG", "5");
    log.always("today");
    pass(Duration.ofHours(14));
    log.always("still today");
    pass(Duration.ofHours(1));
    log.always("tomorrow");
    assertThat(disk.siblings())
        .containsExactly(
            "CredMonOAuthLog",
            "CredMonOAuthLog.20261121T010000",
            "CredMonOAuthLog.20261122T010000");
    assertThat(disk.lines(".20261122T010000"))
        .contains("11/23/26 01:30:57 MaxLog = 86400 sec, length = 86400");
  }

  @Test
  void aClockThatGoesBackPutsNothingAway() throws IOException {
    disk.modified = START;
    DaemonLog log = log("MAX_CREDMON_OAUTH_LOG", "1 h");
    pass(Duration.ofDays(-400));
    log.always("long ago");
    assertThat(disk.siblings()).containsExactly("CredMonOAuthLog");
  }

  @Test
  void aLogThatCannotBeRenamedGoesOnAndIsNotTriedWithEachLine() throws IOException {
    disk.cannotRename = true;
    DaemonLog log = log("MAX_CREDMON_OAUTH_LOG", "1");
    for (int i = 0; i < 100; i++) {
      log.always("line " + i);
    }
    assertThat(disk.lines("")).hasSize(100 + 3).anyMatch(line -> line.contains("EACCES"));
    pass(Duration.ofMinutes(1));
    disk.cannotRename = false;
    log.always("last");
    assertThat(disk.lines("")).hasSize(2).anyMatch(line -> line.endsWith("last"));
  }

  @Test
  void aFullDiskLosesLinesAndTellsHowManyWhenThereIsRoomAgain() throws IOException {
    DaemonLog log = log();
    log.always("before");
    disk.full = true;
    log.always("lost");
    log.error("lost, too");
    assertThat(log.lost()).isEqualTo(2);
    disk.full = false;
    log.always("after");
    assertThat(log.lost()).isZero();
    assertThat(disk.lines(""))
        .containsExactly(
            "11/22/26 10:30:57 before",
            "11/22/26 10:30:57 WARNING: 2 log lines were lost here:"
                + " write of CredMonOAuthLog failed: no space left on device (ENOSPC)",
            "11/22/26 10:30:57 after");
  }

  @Test
  void aFullDiskDoesNotKeepALogFromBeingPutAway() throws IOException {
    DaemonLog log = log("MAX_CREDMON_OAUTH_LOG", "10");
    log.always("one");
    disk.full = true;
    log.always("two");
    assertThat(disk.lines(".old")).hasSize(1);
    assertThat(disk.lines("")).isEmpty();
  }

  @Test
  void aLogThatIsMovedOrRemovedBeginsAnewWithinASecond() throws IOException {
    DaemonLog log = log();
    log.always("one");
    disk.move("CredMonOAuthLog", "CredMonOAuthLog.1");
    log.always("two");
    pass(Duration.ofSeconds(1));
    log.always("three");
    disk.move("CredMonOAuthLog", "");
    pass(Duration.ofSeconds(1));
    log.always("four");
    assertThat(disk.lines(".1")).hasSize(2);
    assertThat(disk.lines("")).containsExactly("11/22/26 10:30:59 four");
  }

  @Test
  void whereThePathCannotBeOpenedAnewTheOldFileTakesTheLines() throws IOException {
    DaemonLog log = log();
    disk.move("CredMonOAuthLog", "CredMonOAuthLog.1");
    disk.cannotOpen = true;
    pass(Duration.ofSeconds(1));
    log.always("one");
    disk.cannotOpen = false;
    pass(Duration.ofSeconds(1));
    log.always("two");
    assertThat(disk.lines(".1")).containsExactly("11/22/26 10:30:58 one");
    assertThat(disk.lines("")).containsExactly("11/22/26 10:30:59 two");
    assertThat(log.lost()).isZero();
  }

  @Test
  void aStartEmptiesTheLogOnlyWhereItIsTold() throws IOException {
    disk.with("CredMonOAuthLog", "earlier\n");
    log();
    assertThat(disk.lines("")).containsExactly("earlier");
    log("TRUNC_CREDMON_OAUTH_LOG_ON_OPEN", "true");
    assertThat(disk.lines("")).isEmpty();
  }

  @Test
  void otherSettingsHoldAtOnceAndEmptyNothing() throws IOException {
    DaemonLog log = log();
    log.fullDebug(() -> "unseen");
    log.always("seen");
    log.use(settings("CREDMON_OAUTH_DEBUG", "D_FULLDEBUG", "TRUNC_CREDMON_OAUTH_LOG_ON_OPEN", "1"));
    log.fullDebug(() -> "seen, too");
    assertThat(disk.lines(""))
        .isEqualTo(List.of("11/22/26 10:30:57 seen", "11/22/26 10:30:57 seen, too"));
  }

  @Test
  void aLogOfAnotherNameIsBegun() throws IOException {
    FakeLogFile other = new FakeLogFile("OtherLog");
    DaemonLog log =
        new DaemonLog(
            path -> path.endsWith("OtherLog") ? other : disk, settings(), 1, () -> now, BERLIN);
    log.use(settings("CREDMON_OAUTH_LOG", "/var/log/condor/OtherLog"));
    log.always("moved");
    assertThat(disk.lines(""))
        .containsExactly("11/22/26 10:30:57 Now in new log file /var/log/condor/OtherLog");
    assertThat(disk.closed).isTrue();
    assertThat(other.lines("")).containsExactly("11/22/26 10:30:57 moved");
  }

  @Test
  void whereALogOfAnotherNameCannotBeOpenedThisOneGoesOn() throws IOException {
    DaemonLog log =
        new DaemonLog(
            path -> {
              if (path.endsWith("OtherLog")) {
                throw new PosixException("openat", path.toString(), 13);
              }
              return disk;
            },
            settings(),
            1,
            () -> now,
            BERLIN);
    log.use(settings("CREDMON_OAUTH_LOG", "/nowhere/OtherLog"));
    log.always("going on");
    assertThat(disk.lines("").get(0)).contains("WARNING: Cannot move", "/nowhere/OtherLog");
    assertThat(disk.lines("").get(1)).endsWith("going on");
    log.use(settings());
    assertThat(disk.lines("")).hasSize(2);
  }

  @Test
  void oldLogsThatCannotBeSeenToAreTold() throws IOException {
    DaemonLog log = log("MAX_CREDMON_OAUTH_LOG", "1");
    log.always("one");
    disk.cannotList = true;
    log.always("two");
    assertThat(disk.lines("")).anyMatch(line -> line.contains("WARNING: Rotation cleanup"));
    assertThat(disk.lines("")).anyMatch(line -> line.endsWith("two"));
  }
}
