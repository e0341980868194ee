// SPDX-License-Identifier: Apache-2.0
package org.credmint.daemon;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.credmint.config.AuditSettings;
import org.credmint.config.knob.Problem;
import org.credmint.credential.CredentialId;
import org.credmint.event.CredentialEvent;
import org.credmint.event.Event;
import org.credmint.issue.lane.Lanes;
import org.credmint.issue.proxy.TestAuthority;
import org.credmint.issue.proxy.TestAuthority.Made;
import org.credmint.os.Host;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Credentials that programs make, through a whole monitor; the programs are run. */
final class StandingProgramsTest {
  private static final String SECRET = "marked-S3CRET-of-the-program";
  private static final Instant END = TestMonitor.START.plusSeconds(3000);

  /** Answers with an opaque token that ends at the given second. */
  private static final String OPAQUE =
      """
      #!/bin/sh
      cat > /dev/null
      echo "{\\"access_token\\":\\"%s $1\\",\\"expires_at\\":%d}"
      """;

  @TempDir private Path temporary;
  private final BlockingQueue<CredentialId> told = new LinkedBlockingQueue<>();
  private Path programs;
  private Lanes lanes;
  private TestMonitor monitor;
  private StandingSite site;

  @BeforeEach
  void declareAProgramBesideAPilot() throws IOException {
    start();
    site.set("CREDMINT_STANDING", "made pilot");
    site.set("CREDMINT_pilot_TARGETS", "fnal");
    declare("made", "opaque_token");
    site.set("CREDMINT_made_PROGRAM", programs + "/maker");
    if (System.getProperty("user.name").equals("root")) {
      site.set("CREDMINT_made_PROGRAM_USER", "nobody");
    }
    program(OPAQUE.formatted(SECRET, END.getEpochSecond()));
  }

  /** Where root runs the tests, the programs run as somebody who has to get there. */
  private void start() throws IOException {
    programs = temporary.resolve("programs");
    if (!Files.exists(programs)) {
      Files.setPosixFilePermissions(temporary, PosixFilePermissions.fromString("rwx--x--x"));
      Path open = Files.createDirectories(programs.resolve("out"));
      Files.setPosixFilePermissions(programs, PosixFilePermissions.fromString("rwxr-xr-x"));
      Files.setPosixFilePermissions(open, PosixFilePermissions.fromString("rwxrwxrwx"));
    }
    lanes = new Lanes();
    lanes.tell(told::add);
    monitor = new TestMonitor(temporary);
    site = new StandingSite(temporary, monitor.directory, Host.create(), lanes, monitor::now);
    monitor.asking(site.source(monitor.directory, new AtomicLong()));
  }

  private StandingSite restart() throws IOException {
    close();
    StandingSite before = site;
    start();
    return site.takeKnobsOf(before);
  }

  private void declare(String name, String type) {
    String prefix = "CREDMINT_" + name;
    site.set(prefix + "_TYPE", type);
    site.set(prefix + "_PURPOSE", "payload");
    site.set(prefix + "_EXPORT", site.exports + "/" + name);
  }

  @AfterEach
  void close() {
    lanes.close();
    monitor.close();
    site.close();
  }

  private void program(String text) {
    try {
      Path file = programs.resolve("maker");
      Files.writeString(file, text);
      Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private Path made() {
    return site.exports.resolve("made");
  }

  private String read(Path file) {
    try {
      return Files.exists(file) ? Files.readString(file) : "";
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private TestMonitor thenAnswers(int count) {
    return monitor.then(
        () -> {
          for (int i = 0; i < count; i++) {
            monitor.inbox.put(new Message.Answered(answer()));
          }
        });
  }

  private CredentialId answer() {
    try {
      return Optional.ofNullable(told.poll(30, TimeUnit.SECONDS)).orElseThrow();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private void serve() {
    site.serve(monitor);
  }

  private List<String> problems() {
    return site.problems.stream().map(Problem::toString).toList();
  }

  private String failure() {
    List<CredentialEvent.NotRenewed> all = monitor.events(CredentialEvent.NotRenewed.class);
    assertThat(all).isNotEmpty();
    assertThat(monitor.events.stream().map(Event::text)).noneMatch(text -> text.contains("S3CRET"));
    return all.get(0).text();
  }

  private String failureOf(String text) {
    program(text);
    serve();
    thenAnswers(1).run();
    assertThat(made()).doesNotExist();
    assertThat(site.file("fnal")).exists();
    return failure();
  }

  @Test
  void aProgramsCredentialIsExportedAndReplacedAtHalfOfItsLife() {
    serve();
    assertThat(problems()).isEmpty();
    thenAnswers(1)
        .then(() -> assertThat(read(made())).contains(SECRET))
        .then(
            () ->
                program(
                    OPAQUE.formatted(
                        "second", TestMonitor.START.plusSeconds(3700).getEpochSecond())))
        .thenPasses(Duration.ofSeconds(1800));
    thenAnswers(1).run();
    assertThat(read(made())).contains("second");
  }

  @Test
  void itIsToldWhatIsWantedAndNothingOfTheDaemonsEnvironment() {
    program(
        "#!/bin/sh\n(cat; echo; env; id -u; grep NoNewPrivs /proc/self/status) > ${0%/*}/out/in\necho some text\n");
    site.set("CREDMINT_made_TYPE", "text")
        .set("CREDMINT_made_TARGETS_FILE", site.targets.toString());
    site.set("CREDMINT_made_EXPORT", site.exports + "/made-{name}");
    site.list("cern site=CERN vo=cms");
    serve();
    thenAnswers(1).run();
    String told = read(programs.resolve("out/in"));
    assertThat(told)
        .contains("\"credential\":\"made\"", "\"type\":\"text\"", "\"lifetime\":3600")
        .contains("\"name\":\"cern\"", "\"vo\":\"cms\"", "\"version\":1", "PATH=/usr/local/bin")
        .containsPattern("NoNewPrivs:\\s1")
        .doesNotContainPattern("(?m)^0$")
        .doesNotContain("JAVA", "MAVEN");
    assertThat(read(site.exports.resolve("made-cern"))).isEqualTo("some text\n");
  }

  @Test
  void aRestartKeepsAGoodCredential() throws IOException {
    serve();
    thenAnswers(1).run();
    restart();
    serve();
    monitor.thenPasses(Duration.ofSeconds(5)).run();
    assertThat(told).isEmpty();
    assertThat(read(made())).contains(SECRET);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      value = {
        "echo S3CRET >&2; exit 75      | failed with exit status 75; it wrote 7 bytes to standard error, which are not shown",
        "echo credmint: no server >&2; exit 75 | failed with exit status 75: no server",
        "echo 'credmint: got eyJhbGciOiJIUzI1NiJ9.eyJS3CRET' >&2; exit 1 | failed with exit status 1: got [hidden]",
        "exit 78                       | until the configuration changes",
        "exit 77                       | until the request or the configuration changes",
        "kill -SEGV $$                 | was killed by signal 11",
        "exec sleep 60                 | was killed, because it took longer than 1 s",
        "sleep 60 & wait               | was killed, because it took longer than 1 s",
        "exec yes S3CRET               | was killed, because it wrote more than 65536 bytes",
        "exec yes S3CRET >&2           | was killed, because it wrote more than 65536 bytes",
        "true                          | is not used: it is empty",
        "echo '<html>S3CRET</html>'    | is not used: not opaque_token: it is text (text)",
        "echo '{\"access_token\":\"S3CRET\",\"expires_at\":1}' | is not used: it has expired already",
        "echo '{\"access_token\":\"S3CRET\",\"expires_at\":9999999999}' | longer than the 3600 s of TOKEN_LIFETIME",
        "echo '{\"credential\":7}'     | has a credential that is not a string",
        "echo '{\"credential\":\"S3CRET\",\"lifetime\":-1}' | has a lifetime that is not a number of seconds",
        "echo '{\"credential\":\"S3CRET\",\"lifetime\":\"60\"}' | has a lifetime that is not a number",
        "echo '{\"credential\":\"S3CRET\",\"expires_at\":1e300}' | has a expires_at that is not a number",
        "echo '{\"credential\":\"S3CRET\",\"lifetime\":60,\"expires_at\":60}' | has both lifetime and expires_at",
        "echo '{\"credential\":\"S3CRET\",\"type\":\"text\"}' | names another type than opaque_token",
        "echo '{\"credential\":\"S3CRET\",\"S3CRET\":1}' | has a member that is not known",
        "echo '{\"credential\":\"S3CRET\"'  | is not used:",
      })
  void aProgramThatFailsIsOneMessageAndTheOthersAreServed(String body, String said) {
    site.set("CREDMINT_made_PROGRAM_TIMEOUT", "1");
    assertThat(failureOf("#!/bin/sh\n" + body + "\n")).contains(said);
  }

  @Test
  void whatItForksInItsProcessGroupIsKilledWithIt() throws Exception {
    site.set("CREDMINT_made_PROGRAM_TIMEOUT", "1");
    failureOf("#!/bin/sh\nsh -c 'sleep 300 & echo $! > " + programs + "/out/pid; wait' &\nwait\n");
    assertIsGone(Long.parseLong(read(programs.resolve("out/pid")).strip()));
  }

  @Test
  void whatItLeavesRunningIsKilledWhenItEnds() {
    program(
        "#!/bin/sh\nsleep 300 > /dev/null 2>&1 &\necho $! > "
            + programs
            + "/out/pid\necho '{\"access_token\":\"x\",\"expires_at\":"
            + END.getEpochSecond()
            + "}'\n");
    serve();
    thenAnswers(1).run();
    assertThat(made()).exists();
    assertIsGone(Long.parseLong(read(programs.resolve("out/pid")).strip()));
  }

  /** A process that was killed takes a moment to go. */
  private void assertIsGone(long pid) {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
    while (isRunning(pid) && System.nanoTime() < end) {
      Thread.onSpinWait();
    }
    assertThat(isRunning(pid)).isFalse();
  }

  private boolean isRunning(long pid) {
    return ProcessHandle.of(pid)
        .filter(ProcessHandle::isAlive)
        .filter(this::isNoZombie)
        .isPresent();
  }

  private boolean isNoZombie(ProcessHandle process) {
    return !read(Path.of("/proc/" + process.pid() + "/stat")).contains(") Z ");
  }

  @Test
  void whatTheJsonAnswerSaysOfTheEndCounts() {
    program(
        "#!/bin/sh\necho '{\"credential\":\"some text\",\"lifetime\":600,\"type\":\"text\"}'\n");
    site.set("CREDMINT_made_TYPE", "text");
    serve();
    thenAnswers(1).thenPasses(Duration.ofSeconds(250));
    monitor.then(() -> assertThat(told).isEmpty()).thenPasses(Duration.ofSeconds(100));
    thenAnswers(1).run();
    assertThat(read(made())).isEqualTo("some text");
  }

  @Test
  void programsTakeTurnsAlsoAfterARestart() throws IOException {
    site.set("CREDMINT_made_TYPE", "text").set("CREDMINT_made_ITEMS", "a b c");
    site.set("CREDMINT_made_PROGRAM", programs + "/maker {item}");
    program("#!/bin/sh\necho turn of $1\n");
    serve();
    thenAnswers(1)
        .then(() -> assertThat(read(made())).isEqualTo("turn of a\n"))
        .thenPasses(Duration.ofSeconds(2100));
    thenAnswers(1).run();
    assertThat(read(made())).isEqualTo("turn of b\n");
    restart();
    serve();
    thenAnswers(1).run();
    assertThat(read(made())).isEqualTo("turn of c\n");
  }

  @Test
  void aTargetsAttributeChoosesTheWord() {
    program("#!/bin/sh\necho by $1\n");
    site.set("CREDMINT_made_TYPE", "text").set("CREDMINT_made_ITEMS", "FNAL:a CERN:b *:c");
    site.set("CREDMINT_made_ITEM_BY", "{site}")
        .set("CREDMINT_made_PROGRAM", programs + "/maker {item}");
    site.set("CREDMINT_made_TARGETS_FILE", site.targets.toString());
    site.set("CREDMINT_made_EXPORT", site.exports + "/made-{name}");
    site.list("one site=CERN", "two site=FNAL", "three site=DESY");
    serve();
    thenAnswers(3).run();
    assertThat(read(site.exports.resolve("made-one"))).isEqualTo("by b\n");
    assertThat(read(site.exports.resolve("made-two"))).isEqualTo("by a\n");
    assertThat(read(site.exports.resolve("made-three"))).isEqualTo("by c\n");
  }

  @Test
  void aProxyWithVomsAttributesIsCarried() throws IOException {
    TestAuthority root = TestAuthority.root("Root", TestMonitor.START.minusSeconds(86_400));
    Made robot = root.person("Robot", TestMonitor.START.plus(Duration.ofDays(30)));
    String proxy = TestAuthority.proxy(robot, END, true);
    TestAuthority.write(programs.resolve("proxy"), proxy, "rw-r--r--");
    program("#!/bin/sh\ncat " + programs + "/proxy\n");
    site.set("CREDMINT_made_TYPE", "x509_cert");
    serve();
    thenAnswers(1).run();
    assertThat(read(made())).isEqualTo(proxy);
  }

  @Test
  void aTokenThatAllowsMoreThanTheKnobsIsRefused() throws IOException {
    site.set("CREDMINT_made_TYPE", "idtoken").set("CREDMINT_made_PURPOSE", "callback");
    program("#!/bin/sh\ncat " + programs + "/token\n");
    site.set("CREDMINT_pilot_AUTHORIZATIONS", "READ WRITE").set("CREDMINT_STANDING", "pilot");
    serve();
    monitor.run();
    Files.copy(site.file("fnal"), programs.resolve("token"));
    Files.setPosixFilePermissions(
        programs.resolve("token"), PosixFilePermissions.fromString("rw-r--r--"));
    restart().set("CREDMINT_STANDING", "made pilot");
    serve();
    thenAnswers(1).run();
    assertThat(failure()).contains("its scope condor:/WRITE is not allowed");
  }

  @Test
  void aDeclarationThatIsTakenAwayTakesItsCredentialWithIt() throws IOException {
    AuditSettings audit = new AuditSettings(temporary.resolve("audit.log"), 1_000_000, 2);
    serve();
    monitor.audited(audit);
    thenAnswers(1).run();
    assertThat(read(audit.file()))
        .contains("sha256:", "CREDMINT_made_PROGRAM")
        .doesNotContain("S3CRET");
    restart().set("CREDMINT_STANDING", "pilot");
    serve();
    Duration later = Duration.ofSeconds(70);
    monitor.audited(audit).thenPasses(later).thenPasses(later).thenPasses(later).run();
    assertThat(made()).doesNotExist();
  }

  @Test
  void aFileThatIsNotOursIsNotOverwritten() throws IOException {
    site.set("CREDMINT_made_TYPE", "text");
    Files.writeString(made(), "my notes\n");
    serve();
    monitor.run();
    assertThat(made()).hasContent("my notes\n");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "PROGRAM      | maker                  | does not begin with the full path",
        "PROGRAM      | /{site}/maker          | does not begin with the full path",
        "PROGRAM      | /nowhere/maker         | cannot be found",
        "PROGRAM      | /etc/passwd            | is not a program that can be run",
        "PROGRAM_USER | nobody-of-this-machine | is not",
        "PROGRAM_TIMEOUT | 0                   | PROGRAM_TIMEOUT",
        "ITEM_BY      | {site}                 | is not set, but ITEM_BY is",
        "ITEMS        | a;b                    | which is not a word",
        "PROVIDER     | scitokens              | does not apply to this type",
        "TYPE         | key_pair               | is two files",
      })
  void aMistakeIsOneMessage(String knob, String value, String said) {
    site.set("CREDMINT_made_" + knob, value);
    serve();
    assertThat(problems()).singleElement().asString().contains(said);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Warning: S3CRET\n{\"credential\":\"S3CRET\"}x\u0001",
        "{\"credential\":\"S3CRET\"",
        "{\"error\":\"S3CRET\"}",
        "{\"credential\":\"S3CRET\",\"credential\":\"x\"}"
      })
  void whatBeginsLikeAnAnswerAndIsNoneIsNotTakenForText(String output) throws IOException {
    Files.writeString(programs.resolve("output"), output);
    site.set("CREDMINT_made_TYPE", "text");
    assertThat(failureOf("#!/bin/sh\ncat ${0%/*}/output\n")).contains("the output of");
  }

  @Test
  void whereOneOfSeveralCannotDoItTheNextOneDoes() {
    program("#!/bin/sh\n[ $1 = b ] || exit 78\necho made by $1\n");
    site.set("CREDMINT_made_TYPE", "text").set("CREDMINT_made_ITEMS", "a b");
    site.set("CREDMINT_made_PROGRAM", programs + "/maker {item}");
    serve();
    thenAnswers(1).thenPasses(Duration.ofSeconds(5));
    thenAnswers(1).run();
    assertThat(read(made())).isEqualTo("made by b\n");
  }

  @Test
  void aCertificateWithoutItsKeyIsNotDelivered() {
    TestAuthority root = TestAuthority.root("Root", TestMonitor.START.minusSeconds(86_400));
    TestAuthority.write(
        programs.resolve("proxy"), root.person("Robot", END).certificate(), "rw-r--r--");
    site.set("CREDMINT_made_TYPE", "x509_cert");
    assertThat(failureOf("#!/bin/sh\ncat ${0%/*}/proxy\n")).contains("it has no private key");
  }

  @Test
  void aProgramInADirectoryOfOthersIsNotRunAlsoWhereThatComesLater() throws IOException {
    serve();
    Files.setPosixFilePermissions(programs, PosixFilePermissions.fromString("rwxrwxrwx"));
    thenAnswers(1).run();
    assertThat(failure()).contains("can be replaced by those who may write to " + programs);
    serve();
    assertThat(problems()).singleElement().asString().contains("can be replaced by those");
  }

  @Test
  void anIdtokenIsBoundedUnlessItIsForPilots() {
    site.set("CREDMINT_made_TYPE", "idtoken");
    serve();
    assertThat(problems()).singleElement().asString().contains("AUTHORIZATIONS", "is not set");
  }

  @ParameterizedTest
  @ValueSource(strings = {"private_key", "rsa_private_key", "symmetric_key"})
  void aSecretKeyIsForItsOwnerOnly(String type) {
    site.set("CREDMINT_made_TYPE", type).set("CREDMINT_made_MODE", "0640");
    serve();
    assertThat(problems()).singleElement().asString().contains("it is a secret key");
  }

  @Test
  void aProgramThatOthersCanChangeIsNotRun() throws IOException {
    Files.setPosixFilePermissions(
        programs.resolve("maker"), PosixFilePermissions.fromString("rwxrwxr-x"));
    serve();
    assertThat(problems()).singleElement().asString().contains("can be changed by others");
  }
}
