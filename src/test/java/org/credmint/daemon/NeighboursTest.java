// SPDX-License-Identifier: Apache-2.0
package org.credmint.daemon;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.credmint.event.CredentialEvent;
import org.credmint.event.DirectoryEvent;
import org.credmint.htcondor.NameRule;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Other monitors' files in users' directories, which are not ours to touch. */
class NeighboursTest {
  private static final Duration RENEWALS = Duration.ofSeconds(1300);
  private static final String LOGIN = "{\"refresh_token\": \"r\", \"scopes\": \"s\"}";

  @TempDir Path temporary;
  private TestMonitor monitor;

  @BeforeEach
  void open() throws IOException {
    monitor = new TestMonitor(temporary);
    monitor.provider("cms", settings -> settings);
  }

  @AfterEach
  void close() {
    monitor.close();
  }

  static List<Arguments> rulesAndFiles() {
    Map<String, String> login =
        Map.of("cms_crab.top", LOGIN, "cms_crab.use", "theirs", "cms_crab.meta", "{}");
    Map<String, String> vault =
        Map.of("cms_crab.top", "{\"vault_token\": \"v\", \"vault_url\": \"u\"}");
    Map<String, String> opaque = Map.of("cms_crab.top", "opaque", "cms_crab.use", "theirs");
    return List.of(
        Arguments.of("before 25.13.2", NameRule.WHOLE, login),
        Arguments.of("before 25.13.2", NameRule.WHOLE, opaque),
        Arguments.of("since 25.13.2, with a web login's client", NameRule.WITH_HANDLES, login),
        Arguments.of("since 25.13.2, with a login of Vault", NameRule.WITH_HANDLES, vault),
        Arguments.of("named", new NameRule(true, Set.of("cms_crab"), Set.of()), opaque),
        Arguments.of("a client", new NameRule(true, Set.of(), Set.of("CMS_CRAB")), opaque));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("rulesAndFiles")
  void theFilesOfAServiceWhoseNameBeginsLikeOursStayByteForByte(
      String release, NameRule rule, Map<String, String> files) throws IOException {
    files.forEach((name, content) -> monitor.file("alice", name, content));
    monitor
        .names(rule)
        .request("alice", "cms")
        .thenPasses(RENEWALS)
        .thenComes(new Message.Sighup())
        .thenPasses(RENEWALS)
        .run();
    assertThat(filesOf("alice", "cms_")).isEqualTo(new TreeMap<>(files));
    assertThat(monitor.token("alice", "cms")).isPresent();
    assertThat(monitor.events(CredentialEvent.Renewed.class))
        .allMatch(one -> one.id().stem().equals("cms"));
  }

  @Test
  void aLoginThatReadsLikeAHandleIsToldOnceWithWhatToDo() {
    monitor
        .file("alice", "cms_crab.top", LOGIN)
        .request("alice", "cms_h")
        .thenPasses(RENEWALS)
        .thenComes(new Message.Sighup())
        .thenPasses(RENEWALS)
        .run();
    assertThat(monitor.events(DirectoryEvent.UnexpectedEntry.class)).hasSize(1);
    assertThat(monitor.events(DirectoryEvent.UnexpectedEntry.class).get(0).text())
        .contains("alice/cms_crab.top", "another credential monitor", "provider cms", "rename");
    assertThat(monitor.token("alice", "cms_h")).isPresent();
  }

  @Test
  void aUserWhoseNameEndsLikeAMarkIsServed() throws IOException {
    monitor.request("bob.mark", "cms");
    Files.writeString(monitor.directory.resolve("bob.x.mark"), "");
    monitor.run();
    assertThat(monitor.token("bob.mark", "cms")).isPresent();
    assertThat(monitor.events(DirectoryEvent.UnexpectedEntry.class)).isEmpty();
  }

  private Map<String, String> filesOf(String user, String start) throws IOException {
    Map<String, String> found = new TreeMap<>();
    try (Stream<Path> files = Files.list(monitor.directory.resolve(user))) {
      for (Path file : files.toList()) {
        String name = String.valueOf(file.getFileName());
        if (name.startsWith(start)) {
          found.put(name, Files.readString(file, ISO_8859_1));
        }
      }
    }
    return found;
  }
}
