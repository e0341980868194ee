package org.credmint.request;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.credmint.credential.CredentialId;
import org.credmint.os.Entry;
import org.credmint.os.FileState;
import org.credmint.os.FileState.Kind;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class DemandTest {
  private static final int ROOT = 0;
  private static final int CONDOR = 64;
  private static final String SIXTY_FOUR_HEX =
      "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef";

  private final Demand demand =
      new Demand(Set.of("scitokens", "other"), Set.of("other"), false, Set.of(ROOT, CONDOR));

  @ParameterizedTest
  @ValueSource(strings = {"alice", "a.b", ".hidden", "Bob-1", "u+1=2_3", "A"})
  void a_directory_with_a_plain_name_is_a_user(String name) {
    Users users = demand.users(List.of(new Entry(name, Kind.DIRECTORY)));
    assertThat(users.names()).containsExactly(name);
    assertThat(users.anomalies()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"pid", "CREDMON_COMPLETE", "x.mark", SIXTY_FOUR_HEX})
  void a_directory_with_the_name_of_a_control_file_is_told_and_left_alone(String name) {
    Users users = demand.users(List.of(new Entry(name, Kind.DIRECTORY)));
    assertThat(users.names()).isEmpty();
    assertThat(users.anomalies())
        .singleElement()
        .satisfies(a -> assertThat(a.where()).isEqualTo(name));
  }

  @ParameterizedTest
  @ValueSource(strings = {"a b", "a/b", "a\nb", "\u00ff\u00fe", "a;b", "a*", "$(id)"})
  void a_directory_with_a_hostile_name_is_told_in_printable_words(String name) {
    Users users = demand.users(List.of(new Entry(name, Kind.DIRECTORY)));
    assertThat(users.names()).isEmpty();
    assertThat(users.anomalies()).hasSize(1);
    assertThat(users.anomalies().get(0).where()).matches("\\p{Print}+");
  }

  @Test
  void a_link_in_a_users_place_is_never_followed() {
    Users users = demand.users(List.of(new Entry("mallory", Kind.SYMLINK)));
    assertThat(users.names()).isEmpty();
    assertThat(users.anomalies()).extracting(Anomaly::where).containsExactly("mallory");
  }

  @Test
  void files_beside_the_users_are_no_business_of_ours() {
    Users users =
        demand.users(
            List.of(
                new Entry("pid", Kind.REGULAR),
                new Entry("alice.mark", Kind.REGULAR),
                new Entry(SIXTY_FOUR_HEX, Kind.REGULAR),
                new Entry("tmpabcdefgh", Kind.REGULAR)));
    assertThat(users.names()).isEmpty();
    assertThat(users.anomalies()).isEmpty();
  }

  @Test
  void each_top_file_of_a_served_provider_is_a_request() {
    UserDemand found =
        demand.of(
            "alice", files("scitokens.top", "scitokens.use", "scitokens_h1.top", "other_a_b.top"));
    assertThat(found.requests())
        .containsExactlyInAnyOrder(
            new Request(new CredentialId("alice", "scitokens", ""), true),
            new Request(new CredentialId("alice", "scitokens", "h1"), false),
            new Request(new CredentialId("alice", "other", "a_b"), false));
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
  void what_is_not_ours_is_not_touched(String file) {
    UserDemand found = demand.of("alice", files(file));
    assertThat(found).isEqualTo(new UserDemand(List.of(), List.of(), List.of(), List.of()));
  }

  @ParameterizedTest
  @EnumSource(names = "REGULAR", mode = EnumSource.Mode.EXCLUDE)
  void a_request_that_is_no_regular_file_is_told_and_left_alone(Kind kind) {
    UserDemand found = demand.of("alice", List.of(new Entry("scitokens.top", kind)));
    assertThat(found.requests()).isEmpty();
    assertThat(found.anomalies()).extracting(Anomaly::where).containsExactly("alice/scitokens.top");
    assertThat(found.anomalies().get(0).reason()).contains(kind.text());
  }

  @Test
  void files_of_jobs_are_told_where_their_provider_issues_for_jobs() {
    UserDemand found =
        demand.of(
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
    assertThat(found.ofJobs())
        .containsExactly(
            new CredentialId("alice", "other", "12.0"),
            new CredentialId("alice", "other", "12"),
            new CredentialId("alice", "other", "7.1"));
  }

  @Test
  void a_request_that_is_named_like_a_jobs_credential_is_none() {
    UserDemand found = demand.of("alice", files("other_7.1.top", "other_h1.top", "other_7.top"));
    assertThat(found.requests())
        .containsExactly(new Request(new CredentialId("alice", "other", "h1"), false));
    assertThat(found.anomalies())
        .extracting(Anomaly::where)
        .containsExactly("alice/other_7.1.top", "alice/other_7.top");
    assertThat(found.anomalies().get(0).reason()).contains("only the job queue decides");
  }

  @Test
  void names_with_special_characters_are_whole_services_where_they_are_allowed() {
    Demand special = new Demand(Set.of("my_provider.v2"), Set.of(), true, Set.of(ROOT));
    assertThat(special.of("alice", files("my_provider.v2.top", "my.top")).requests())
        .containsExactly(new Request(new CredentialId("alice", "my_provider.v2", ""), false));
  }

  @Test
  void a_directory_of_htcondor_or_root_is_safe() {
    assertThat(demand.whyUnsafe("alice", directory(CONDOR, 02700))).isEmpty();
    assertThat(demand.whyUnsafe("alice", directory(ROOT, 02770))).isEmpty();
  }

  @Test
  void a_directory_of_a_third_user_is_not() {
    assertThat(demand.whyUnsafe("alice", directory(1000, 02700)))
        .hasValueSatisfying(a -> assertThat(a.reason()).contains("1000").contains("chown"));
  }

  @Test
  void a_directory_that_everybody_can_write_is_not() {
    assertThat(demand.whyUnsafe("alice", directory(CONDOR, 02777)))
        .hasValueSatisfying(a -> assertThat(a.reason()).contains("2777").contains("chmod"));
  }

  @Test
  void any_bytes_as_names_give_an_answer() {
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
      demand.users(List.of(new Entry(text, kind))).names().forEach(DemandTest::assertHarmless);
      demand
          .of("alice", List.of(new Entry(text, kind)))
          .requests()
          .forEach(request -> assertHarmless(request.id().stem()));
    }
  }

  private static void assertHarmless(String name) {
    assertThat(name).matches("[A-Za-z0-9+=_.-]+").isNotIn(".", "..");
  }

  private static FileState directory(int uid, int mode) {
    return new FileState(Kind.DIRECTORY, mode, uid, 0, 4096, 1, 0, 0);
  }

  private static List<Entry> files(String... names) {
    return Arrays.stream(names).map(name -> new Entry(name, Kind.REGULAR)).toList();
  }
}
