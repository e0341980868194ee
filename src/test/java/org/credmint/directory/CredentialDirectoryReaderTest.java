// SPDX-License-Identifier: Apache-2.0
package org.credmint.directory;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.credmint.credential.CredentialId;
import org.credmint.htcondor.NameRule;
import org.credmint.os.file.DirectoryEntry;
import org.credmint.os.libc.FileState;
import org.credmint.os.libc.FileState.Kind;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class CredentialDirectoryReaderTest {
  private static final int ROOT = 0;
  private static final int CONDOR = 64;
  private static final String SIXTY_FOUR_HEX =
      "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef";

  private final CredentialDirectoryReader directoryReader =
      new CredentialDirectoryReader(
          Set.of("scitokens", "other"),
          Set.of("other"),
          NameRule.WITH_HANDLES,
          Set.of(ROOT, CONDOR));

  @ParameterizedTest
  @ValueSource(strings = {"alice", "a.b", ".hidden", "x.mark", "Bob-1", "u+1=2_3", "A"})
  void aDirectoryWithAPlainNameIsAUser(String name) {
    UserListing users = directoryReader.users(List.of(new DirectoryEntry(name, Kind.DIRECTORY)));
    assertThat(users.names()).containsExactly(name);
    assertThat(users.anomalies()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"pid", "CREDMON_COMPLETE", SIXTY_FOUR_HEX})
  void aDirectoryWithTheNameOfAControlFileIsToldAndLeftAlone(String name) {
    UserListing users = directoryReader.users(List.of(new DirectoryEntry(name, Kind.DIRECTORY)));
    assertThat(users.names()).isEmpty();
    assertThat(users.anomalies())
        .singleElement()
        .satisfies(a -> assertThat(a.where()).isEqualTo(name));
  }

  @ParameterizedTest
  @ValueSource(strings = {"a b", "a/b", "a\nb", "\u00ff\u00fe", "a;b", "a*", "$(id)"})
  void aDirectoryWithAHostileNameIsToldInPrintableWords(String name) {
    UserListing users = directoryReader.users(List.of(new DirectoryEntry(name, Kind.DIRECTORY)));
    assertThat(users.names()).isEmpty();
    assertThat(users.anomalies()).hasSize(1);
    assertThat(users.anomalies().get(0).where()).matches("\\p{Print}+");
  }

  @Test
  void aLinkInAUsersPlaceIsNeverFollowed() {
    UserListing users = directoryReader.users(List.of(new DirectoryEntry("mallory", Kind.SYMLINK)));
    assertThat(users.names()).isEmpty();
    assertThat(users.anomalies()).extracting(Anomaly::where).containsExactly("mallory");
  }

  @Test
  void filesBesideTheUsersAreNoBusinessOfOurs() {
    UserListing users =
        directoryReader.users(
            List.of(
                new DirectoryEntry("pid", Kind.REGULAR),
                new DirectoryEntry("alice.mark", Kind.REGULAR),
                new DirectoryEntry(SIXTY_FOUR_HEX, Kind.REGULAR),
                new DirectoryEntry("tmpabcdefgh", Kind.REGULAR)));
    assertThat(users.names()).isEmpty();
    assertThat(users.anomalies()).isEmpty();
  }

  @Test
  void eachTopFileOfAServedProviderIsARequest() {
    UserDirectoryListing found =
        directoryReader.of(
            "alice", files("scitokens.top", "scitokens.use", "scitokens_h1.top", "other_a_b.top"));
    assertThat(found.requests())
        .containsExactlyInAnyOrder(
            new CredentialId("alice", "scitokens", ""),
            new CredentialId("alice", "scitokens", "h1"),
            new CredentialId("alice", "other", "a_b"));
    assertThat(found.anomalies()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "scitokens.use", // stored by the user himself
        "vault.top",
        "scitokensx.top",
        "scitokens_.top",
        "_scitokens.top",
        ".scitokens.top",
        "scitokens.meta",
        "scitokens.top.tmp",
        ".top",
        "SCITOKENS.top"
      })
  void whatIsNotOursIsNotTouched(String file) {
    UserDirectoryListing found = directoryReader.of("alice", files(file));
    assertThat(found)
        .isEqualTo(new UserDirectoryListing(List.of(), List.of(), List.of(), List.of()));
  }

  @ParameterizedTest
  @EnumSource(names = "REGULAR", mode = EnumSource.Mode.EXCLUDE)
  void aRequestThatIsNoRegularFileIsToldAndLeftAlone(Kind kind) {
    UserDirectoryListing found =
        directoryReader.of("alice", List.of(new DirectoryEntry("scitokens.top", kind)));
    assertThat(found.requests()).isEmpty();
    assertThat(found.anomalies()).extracting(Anomaly::where).containsExactly("alice/scitokens.top");
    assertThat(found.anomalies().get(0).reason()).contains(kind.text());
  }

  @Test
  void filesOfJobsAreToldWhereTheirProviderIssuesForJobs() {
    UserDirectoryListing found =
        directoryReader.of(
            "alice",
            files(
                "other_12.0.use",
                "other_12.use",
                "other_h1.use",
                "other_012.0.use",
                "other_7.1.top",
                "other_7.1.use",
                ".other_9.0.use",
                "scitokens_12.0.use"));
    assertThat(found.present())
        .containsExactly(
            new CredentialId("alice", "other", "12.0"),
            new CredentialId("alice", "other", "12"),
            new CredentialId("alice", "other", "7.1"));
  }

  @Test
  void aRequestThatIsNamedLikeAJobsCredentialIsNone() {
    UserDirectoryListing found =
        directoryReader.of("alice", files("other_7.1.top", "other_h1.top", "other_7.top"));
    assertThat(found.requests()).containsExactly(new CredentialId("alice", "other", "h1"));
    assertThat(found.anomalies())
        .extracting(Anomaly::where)
        .containsExactly("alice/other_7.1.top", "alice/other_7.top");
    assertThat(found.anomalies().get(0).reason()).contains("issued only for jobs in the queue");
  }

  @Test
  void namesWithSpecialCharactersAreWholeServicesWhereTheyAreAllowed() {
    CredentialDirectoryReader special =
        new CredentialDirectoryReader(
            Set.of("my_provider.v2"), Set.of(), NameRule.WHOLE, Set.of(ROOT));
    assertThat(special.of("alice", files("my_provider.v2.top", "my.top")).requests())
        .containsExactly(new CredentialId("alice", "my_provider.v2", ""));
  }

  @ParameterizedTest
  @MethodSource("rulesUnderWhichCmsCrabIsNotOurs")
  void theFilesOfAServiceThatBeginsLikeAProviderOfOursAreNeitherRequestsNorOfAJob(
      NameRule rule, List<DirectoryEntry> files) {
    CredentialDirectoryReader ours =
        new CredentialDirectoryReader(Set.of("cms"), Set.of("cms"), rule, Set.of(ROOT));
    assertThat(ours.of("alice", files))
        .isEqualTo(new UserDirectoryListing(List.of(), List.of(), List.of(), List.of()));
  }

  static List<Arguments> rulesUnderWhichCmsCrabIsNotOurs() {
    List<DirectoryEntry> login = files("cms_crab.top", "cms_crab.use", "cms_crab.meta");
    List<DirectoryEntry> vault = files("cms_crab.top", "cms_crab.use");
    List<DirectoryEntry> number = files("cms_42.use");
    return List.of(
        Arguments.of(NameRule.WHOLE, login),
        Arguments.of(NameRule.WHOLE, vault),
        Arguments.of(NameRule.WITH_HANDLES, login),
        Arguments.of(new NameRule(true, Set.of("cms_crab"), Set.of()), vault),
        Arguments.of(new NameRule(true, Set.of(), Set.of("CMS_CRAB")), vault),
        Arguments.of(new NameRule(true, Set.of("cms_42"), Set.of()), number),
        Arguments.of(new NameRule(false, Set.of("cms_42"), Set.of()), number),
        Arguments.of(NameRule.WITH_HANDLES, files("cms_42.use", "cms_42.meta")));
  }

  @Test
  void aJobsFileThatKnobsGiveToAnotherMonitorIsNeverOurs() {
    NameRule rule = new NameRule(true, Set.of("other_42"), Set.of());
    CredentialDirectoryReader ours =
        new CredentialDirectoryReader(Set.of("other"), Set.of("other"), rule, Set.of(ROOT));
    assertThat(ours.whyOthers(new CredentialId("alice", "other", "42")))
        .hasValueSatisfying(why -> assertThat(why).contains("other_42", "rename"));
    assertThat(ours.whyOthers(new CredentialId("alice", "other", "43"))).isEmpty();
    assertThat(ours.whyOthers(new CredentialId("alice", "other", ""))).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"refresh_token\": \"\"}",
        "{\"scopes\": \"a\", \"vault_token\": \"hvs\", \"vault_url\": \"https://v\"}",
        " {\"access_token\" : {\"a\": [1]}} ",
        "{\"refresh_token\": \"cut off"
      })
  void aLoginOfAnotherMonitorIsKnownByWhatItHolds(String content) {
    assertThat(ForeignLogin.isIn(content.getBytes(StandardCharsets.UTF_8))).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "alice@foo",
        "alice",
        "{}",
        "{\"scopes\": \"refresh_token\"}",
        "[\"refresh_token\"]",
        "\"refresh_token\"",
        "{"
      })
  void aTriggerForALocalProviderIsNone(String content) {
    assertThat(ForeignLogin.isIn(content.getBytes(StandardCharsets.UTF_8))).isFalse();
  }

  @Test
  void nobodyIsAdvisedToRemoveADirectoryOrWhatMayHoldOne() {
    List<Anomaly> all = new ArrayList<>();
    for (Kind kind : Kind.values()) {
      for (String name : List.of("pid", SIXTY_FOUR_HEX, "a b", "bob", "x.mark", "bob@x")) {
        all.addAll(directoryReader.users(List.of(new DirectoryEntry(name, kind))).anomalies());
      }
      boolean isFile = kind == Kind.REGULAR; // condor_store_cred can delete that
      for (String name :
          isFile
              ? List.of("scitokens.top", "scitokens.use")
              : List.of("scitokens.top", "other_1.0.top", "other_h.top", "scitokens.use")) {
        all.addAll(
            directoryReader.of("alice", List.of(new DirectoryEntry(name, kind))).anomalies());
      }
    }
    for (int mode : new int[] {02700, 02777, 07777}) {
      for (int uid : new int[] {ROOT, CONDOR, 1000}) {
        directoryReader.whyUnsafe("alice", directory(uid, mode)).ifPresent(all::add);
      }
    }
    assertThat(all).hasSizeGreaterThan(15);
    assertThat(all)
        .allSatisfy(
            one ->
                assertThat(one.reason())
                    .doesNotContainPattern("(?i)remov|delet|unlink|\\brm\\b|eras"));
  }

  @Test
  void aDirectoryOfHtcondorOrRootIsSafe() {
    assertThat(directoryReader.whyUnsafe("alice", directory(CONDOR, 02700))).isEmpty();
    assertThat(directoryReader.whyUnsafe("alice", directory(ROOT, 02770))).isEmpty();
  }

  @Test
  void aDirectoryOfAThirdUserIsNot() {
    assertThat(directoryReader.whyUnsafe("alice", directory(1000, 02700)))
        .hasValueSatisfying(a -> assertThat(a.reason()).contains("1000").contains("chown"));
  }

  @Test
  void aDirectoryThatEverybodyCanWriteIsNot() {
    assertThat(directoryReader.whyUnsafe("alice", directory(CONDOR, 02777)))
        .hasValueSatisfying(a -> assertThat(a.reason()).contains("2777").contains("chmod"));
  }

  @Test
  void anyBytesAsNamesGiveAnAnswer() {
    Random random = new Random(3);
    for (int i = 0; i < 20_000; i++) {
      char[] name = new char[1 + random.nextInt(20)];
      for (int j = 0; j < name.length; j++) {
        name[j] =
            random.nextInt(4) == 0
                ? (char) (1 + random.nextInt(255))
                : "s_.to p".charAt(random.nextInt(7));
      }
      String text = new String(name) + (random.nextBoolean() ? ".top" : "");
      Kind kind = List.of(Kind.values()).get(random.nextInt(Kind.values().length));
      directoryReader
          .users(List.of(new DirectoryEntry(text, kind)))
          .names()
          .forEach(CredentialDirectoryReaderTest::assertHarmless);
      directoryReader
          .of("alice", List.of(new DirectoryEntry(text, kind)))
          .requests()
          .forEach(request -> assertHarmless(request.stem()));
    }
  }

  private static void assertHarmless(String name) {
    assertThat(name).matches("[A-Za-z0-9+=_.-]+").isNotIn(".", "..");
  }

  private static FileState directory(int uid, int mode) {
    return new FileState(Kind.DIRECTORY, mode, uid, 0, 4096, 1, 0, 0);
  }

  private static List<DirectoryEntry> files(String... names) {
    return Arrays.stream(names).map(name -> new DirectoryEntry(name, Kind.REGULAR)).toList();
  }
}
