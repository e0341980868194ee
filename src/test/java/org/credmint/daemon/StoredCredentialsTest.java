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
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
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

/** Credentials that stand in an administrator's files, through a whole monitor. */
final class StoredCredentialsTest {
  private static final Duration LOOK = Duration.ofSeconds(5);
  private static final Instant END = TestMonitor.START.plus(Duration.ofDays(100));

  @TempDir private Path temporary;
  private final BlockingQueue<CredentialId> told = new LinkedBlockingQueue<>();
  private final Lanes lanes = new Lanes();
  private final TestAuthority root =
      TestAuthority.root("Root", TestMonitor.START.minus(Duration.ofDays(1)));
  private TestMonitor monitor;
  private StandingSite site;
  private Path file;

  @BeforeEach
  void declareAFileBesideAPilot() throws IOException {
    lanes.tell(told::add);
    Files.setPosixFilePermissions(temporary, PosixFilePermissions.fromString("rwx--x--x"));
    monitor = new TestMonitor(temporary);
    site = new StandingSite(temporary, monitor.directory, Host.create(), lanes, monitor::now);
    monitor.asking(site.source(monitor.directory, new AtomicLong()));
    file = temporary.resolve("stored");
    store(token(END, "first S3CRET"));
    site.set("CREDMINT_STANDING", "kept pilot");
    site.set("CREDMINT_pilot_TARGETS", "fnal");
    site.set("CREDMINT_kept_TYPE", "opaque_token");
    site.set("CREDMINT_kept_PURPOSE", "payload");
    site.set("CREDMINT_kept_FILE", file.toString());
    site.set("CREDMINT_kept_EXPORT", site.exports + "/kept");
  }

  @AfterEach
  void close() {
    lanes.close();
    monitor.close();
    site.close();
  }

  private static String token(Instant end, String text) {
    return "{\"access_token\":\"%s\",\"expires_at\":%d}\n".formatted(text, end.getEpochSecond());
  }

  private void store(String content) {
    store(file, content);
  }

  /** As administrators should do it: a new file in the place of the old one. */
  private static void store(Path path, String content) {
    try {
      Path fresh = path.resolveSibling("fresh");
      Files.writeString(fresh, content);
      Files.setPosixFilePermissions(fresh, PosixFilePermissions.fromString("rw-------"));
      Files.move(fresh, path, java.nio.file.StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String read(Path path) {
    try {
      return Files.exists(path) ? Files.readString(path) : "";
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private String delivered() {
    return read(site.exports.resolve("kept"));
  }

  private void serve() {
    site.serve(monitor);
  }

  private List<String> failures() {
    assertThat(monitor.events.stream().map(Event::text)).noneMatch(text -> text.contains("S3CRET"));
    return monitor.events(CredentialEvent.NotRenewed.class).stream().map(Event::text).toList();
  }

  @Test
  void whatIsStoredIsDeliveredAndAgainWhenItChanges() {
    serve();
    assertThat(site.problems).isEmpty();
    monitor
        .then(() -> assertThat(delivered()).contains("first"))
        .then(() -> store(token(TestMonitor.START.plus(Duration.ofDays(200)), "second S3CRET")))
        .thenPasses(LOOK)
        .then(() -> assertThat(delivered()).contains("second"))
        .run();
    assertThat(failures()).isEmpty();
  }

  @Test
  void eachTargetGetsIt() {
    site.set("CREDMINT_kept_TARGETS", "cern desy");
    site.set("CREDMINT_kept_EXPORT", site.exports + "/kept-{name}");
    serve();
    monitor.run();
    assertThat(read(site.exports.resolve("kept-cern"))).isEqualTo(read(file));
    assertThat(read(site.exports.resolve("kept-desy"))).isEqualTo(read(file));
  }

  @Test
  void aUsersJobsFindIt() {
    String me = System.getProperty("user.name");
    site.without("CREDMINT_kept_EXPORT").set("CREDMINT_kept_USER", me);
    serve();
    monitor.run();
    assertThat(read(monitor.directory.resolve(me).resolve("kept.use"))).isEqualTo(read(file));
  }

  @Test
  void itsEndIsWarnedOfFourteenDaysAheadOnceADay() {
    String certificate = root.person("Robot", END).certificate();
    store(certificate);
    site.set("CREDMINT_kept_TYPE", "x509_cert");
    serve();
    monitor
        .thenPasses(Duration.ofDays(85))
        .then(() -> assertThat(failures()).isEmpty())
        .thenPasses(Duration.ofDays(2))
        .thenPasses(LOOK)
        .then(() -> assertThat(failures()).hasSize(1))
        .thenPasses(Duration.ofHours(12))
        .then(() -> assertThat(failures()).hasSize(1))
        .thenPasses(Duration.ofHours(13))
        .run();
    assertThat(failures())
        .hasSize(2)
        .allSatisfy(
            text -> assertThat(text).contains("ends at", "nothing newer is there; replace"));
    assertThat(delivered()).isEqualTo(certificate);
  }

  @Test
  void itsProgramReplacesItWhenItIsDue() throws IOException {
    Made next = root.person("Robot", END.plus(Duration.ofDays(100)));
    String renewed = next.certificate() + next.key();
    store(root.person("Robot", END).certificate());
    program("cat > $(dirname $0)/out/told\ncat $(dirname $0)/next\n", renewed);
    serve();
    thenAnswer()
        .thenPasses(Duration.ofDays(85))
        .then(() -> assertThat(temporary.resolve("programs/out/told")).doesNotExist())
        .thenPasses(Duration.ofDays(2));
    thenAnswer().run();
    assertThat(read(temporary.resolve("programs/out/told"))).contains("\"credential\":\"kept\"");
    assertThat(read(file)).isEqualTo(renewed);
    assertThat(delivered()).isEqualTo(renewed);
  }

  @Test
  void aLostFileIsThereAgainThoughTheStoredOneEndsSoon() throws IOException {
    store(root.person("Robot", END).certificate());
    site.set("CREDMINT_kept_TYPE", "x509_cert");
    Path exported = site.exports.resolve("kept");
    serve();
    monitor
        .thenPasses(Duration.ofDays(80))
        .then(
            () -> {
              try {
                Files.delete(exported);
              } catch (IOException e) {
                throw new UncheckedIOException(e);
              }
            })
        .thenPasses(Duration.ofDays(7))
        .run();
    assertThat(exported).exists();
  }

  @Test
  void aCredentialThatDoesNotTellItsEndIsNotKeptInTheFile() throws IOException {
    program("echo '{\"credential\":\"some text\",\"lifetime\":600}'\n", "");
    Files.delete(file);
    site.set("CREDMINT_kept_TYPE", "text");
    serve();
    thenAnswer().run();
    assertThat(failures()).isNotEmpty().allMatch(text -> text.contains("leave FILE away"));
    assertThat(file).doesNotExist();
  }

  @Test
  void aProgramThatFailsLeavesTheFileAsItIs() throws IOException {
    String first = root.person("Robot", END).certificate();
    store(first);
    program("exit 75\n", "");
    serve();
    thenAnswer().thenPasses(Duration.ofDays(87));
    thenAnswer().run();
    assertThat(failures()).isNotEmpty();
    assertThat(failures().get(0)).contains("failed with exit status 75");
    assertThat(read(file)).isEqualTo(first);
    assertThat(delivered()).isEqualTo(first);
  }

  private void program(String body, String next) throws IOException {
    Path programs = temporary.resolve("programs");
    Path open = Files.createDirectories(programs.resolve("out"));
    Files.setPosixFilePermissions(programs, PosixFilePermissions.fromString("rwxr-xr-x"));
    Files.setPosixFilePermissions(open, PosixFilePermissions.fromString("rwxrwxrwx"));
    Files.writeString(programs.resolve("next"), next);
    Path program = programs.resolve("renew");
    Files.writeString(program, "#!/bin/sh\n" + body);
    Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwxr-xr-x"));
    site.set("CREDMINT_kept_TYPE", "x509_cert");
    site.set("CREDMINT_kept_PROGRAM", program.toString());
    if (System.getProperty("user.name").equals("root")) {
      site.set("CREDMINT_kept_PROGRAM_USER", "nobody");
    }
  }

  private TestMonitor thenAnswer() {
    return monitor.then(
        () -> {
          try {
            CredentialId id = told.poll(30, TimeUnit.SECONDS);
            assertThat(id).isNotNull();
            monitor.inbox.put(new Message.Answered(id));
          } catch (InterruptedException e) {
            throw new IllegalStateException(e);
          }
        });
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "x S3CRET                                          | not opaque_token: it is text",
        "{\"access_token\":\"S3CRET\",\"expires_at\":7}     | it expired at 1970",
        "{\"access_token\":\"S3CRET\",\"expires_at\":\"x\"} | expires_at is not a number of seconds",
      })
  void whatCannotBeUsedIsOneMessageAndWhatIsThereStays(String content, String said) {
    serve();
    monitor.then(() -> store(content)).thenPasses(LOOK).run();
    assertThat(failures()).isNotEmpty().allSatisfy(text -> assertThat(text).contains(said));
    assertThat(delivered()).contains("first");
    assertThat(site.file("fnal")).exists();
  }

  @Test
  void aLinkInThePlaceOfTheFileIsNotFollowed() throws IOException {
    Path other = temporary.resolve("other");
    store(other, token(END, "another's S3CRET"));
    serve();
    monitor
        .then(
            () -> {
              try {
                Files.delete(file);
                Files.createSymbolicLink(file, other);
              } catch (IOException e) {
                throw new UncheckedIOException(e);
              }
            })
        .thenPasses(LOOK)
        .run();
    assertThat(failures())
        .isNotEmpty()
        .allSatisfy(text -> assertThat(text).contains(file.toString()));
    assertThat(delivered()).contains("first");
  }

  @Test
  void aFileThatOthersCanReadIsNotDelivered() throws IOException {
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));
    serve();
    assertThat(site.problems.stream().map(Problem::toString))
        .singleElement()
        .asString()
        .contains("CREDMINT_kept_FILE", "accessible by group or others", "chmod 600");
    monitor.run();
    assertThat(delivered()).isEmpty();
    assertThat(failures()).isNotEmpty();
  }

  @Test
  void anEncryptedKeyStaysEncrypted() throws Exception {
    String key = TestAuthority.encrypted(root.person("Robot", END).keys(), "word");
    store(key);
    site.set("CREDMINT_kept_TYPE", "private_key");
    serve();
    monitor.run();
    assertThat(delivered()).isEqualTo(key).contains("ENCRYPTED PRIVATE KEY");
    assertThat(failures()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({"TOKEN_LIFETIME,3600", "SCOPE,read:/", "SUBJECT_TEMPLATE,me", "KEY,POOL"})
  void whatDoesNotApplyIsOneMessage(String knob, String value) {
    site.set("CREDMINT_kept_" + knob, value);
    serve();
    assertThat(site.problems).singleElement().asString().contains("does not apply to this type");
  }
}
