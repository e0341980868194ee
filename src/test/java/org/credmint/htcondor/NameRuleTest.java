// SPDX-License-Identifier: Apache-2.0
package org.credmint.htcondor;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.credmint.htcondor.CredentialFileNames.Stem;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class NameRuleTest {
  private static final Set<String> CMS = Set.of("cms");

  @Test
  void anUnderscoreBeginsAHandleWhereTheReleaseHasThem() {
    assertThat(NameRule.WITH_HANDLES.ours("cms", CMS, false)).contains(new Stem("cms", ""));
    assertThat(NameRule.WITH_HANDLES.ours("cms_a_b", CMS, false)).contains(new Stem("cms", "a_b"));
    assertThat(NameRule.WITH_HANDLES.ours("atlas_a", CMS, false)).isEmpty();
    assertThat(NameRule.WITH_HANDLES.ours("cms_", CMS, false)).isEmpty();
  }

  @Test
  void anUnderscoreIsAPartOfTheNameWhereItHasNone() {
    assertThat(NameRule.WHOLE.ours("cms", CMS, false)).contains(new Stem("cms", ""));
    assertThat(NameRule.WHOLE.ours("cms_crab", CMS, false)).isEmpty();
    assertThat(NameRule.WHOLE.ours("cms_crab", Set.of("cms_crab"), false))
        .contains(new Stem("cms_crab", ""));
  }

  @ParameterizedTest
  @ValueSource(strings = {"cms_crab", "cms_crab_h", "cms_crab_h_2"})
  void whatALineOfAnotherMonitorNamesIsNeverOursNorAreItsHandles(String stem) {
    NameRule rule = new NameRule(true, Set.of("cms_crab"), Set.of());
    assertThat(rule.ours(stem, CMS, false)).isEmpty();
    assertThat(rule.ours("cms_other", CMS, false)).contains(new Stem("cms", "other"));
    assertThat(rule.ours("cms_crabs", CMS, false)).contains(new Stem("cms", "crabs"));
    assertThat(rule.ours("cms_Crab", CMS, false)).contains(new Stem("cms", "Crab"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"cms_crab", "cms_Crab", "CMS_CRAB_h"})
  void anOauthClientClaimsItsServiceInAnyCase(String stem) {
    NameRule rule = new NameRule(true, Set.of(), Set.of("Cms_CRAB"));
    assertThat(rule.ours(stem, Set.of("cms", "CMS"), false)).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({"true, cms_crab", "false, cms_crab", "true, cms_1.0"})
  void aHandleWithAnOauthLoginBesideItIsNoRequest(boolean handles, String stem) {
    NameRule rule = new NameRule(handles, Set.of(), Set.of());
    assertThat(rule.ours(stem, CMS, true)).isEmpty();
  }

  @Test
  void aProviderOfOursStaysOursWhateverElseIsNamedOrStored() {
    NameRule rule = new NameRule(true, Set.of("cms"), Set.of("CMS"));
    assertThat(rule.ours("cms", CMS, true)).contains(new Stem("cms", ""));
    assertThat(rule.ours("cms_h", CMS, false)).contains(new Stem("cms", "h"));
  }

  @Test
  void aHandleOfAnotherServiceIsToldFromOurProviderOfThatNameByItsLogin() {
    NameRule rule = new NameRule(false, Set.of("cms"), Set.of());
    Set<String> ours = Set.of("cms_crab");
    assertThat(rule.ours("cms_crab", ours, false)).contains(new Stem("cms_crab", ""));
    assertThat(rule.ours("cms_crab", ours, true)).isEmpty();
  }

  /** The rules once more, said in another way, on names that come close to each other. */
  @Test
  void noNameIsOursThatAnotherMonitorMayMean() {
    Random random = new Random(11);
    for (int i = 0; i < 200_000; i++) {
      Set<String> ours = names(random, 1 + random.nextInt(3));
      Set<String> theirs = names(random, random.nextInt(3));
      Set<String> clients = names(random, random.nextInt(2));
      boolean handles = random.nextBoolean();
      boolean login = random.nextBoolean();
      String stem = name(random);
      Optional<Stem> found = new NameRule(handles, theirs, clients).ours(stem, ours, login);
      found.ifPresent(parts -> assertThat(together(parts)).isEqualTo(stem));
      found.ifPresent(parts -> assertThat(ours).contains(parts.provider()));
      if (found.isPresent() && !found.get().handle().isEmpty()) {
        assertThat(handles).isTrue();
        assertThat(login).isFalse();
        Set<String> others = new HashSet<>(theirs);
        clients.forEach(others::add);
        others.removeAll(ours);
        assertThat(others)
            .as("%s of %s", stem, ours)
            .noneMatch(other -> (stem + "_").startsWith(other + "_"));
      }
      if (ours.contains(stem) && !login && !stem.endsWith("_") && !stem.startsWith(".")) {
        assertThat(found).contains(new Stem(stem, ""));
      }
    }
  }

  private static String together(Stem parts) {
    return parts.handle().isEmpty() ? parts.provider() : parts.provider() + "_" + parts.handle();
  }

  private static Set<String> names(Random random, int count) {
    Set<String> names = new HashSet<>();
    for (int i = 0; i < count; i++) {
      names.add(name(random));
    }
    return names;
  }

  private static String name(Random random) {
    List<String> words = List.of("a", "b", "ab", "a.b", "1", "1.0");
    StringBuilder name = new StringBuilder(words.get(random.nextInt(words.size())));
    while (random.nextInt(5) < 3) {
      name.append('_').append(words.get(random.nextInt(words.size())));
    }
    return name.toString();
  }
}
