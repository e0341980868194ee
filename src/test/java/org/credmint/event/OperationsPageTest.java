// SPDX-License-Identifier: Apache-2.0
package org.credmint.event;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.credmint.config.knob.Problem;
import org.credmint.credential.CredentialId;
import org.credmint.credential.CredentialKind;
import org.credmint.credential.Description;
import org.credmint.credential.JobId;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Ties the messages of the log to the table of docs/operations.md, both ways. */
class OperationsPageTest {
  private static final Path PAGE = Path.of("docs/operations.md");
  private static final Path SOURCES = Path.of("src/main/java/org/credmint");
  private static final String HEADING = "| line | meaning | what to do |";
  private static final Pattern CODE = Pattern.compile("`([^`]+)`");
  private static final Pattern LITERAL = Pattern.compile("\"((?:\\\\.|[^\"\\\\\\n])*)\"");
  private static final String ANYTHING = "…";

  /** How lines begin that have their words in other classes than {@link Event}. */
  private static final List<String> OF_OTHER_SOURCES =
      List.of(
          "WARNING: ",
          "PER_JOB_TOKEN_PROVIDER ",
          "JOB_QUEUE_LOG ",
          "-local-name ",
          ANYTHING + ".SCHEDD_NAME",
          ANYTHING + ": the files of service ",
          ANYTHING + " running jobs ");

  private static final Instant NOW = Instant.parse("2026-11-22T00:00:00Z");
  private static final CredentialId ID = new CredentialId("alice", "scitokens", "");
  private static final CredentialId OF_JOB = new CredentialId("alice", "scitokens", "12.0");

  /** A line as the table shows it, with an ellipsis for what varies. */
  private record Row(String shown) {
    List<String> fixedParts() {
      return Arrays.stream(shown.split(ANYTHING, -1)).filter(part -> !part.isBlank()).toList();
    }

    /** Whether no word tells this line from another. */
    boolean isGeneric() {
      return shown.chars().noneMatch(Character::isLetter);
    }

    /** Whether another class than {@link Event} has the words: the log itself, or a reader. */
    boolean isOfOtherSource() {
      return OF_OTHER_SOURCES.stream().anyMatch(shown::startsWith);
    }

    boolean matches(Event event) {
      String all =
          Arrays.stream(shown.split(ANYTHING, -1))
              .map(Pattern::quote)
              .collect(Collectors.joining(".*"));
      return Pattern.compile(all).matcher(event.text()).matches();
    }

    @Override
    public String toString() {
      return shown;
    }
  }

  static List<Row> rows() throws IOException {
    List<String> lines = Files.readAllLines(PAGE);
    List<Row> rows = new ArrayList<>();
    for (String line : lines.subList(lines.indexOf(HEADING) + 2, lines.size())) {
      if (!line.startsWith("|")) {
        break;
      }
      CODE.matcher(line.split("\\|", -1)[1])
          .results()
          .forEach(code -> rows.add(new Row(code.group(1))));
    }
    return rows;
  }

  static Stream<Row> rowsOfEvents() throws IOException {
    return rows().stream().filter(row -> !row.isOfOtherSource());
  }

  static Stream<Row> rowsOfOtherSources() throws IOException {
    return rows().stream().filter(Row::isOfOtherSource);
  }

  /** One event of each kind, and more where the text has several forms. */
  static List<Event> samples() {
    return Stream.of(
            ofTheDaemon(), ofCredentials(), ofTheQueue(), ofTheConfiguration(), ofCommands())
        .flatMap(List::stream)
        .toList();
  }

  private static List<Event> ofCommands() {
    return List.of(
        new ControlEvent.TakenBack("R1", "user alice", "stolen", "root"),
        new ControlEvent.Lifted("R1", "user alice"),
        new ControlEvent.RevocationsUnreadable("EIO"),
        new ControlEvent.RevocationsRecovered(),
        new ControlEvent.NotRecorded("EIO"));
  }

  private static List<Event> ofTheDaemon() {
    return List.of(
        new DaemonEvent.Starting("1.0", 7, Path.of("/cred")),
        new DaemonEvent.Ready(2, 1),
        new DaemonEvent.Signing("Native 1.2"),
        new DaemonEvent.SlowSigning("no such file", "SunEC"),
        new DaemonEvent.ProcessNote("SIGINT was ignored"),
        new DaemonEvent.CompletionNotMarked("EROFS"),
        new DaemonEvent.ReadinessNotReported("python3 not found"),
        new DirectoryEvent.DirectoriesNotWatched("EMFILE"),
        new DirectoryEvent.WatchLimitReached(8192),
        new DirectoryEvent.DirectoryUnreadable(Path.of("/cred"), "EACCES"),
        new DaemonEvent.ClockStepped(Duration.ofSeconds(45)),
        new DirectoryEvent.StaleTempFilesRemoved(3),
        new DirectoryEvent.DirectoryScanned("start", 1, Duration.ofMillis(2)),
        new DaemonEvent.AuditLogFailing("ENOSPC"),
        new DaemonEvent.AuditLogRecovered(),
        new DaemonEvent.StatusNotPublished("EIO"),
        new DaemonEvent.StatusPublished(),
        new DaemonEvent.AuditLogNotice("a new file"),
        new DaemonEvent.Stopping("SIGTERM"));
  }

  private static List<Event> ofCredentials() {
    Description token =
        new Description(
            CredentialKind.SCITOKEN,
            "https://i.example",
            "local",
            "id",
            "alice",
            List.of("https://a.example"),
            "read:/",
            NOW,
            NOW.plusSeconds(1200));
    return List.of(
        new CredentialEvent.Renewed(ID, token, NOW),
        new CredentialEvent.NotRenewed(
            ID, CredentialKind.SCITOKEN, "EIO", NOW.plusSeconds(9), NOW, Optional.of(NOW)),
        new CredentialEvent.NotRenewed(
            ID, CredentialKind.SCITOKEN, "EIO", NOW, NOW, Optional.empty()),
        new CredentialEvent.MoreNotRenewed(1, "EIO", Level.WARNING),
        new CredentialEvent.MoreNotRenewed(2, "EIO", Level.ERROR),
        new CredentialEvent.Refused(ID, "POLICY", "no rule", Optional.empty()),
        new CredentialEvent.Refused(ID, "POLICY", "no rule", Optional.of(NOW)),
        new CredentialEvent.LeftOut("group 'domain users' is left out"),
        new CredentialEvent.LargeToken(ID, 2501),
        new CredentialEvent.Lost(ID, ID + ".use"),
        new CredentialEvent.MoreLost(2),
        new DirectoryEvent.Removed(OF_JOB, OF_JOB + ".use", "the job has left the queue"),
        new DirectoryEvent.NotRemoved(
            OF_JOB, OF_JOB + ".use", "the job has left the queue", "EROFS", NOW),
        new DirectoryEvent.ForeignFile(OF_JOB, "it contains no token"),
        new DirectoryEvent.MoreForeignFiles(2, "it contains no token", Level.WARNING),
        new DirectoryEvent.MoreNotRemoved(1, "EROFS", Level.WARNING),
        new DirectoryEvent.MoreNotRemoved(2, "EROFS", Level.WARNING),
        new CredentialEvent.Replacing(ID, ID + ".use", "it is empty"),
        new CredentialEvent.Reissuing(ID, "its scope differs"),
        new DirectoryEvent.UnexpectedEntry("alice/x", "it is a socket"),
        new DirectoryEvent.UserGone("alice"));
  }

  private static List<Event> ofTheQueue() {
    return List.of(
        new JobQueueEvent.JobsHeld(List.of("12.0"), "POLICY"),
        new JobQueueEvent.JobsHeld(List.of("12.0", "12.1"), "POLICY"),
        new JobQueueEvent.JobsNotHeld(List.of("12.0"), "EPERM"),
        new JobQueueEvent.JobsNotHeld(List.of("12.0", "12.1"), "EPERM"),
        new JobQueueEvent.QueueLogAwaited(Path.of("/spool/job_queue.log")),
        new JobQueueEvent.QueueUnreadable("", "EACCES"),
        new JobQueueEvent.QueueUnreadable("two", "EACCES"),
        new JobQueueEvent.QueueReadable("two"),
        new JobQueueEvent.QueueNotFollowed("two"),
        new JobQueueEvent.QueueReadable(""),
        new JobQueueEvent.QueueRecordsSkipped("line 3"),
        new JobQueueEvent.UnknownProviderRequested("vault", new JobId(12, 0), "alice"),
        new JobQueueEvent.UnknownProviderRequested("vault", JobId.ofCluster(12), "alice"),
        new JobQueueEvent.MoreUnknownProvidersRequested(64));
  }

  private static List<Event> ofTheConfiguration() {
    Problem fatal = Problem.fatal("KNOB", "x", "is not a path", "write one");
    Problem ofProvider = Problem.ofProvider("p", "KNOB", "x", "is not a path", "write one");
    return List.of(
        new ConfigurationEvent.ProviderServed("p", "key local", Duration.ofSeconds(1200), false),
        new ConfigurationEvent.ProviderServed("p", "key local", Duration.ofSeconds(1200), true),
        new ConfigurationEvent.ConfigurationProblem(fatal, false),
        new ConfigurationEvent.ConfigurationProblem(fatal, true),
        new ConfigurationEvent.ConfigurationProblem(ofProvider, false),
        new ConfigurationEvent.ConfigurationProblem(ofProvider, true),
        new ConfigurationEvent.ConfigurationProblem(
            Problem.warning("KNOB", "x", "is odd", "write one"), false),
        new ConfigurationEvent.ConfigurationProblem(
            Problem.warning("/map", "", "is odd", "write one"), false),
        new ConfigurationEvent.ProblemResolved(fatal),
        new ConfigurationEvent.Reconfigured(List.of("p"), 2),
        new ConfigurationEvent.EarlierCredentialsRejected(
            "p", "the key was replaced under the same key ID k", "issuer i"),
        new ConfigurationEvent.EarlierCredentialsRejected(
            "p",
            "tokens issued before were signed by another key with the same key ID, so services",
            "issuer i"),
        new ConfigurationEvent.ConfigurationUnreadable("timed out"),
        new ConfigurationEvent.ConfigurationRecovered());
  }

  static Stream<Event> thatAskForAnAct() {
    return samples().stream()
        .filter(event -> event.level() == Level.WARNING || event.level() == Level.ERROR);
  }

  private static Stream<Class<?>> kindsOf(Class<?> type) {
    return type.isSealed()
        ? Arrays.stream(type.getPermittedSubclasses()).flatMap(OperationsPageTest::kindsOf)
        : Stream.of(type);
  }

  @Test
  void everyKindOfEventIsTriedHere() {
    Set<Class<?>> kinds = kindsOf(Event.class).filter(Class::isRecord).collect(Collectors.toSet());
    Set<Class<?>> tried = samples().stream().map(Object::getClass).collect(Collectors.toSet());
    assertThat(tried).isEqualTo(kinds);
  }

  @ParameterizedTest
  @MethodSource("thatAskForAnAct")
  void anEventThatAsksForAnActHasARow(Event event) throws IOException {
    boolean anyWords =
        event instanceof ConfigurationEvent.ConfigurationProblem problem
            && problem.problem().severity() == Problem.Severity.WARNING;
    assertThat(rows())
        .as(event.text())
        .anyMatch(row -> row.matches(event) && row.isGeneric() == anyWords);
  }

  @ParameterizedTest
  @MethodSource("rowsOfEvents")
  void aRowHasAnEvent(Row row) {
    assertThat(samples()).anyMatch(row::matches);
  }

  @ParameterizedTest
  @MethodSource("rowsOfOtherSources")
  void aRowThatIsNoEventHasItsWordsInOneClass(Row row) throws IOException {
    assertThat(sources())
        .anyMatch(source -> row.fixedParts().stream().allMatch(part -> contains(source, part)));
  }

  /** What the log writes of itself; the count of lines that were lost stands between two texts. */
  @Test
  void whatTheLogWarnsOfItselfHasARow() throws IOException {
    List<String> warnings =
        sources().stream()
            .flatMap(List::stream)
            .filter(literal -> literal.startsWith("WARNING: ") && !literal.equals("WARNING: "))
            .toList();
    assertThat(warnings).isNotEmpty();
    List<Row> rows = rowsOfOtherSources().toList();
    assertThat(warnings)
        .allSatisfy(
            warning ->
                assertThat(rows)
                    .anyMatch(row -> warning.strip().startsWith(row.fixedParts().get(0).strip())));
  }

  /** The parts of a row may lie in a literal's middle, and punctuation between two literals. */
  private static boolean contains(List<String> literals, String part) {
    String words = part.replaceAll("^[ :=]+|[ :=]+$", "");
    return words.isEmpty() || literals.stream().anyMatch(literal -> literal.contains(words));
  }

  private static List<List<String>> sources() throws IOException {
    List<List<String>> all = new ArrayList<>();
    try (Stream<Path> files = Files.walk(SOURCES)) {
      for (Path file : files.filter(path -> path.toString().endsWith(".java")).toList()) {
        List<String> literals =
            LITERAL
                .matcher(Files.readString(file))
                .results()
                .map(OperationsPageTest::text)
                .toList();
        all.add(literals);
      }
    }
    return all;
  }

  private static String text(MatchResult literal) {
    return literal.group(1);
  }
}
