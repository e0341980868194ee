package org.credmint.daemon;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import org.credmint.htcondor.NameRule;
import org.credmint.os.Directory;
import org.credmint.os.Host;
import org.credmint.request.Demand;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SurveyorTest {
  private final Demand demand =
      new Demand(Set.of("scitokens"), Set.of(), NameRule.WITH_HANDLES, Set.of(0));
  private final Host host = Host.create();

  @TempDir Path path;
  private Directory top;

  @BeforeEach
  void open() throws Exception {
    top = host.openDirectory(path);
  }

  @AfterEach
  void close() {
    top.close();
  }

  @Test
  void users_come_in_the_order_of_their_inodes_and_not_of_their_names() throws Exception {
    List<Path> users = new ArrayList<>();
    for (int i = 99; i >= 0; i--) {
      users.add(Files.createDirectory(path.resolve("user" + i)));
    }
    users.sort(Comparator.comparingLong(SurveyorTest::inode));
    assertThat(survey().directories())
        .extracting(Survey.Stamp::user)
        .containsExactlyElementsOf(
            users.stream().map(user -> user.getFileName().toString()).toList());
  }

  @Test
  void what_is_not_a_users_directory_has_no_stamp() throws Exception {
    Files.createDirectory(path.resolve("alice"));
    Files.createFile(path.resolve("file"));
    Files.createSymbolicLink(path.resolve("link"), path.resolve("alice"));
    Survey survey = survey();
    assertThat(survey.directories()).extracting(Survey.Stamp::user).containsExactly("alice");
    assertThat(survey.anomalies()).singleElement().asString().contains("link");
  }

  @Test
  void a_credential_directory_that_is_gone_is_a_failure_and_no_empty_survey() throws Exception {
    Files.delete(path);
    assertThat(survey().failure())
        .hasValueSatisfying(reason -> assertThat(reason).contains("ENOENT"));
    Files.createDirectory(path); // for whoever cleans up
  }

  private Survey survey() {
    return new Surveyor(top, System::nanoTime).survey("test", demand);
  }

  private static long inode(Path file) {
    try {
      return (long) Files.getAttribute(file, "unix:ino");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
