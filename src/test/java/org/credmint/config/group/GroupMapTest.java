// SPDX-License-Identifier: Apache-2.0
package org.credmint.config.group;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.credmint.config.knob.Problem;
import org.credmint.os.Host;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class GroupMapTest {
  @TempDir Path directory;

  private static GroupMapReading parse(String text) {
    return GroupMapReading.parse("/etc/map", text.getBytes(StandardCharsets.UTF_8));
  }

  private static GroupMap map(String text) {
    return parse(text).map().orElseThrow();
  }

  private static List<String> messages(GroupMapReading reading) {
    return reading.problems().stream().map(Problem::toString).toList();
  }

  @Test
  void aUserHasTheGroupsOfItsLine() {
    GroupMap map = map("* alice chem,physics\n*\tbob \t bio \n");
    assertThat(map.groupsOf("alice")).containsExactly("chem", "physics");
    assertThat(map.groupsOf("bob")).containsExactly("bio");
    assertThat(map.groupsOf("carol")).isEmpty();
    assertThat(map.groupsOf("alic")).isEmpty();
    assertThat(map.groupsOf("")).isEmpty();
    assertThat(map.users()).isEqualTo(2);
    assertThat(map).hasToString("group map of 2 users");
  }

  @Test
  void linesEndAsOnAnySystemAndTheLastNeedsNoEnd() {
    GroupMap map = map("* a x\r\n* b y\r* c z");
    assertThat(map.groupsOf("a")).containsExactly("x");
    assertThat(map.groupsOf("b")).containsExactly("y");
    assertThat(map.groupsOf("c")).containsExactly("z");
  }

  @Test
  void commentsAndBlankLinesAreNoProblem() {
    GroupMapReading reading = parse("# who is where\n\n  \t\n#* a x\n  # indented\n* a y\n");
    assertThat(reading.problems()).isEmpty();
    assertThat(reading.map().orElseThrow().groupsOf("a")).containsExactly("y");
  }

  @Test
  void theFirstLineOfAUserStandsAsTheStockMonitorHasIt() {
    GroupMapReading reading = parse("* a x\n* b y\n* a z\n");
    assertThat(reading.map().orElseThrow().groupsOf("a")).containsExactly("x");
    assertThat(messages(reading))
        .containsExactly(
            "/etc/map line 3 = * a z: repeats a user of an earlier line; merge the two lines");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "SCITOKENS a x | is ignored",
        "** a x | is ignored",
        "* a | is ignored",
        "* | is ignored",
        "nonsense | is ignored",
        "*a x | is ignored"
      })
  void aWrongLineIsToldWithItsNumberAndTheOthersStand(String line, String reason) {
    GroupMapReading reading = parse("* before x\n" + line + "\n* after y\n");
    assertThat(messages(reading)).singleElement().asString().contains("line 2", reason, line);
    GroupMap map = reading.map().orElseThrow();
    assertThat(map.groupsOf("before")).containsExactly("x");
    assertThat(map.groupsOf("after")).containsExactly("y");
    assertThat(map.users()).isEqualTo(2);
    assertThat(reading.problems())
        .allMatch(problem -> problem.severity() == Problem.Severity.WARNING);
  }

  @Test
  void whatComesAfterABlankAmongTheGroupsIsNotReadAndTold() {
    GroupMapReading reading = parse("* a x, y\n");
    assertThat(reading.map().orElseThrow().groupsOf("a")).containsExactly("x");
    assertThat(messages(reading)).singleElement().asString().contains("text after the groups");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {"x,,y | x;y", ",x | x", "x, | x", ", | ''"})
  void anEmptyGroupIsNoGroup(String groups, String expected) {
    GroupMapReading reading = parse("* a " + groups + "\n");
    assertThat(String.join(";", reading.map().orElseThrow().groupsOf("a"))).isEqualTo(expected);
    assertThat(messages(reading)).singleElement().asString().contains("empty group");
  }

  @Test
  void aGroupThatIsNamedTwiceIsOne() {
    assertThat(map("* a x,y,x\n").groupsOf("a")).containsExactly("x", "y");
  }

  @Test
  void theGroupsThatSomebodyIsInAreFound() {
    assertThat(map("* a x,y\n* b z,x\n* a w\n").groups()).containsExactlyInAnyOrder("x", "y", "z");
    assertThat(GroupMap.EMPTY.groups()).isEmpty();
  }

  @Test
  void aFileInAnotherFormatGivesABoundedNumberOfProblems() {
    GroupMapReading reading = parse("alice: x y z\n".repeat(1000));
    assertThat(reading.problems()).hasSize(21);
    assertThat(messages(reading).get(20)).contains("980 more lines are invalid");
    assertThat(reading.map()).contains(map("alice: x y z\n".repeat(1000)));
  }

  @Test
  void bytesThatAreNotUtf8SpoilTheirOwnLineAtMost() {
    byte[] content = "* a x\n* \u00ff\u00fe y\n* b z\n".getBytes(StandardCharsets.ISO_8859_1);
    GroupMap map = GroupMapReading.parse("/etc/map", content).map().orElseThrow();
    assertThat(map.groupsOf("a")).containsExactly("x");
    assertThat(map.groupsOf("b")).containsExactly("z");
  }

  @Test
  void aProblemShowsNoControlCharacter() {
    GroupMapReading reading = parse("\u001b[2J\u0000 a x\n" + "y".repeat(100_000));
    assertThat(messages(reading)).hasSize(2);
    assertThat(messages(reading))
        .allSatisfy(
            message -> {
              assertThat(message).hasSizeLessThan(400);
              assertThat(message.chars()).noneMatch(Character::isISOControl);
            });
  }

  @Test
  void equalFilesAreEqualMapsAndAChangeIsSeen() {
    assertThat(map("* a x\n")).isEqualTo(map("* a x\n")).hasSameHashCodeAs(map("* a x\n"));
    assertThat(map("* a x\n")).isNotEqualTo(map("* a y\n"));
    assertThat(map("")).isEqualTo(GroupMap.EMPTY);
    assertThat(GroupMap.EMPTY.groupsOf("a")).isEmpty();
  }

  @Test
  void aRandomMapAnswersAsASimpleReaderDoes() {
    Random random = new Random(11);
    for (int round = 0; round < 100; round++) {
      StringBuilder text = new StringBuilder();
      Map<String, String> expected = new LinkedHashMap<>();
      for (int n = random.nextInt(60); n > 0; n--) {
        String user = "u" + random.nextInt(40);
        String groups = "g" + random.nextInt(9) + ",h" + random.nextInt(9);
        text.append("* ").append(user).append(' ').append(groups).append('\n');
        expected.putIfAbsent(user, groups);
      }
      GroupMap map = map(text.toString());
      assertThat(map.users()).isEqualTo(expected.size());
      for (int i = 0; i < 40; i++) {
        String groups = expected.getOrDefault("u" + i, "");
        assertThat(String.join(",", map.groupsOf("u" + i))).isEqualTo(groups);
      }
    }
  }

  @Test
  void anyBytesAreReadWithoutHarm() {
    Random random = new Random(12);
    byte[] alphabet = {'*', ' ', '\t', '\n', '\r', ',', 'a', '#', 0, (byte) 0xff};
    for (int round = 0; round < 2_000; round++) {
      byte[] content = new byte[random.nextInt(40)];
      for (int i = 0; i < content.length; i++) {
        content[i] = alphabet[random.nextInt(alphabet.length)];
      }
      GroupMapReading reading = GroupMapReading.parse("/etc/map", content);
      assertThat(reading.map().orElseThrow().groupsOf("a")).doesNotContain("");
    }
  }

  @Test
  void aMillionUsersFitIntoTheFileAndEachIsFound() {
    StringBuilder text = new StringBuilder(GroupMapReading.MOST_BYTES);
    int users = 0;
    while (text.length() < GroupMapReading.MOST_BYTES - 20) {
      text.append("* u").append(users++).append(" g\n");
    }
    GroupMap map = map(text.toString());
    assertThat(users).isGreaterThan(1_000_000);
    assertThat(map.users()).isEqualTo(users);
    assertThat(map.groupsOf("u" + (users - 1))).containsExactly("g");
    assertThat(map.groupsOf("u" + users)).isEmpty();
  }

  @Test
  void aFileIsReadByItsPath() throws IOException {
    Path file = Files.writeString(directory.resolve("mäp"), "* a x\n");
    GroupMapReading reading = GroupMapReading.read(Host.create(), file);
    assertThat(reading.problems()).isEmpty();
    assertThat(reading.map().orElseThrow().groupsOf("a")).containsExactly("x");
  }

  @Test
  void aLinkToAFileIsFollowed() throws IOException {
    Files.writeString(directory.resolve("map"), "* a x\n");
    Path link = Files.createSymbolicLink(directory.resolve("link"), Path.of("map"));
    assertThat(GroupMapReading.read(Host.create(), link).map()).contains(map("* a x\n"));
  }

  @Test
  void aFileThatCannotBeReadIsOneProblemThatNamesIt() throws IOException {
    Path dangling = Files.createSymbolicLink(directory.resolve("dangling"), Path.of("nowhere"));
    Path huge = Files.write(directory.resolve("huge"), new byte[GroupMapReading.MOST_BYTES + 1]);
    Path loop = Files.createSymbolicLink(directory.resolve("loop"), Path.of("loop"));
    Map<Path, String> reasons =
        Map.of(
            directory.resolve("missing"),
            "does not exist",
            directory.resolve("no/such/directory"),
            "does not exist",
            directory,
            "is not a regular file",
            dangling,
            "is a dangling symbolic link",
            loop,
            "is a dangling symbolic link",
            huge,
            "is too large; use a text file of at most 16777216 bytes");
    reasons.forEach(
        (file, reason) -> {
          GroupMapReading reading = GroupMapReading.read(Host.create(), file);
          assertThat(reading.map()).isEmpty();
          assertThat(messages(reading))
              .singleElement()
              .asString()
              .contains(reason, file.toString());
        });
  }

  @Test
  void aFileOfTheLargestSizeIsRead() throws IOException {
    byte[] content = new byte[GroupMapReading.MOST_BYTES];
    content[0] = '#';
    Path file = Files.write(directory.resolve("large"), content);
    assertThat(GroupMapReading.read(Host.create(), file).map()).isPresent();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "* /^al.*$/ chem | regular expressions are not supported",
        "* /alice/i chem | regular expressions are not supported",
        "* \"alice\" chem | quotes would be part of the user's name",
        "* alice@example@org chem | no credentials for a user of this name",
        "* DOM\\alice chem | no credentials for a user of this name"
      })
  void aLineInTheDialectOfHtcondorsMapFilesIsReportedBecauseItMatchesNobody(
      String line, String reason) {
    GroupMapReading reading =
        GroupMapReading.parse(
            "/m", ("* bob physics\n" + line + "\n").getBytes(StandardCharsets.UTF_8));
    assertThat(reading.problems())
        .singleElement()
        .asString()
        .startsWith("/m line 2 = ")
        .contains("matches nobody", reason, "write a line for each user");
    GroupMap map = reading.map().orElseThrow();
    assertThat(map.groupsOf("bob")).containsExactly("physics");
    assertThat(map.groups()).containsExactly("physics");
  }
}
