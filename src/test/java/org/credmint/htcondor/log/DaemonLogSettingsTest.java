// SPDX-License-Identifier: Apache-2.0
package org.credmint.htcondor.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.credmint.htcondor.knob.KnobProblem;
import org.credmint.htcondor.knob.Knobs;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DaemonLogSettingsTest {

  private static DaemonLogSettings.Reading read(String... knobs) {
    Map<String, String> values = new HashMap<>();
    for (int i = 0; i < knobs.length; i += 2) {
      values.put(knobs[i], knobs[i + 1]);
    }
    return DaemonLogSettings.from(Knobs.of(values), "CREDMON_OAUTH");
  }

  private static DaemonLogSettings sound(String... knobs) {
    DaemonLogSettings.Reading reading = read(knobs);
    assertThat(reading.problems())
        .filteredOn(problem -> !problem.knob().equals("CREDMON_OAUTH_LOG"))
        .isEmpty();
    return reading.settings();
  }

  @Test
  void withoutAnyKnobHtcondorsDefaultsHold() {
    DaemonLogSettings settings = sound("LOG", "/var/log/condor");
    assertThat(settings.file()).isEqualTo(Path.of("/var/log/condor/CredmonOauthLog"));
    assertThat(settings.limit()).isEqualTo(new LogLimit(10 * 1024 * 1024, false));
    assertThat(settings.keep()).isEqualTo(1);
    assertThat(settings.truncateOnOpen()).isFalse();
    assertThat(settings.style())
        .isEqualTo(new LogStyle(false, false, false, false, false, TimeFormat.DEFAULT));
  }

  @Test
  void withoutAnyPlaceForALogTheUsualOneIsTaken() {
    DaemonLogSettings.Reading reading = read();
    assertThat(reading.settings().file()).isEqualTo(Path.of("/var/log/condor/CredmonOauthLog"));
    assertThat(reading.problems())
        .extracting(KnobProblem::knob)
        .containsExactly("CREDMON_OAUTH_LOG");
  }

  @Test
  void theDaemonsOwnKnobsGoBeforeTheGeneralOnes() {
    DaemonLogSettings settings =
        sound(
            "LOG", "/var/log/condor",
            "CREDMON_OAUTH_LOG", "/logs/CredMonOAuthLog",
            "MAX_DEFAULT_LOG", "1 Gb",
            "MAX_CREDMON_OAUTH_LOG", "1 Day",
            "CREDMON_OAUTH.MAX_NUM_CREDMON_OAUTH_LOG", "7",
            "MAX_NUM_CREDMON_OAUTH_LOG", "5",
            "TRUNC_CREDMON_OAUTH_LOG_ON_OPEN", "True",
            "ALL_DEBUG", "D_PID",
            "DEFAULT_DEBUG", "D_FULLDEBUG",
            "CREDMON_OAUTH_DEBUG", "D_CAT");
    assertThat(settings.file()).isEqualTo(Path.of("/logs/CredMonOAuthLog"));
    assertThat(settings.limit()).isEqualTo(new LogLimit(86_400, true));
    assertThat(settings.keep()).isEqualTo(7);
    assertThat(settings.truncateOnOpen()).isTrue();
    assertThat(settings.style())
        .isEqualTo(new LogStyle(false, false, false, true, true, TimeFormat.DEFAULT));
  }

  @ParameterizedTest
  @CsvSource({
    "0, 0, false",
    "100, 100, false",
    "1 b, 1, false",
    "20 Kb, 20480, false",
    "10 M, 10485760, false",
    "10 MB, 10485760, false",
    "1MiB, 1048576, false",
    "2 Gb, 2147483648, false",
    "1 Tbytes, 1099511627776, false",
    "+5, 5, false",
    "90 s, 90, true",
    "10 m, 600, true",
    "10 min, 600, true",
    "3 Mi, 180, true",
    "1 hour, 3600, true",
    "1 Day, 86400, true",
    "2 weeks, 1209600, true",
    "999999999999999999 Tb, 9223372036854775807, false"
  })
  void limitsHaveUnitsAsHtcondorReadsThem(String text, long amount, boolean isAge) {
    assertThat(sound("MAX_CREDMON_OAUTH_LOG", text).limit()).isEqualTo(new LogLimit(amount, isAge));
  }

  @ParameterizedTest
  @ValueSource(strings = {"-1", "ten", "10 X", "10 Months", "10 * 1024", "1.5 Mb", "10 Mb extra"})
  void aLimitThatIsNoneIsAProblemAndTheDefaultHolds(String text) {
    DaemonLogSettings.Reading reading =
        read("LOG", "/l", "MAX_CREDMON_OAUTH_LOG", text, "MAX_DEFAULT_LOG", "1 Mb");
    assertThat(reading.settings().limit()).isEqualTo(new LogLimit(1 << 20, false));
    KnobProblem problem = reading.problems().get(0);
    assertThat(problem.knob()).isEqualTo("MAX_CREDMON_OAUTH_LOG");
    assertThat(problem.value()).isEqualTo(text);
    assertThat(problem.fix()).contains("10 Mb");
  }

  @Test
  void aGeneralLimitCannotBeATime() {
    DaemonLogSettings.Reading reading = read("LOG", "/l", "MAX_DEFAULT_LOG", "1 Day");
    assertThat(reading.settings().limit()).isEqualTo(LogLimit.DEFAULT);
    assertThat(reading.problems()).extracting(KnobProblem::knob).containsExactly("MAX_DEFAULT_LOG");
  }

  @Test
  void everyKnobThatIsWrongIsTold() {
    DaemonLogSettings.Reading reading =
        read(
            "CREDMON_OAUTH_LOG", "log/CredMonOAuthLog",
            "LOG", "/l",
            "CREDMON_OAUTH_DEBUG", "D_FULLDEBG D_PID",
            "DEBUG_TIME_FORMAT", "%Q",
            "LOGS_USE_TIMESTAMP", "perhaps",
            "MAX_NUM_CREDMON_OAUTH_LOG", "-1",
            "TRUNC_CREDMON_OAUTH_LOG_ON_OPEN", "maybe",
            "LOG_TO_SYSLOG", "true");
    assertThat(reading.problems())
        .extracting(KnobProblem::knob)
        .containsExactlyInAnyOrder(
            "CREDMON_OAUTH_LOG",
            "CREDMON_OAUTH_DEBUG",
            "DEBUG_TIME_FORMAT",
            "LOGS_USE_TIMESTAMP",
            "MAX_NUM_CREDMON_OAUTH_LOG",
            "TRUNC_CREDMON_OAUTH_LOG_ON_OPEN",
            "LOG_TO_SYSLOG");
    assertThat(reading.settings().file()).isEqualTo(Path.of("/l/CredmonOauthLog"));
    assertThat(reading.settings().style().pid()).isTrue();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "D_ALWAYS; false",
        "D_FULLDEBUG; true",
        "D_ALWAYS:2; true",
        "d_fulldebug; true",
        "D_FULLDEBUG:0; false",
        "D_FULLDEBUG -D_FULLDEBUG; false",
        "D_ALL; false",
        "D_ALL:2; true",
        "D_ANY:2; true",
        "D_ALL:2 D_ALWAYS:0; false",
        "+D_FULLDEBUG; true",
        "D_SECURITY:2|D_FULLDEBUG, D_COMMAND; true",
        "D_FULLDEBUG D_ALWAYS; true",
        "D_FULLDEBUG D_ALWAYS:1; true",
        "D_COMMAND:2; false",
        "D_FULLDEBUG:x; true"
      })
  void debugFlagsMeanWhatTheyMeanToHtcondor(String flags, boolean fullDebug) {
    assertThat(sound("CREDMON_OAUTH_DEBUG", flags).style().fullDebug()).isEqualTo(fullDebug);
  }

  @Test
  void timeFormatsAreThoseOfStrftimeInTheCLocale() {
    Instant time = Instant.parse("2026-03-01T05:07:09Z");
    ZoneId zone = ZoneId.of("Europe/Berlin");
    String all = "%a|%A|%b|%B|%c|%d|%D|%e|%F|%H|%I|%j|%k|%l|%m|%M|%p|%r|%R|%s|%S|%T|%u|%w|%x|%X";
    assertThat(TimeFormat.parse(all + "|%y|%Y|%z|%Z|%%").orElseThrow().format(time.atZone(zone)))
        .isEqualTo(
            "Sun|Sunday|Mar|March|Sun Mar  1 06:07:09 2026|01|03/01/26| 1|2026-03-01|06|06|060"
                + "| 6| 6|03|07|AM|06:07:09 AM|06:07|1772341629|09|06:07:09|7|0|03/01/26|06:07:09"
                + "|26|2026|+0100|CET|%");
  }

  @ParameterizedTest
  @ValueSource(strings = {"%", "%Q", "%-d", "x%", "%E", "%Oy"})
  void aConversionThatIsNotKnownIsNoFormat(String text) {
    assertThat(TimeFormat.parse(text)).isEmpty();
  }

  @Test
  void noValueMakesItThrow() {
    List<String> names =
        List.of(
            "LOG",
            "CREDMON_OAUTH_LOG",
            "CREDMON_OAUTH_DEBUG",
            "ALL_DEBUG",
            "MAX_CREDMON_OAUTH_LOG",
            "MAX_DEFAULT_LOG",
            "MAX_NUM_CREDMON_OAUTH_LOG",
            "TRUNC_CREDMON_OAUTH_LOG_ON_OPEN",
            "DEBUG_TIME_FORMAT",
            "LOGS_USE_TIMESTAMP");
    String pieces = "%dDQ\"\\ |,:-+0123 MmKbi_/\0\n\u00e9D_ALWAYS";
    for (int seed = 0; seed < 1000; seed++) {
      Random random = new Random(seed);
      List<String> knobs = new ArrayList<>();
      for (String name : names) {
        StringBuilder value = new StringBuilder();
        for (int i = random.nextInt(12); i > 0; i--) {
          value.append(pieces.charAt(random.nextInt(pieces.length())));
        }
        knobs.addAll(List.of(name, value.toString()));
      }
      assertThatCode(() -> read(knobs.toArray(String[]::new)))
          .as("seed %d: %s", seed, knobs)
          .doesNotThrowAnyException();
    }
  }
}
