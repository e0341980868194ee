// SPDX-License-Identifier: Apache-2.0
package org.credmint.policy;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.credmint.config.provider.ProviderSettings;
import org.credmint.config.rule.PolicyRule;
import org.credmint.credential.AttributeValue;
import org.credmint.credential.CredentialId;
import org.credmint.credential.InvalidScopeException;
import org.credmint.credential.Scope;
import org.credmint.policy.decision.Decision;
import org.credmint.policy.decision.Refusal;
import org.credmint.policy.decision.TokenPlan;
import org.junit.jupiter.api.Test;

/** Over random policies, requests and job ads: nothing that a user can set ever widens a token. */
final class LeastPrivilegeTest {
  private static final List<String> GROUPS = List.of("g1", "g2", "g3");
  private static final List<String> USERS = List.of("alice", "bob");
  private static final List<String> AUDIENCES = List.of("https://a", "https://b", "x");
  private static final List<String> AUTHORIZATIONS = List.of("storage.read", "storage.modify");
  private static final List<String> PATHS =
      List.of("/", "/a", "/a/b", "/ab", "/a/b/c", "/a/alice", "/a/bob", "/a/12.3", "/a/p%20q");
  private static final List<String> PLACES =
      List.of("/a/{Owner}", "/a/{ClusterId}.{ProcId}", "/a/{ProjectName}", "/a/{username}/b");
  private static final List<Object> ODD =
      List.of(
          "..",
          ".",
          "/",
          "a/b",
          "%2F",
          "%2e%2e",
          "p q",
          "日本",
          "\n",
          "a\tb",
          "\u0000",
          "\u202e",
          "x".repeat(10_000),
          "\ud800",
          "",
          "b",
          7L,
          -1L,
          new AttributeValue.Other("undefined"),
          new AttributeValue.Other("f(x)"));

  private final Random random = new Random(20261122);

  private <T> T one(List<T> of) {
    return of.get(random.nextInt(of.size()));
  }

  private boolean chance(int percent) {
    return random.nextInt(100) < percent;
  }

  private String scopes(int most, List<String> paths) {
    Set<String> scopes = new LinkedHashSet<>();
    for (int n = 1 + random.nextInt(most); n > 0; n--) {
      scopes.add(one(AUTHORIZATIONS) + ":" + one(paths));
    }
    return String.join(" ", scopes);
  }

  private String rule(String who) {
    if (!who.equals("everybody") && chance(4)) {
      return who + ": deny";
    }
    List<String> paths = new ArrayList<>(PATHS);
    paths.addAll(PLACES);
    StringBuilder rule = new StringBuilder(who + ": scopes " + scopes(3, paths));
    if (chance(30)) {
      rule.append(", audiences ").append(chance(50) ? "https://a https://b" : one(AUDIENCES));
    }
    if (chance(40)) {
      rule.append(", lifetime ").append(60 + random.nextInt(3000));
    }
    if (chance(10)) {
      rule.append(", require ").append(chance(50) ? "any" : "all").append(" of g1 g2");
    }
    return rule.toString();
  }

  private String policy() {
    List<String> rules = new ArrayList<>();
    for (String who : List.of("everybody", "group g1", "group g2", "user alice", "user bob")) {
      if (chance(60)) {
        rules.add(rule(who));
      }
    }
    if (rules.stream().noneMatch(rule -> rule.contains("scopes"))) {
      rules.add("user carol: scopes storage.read:/");
    }
    return String.join("; ", rules);
  }

  private Map<String, Object> ad() {
    Map<String, Object> ad = new HashMap<>();
    if (chance(70)) {
      ad.put("ProjectName", chance(50) ? "b" : one(ODD));
    }
    if (chance(60)) {
      ad.put("CredmintScope_chem", chance(90) ? scopes(2, PATHS) : one(ODD));
    }
    if (chance(40)) {
      ad.put("CredmintAudience_chem", chance(90) ? one(AUDIENCES) : one(ODD));
    }
    if (chance(40)) {
      ad.put("CredmintLifetime_chem", chance(90) ? (Object) (long) random.nextInt(4000) : one(ODD));
    }
    return ad;
  }

  @Test
  void whatIsMintedIsWithinThePolicyAndWithinTheRequest() {
    int narrowed = 0;
    int plans = 0;
    for (int i = 0; i < 300; i++) {
      ProviderSettings provider = JobAds.provider(scopes(2, PATHS), chance(85) ? policy() : "");
      for (int n = 0; n < 30; n++) {
        String user = one(USERS);
        List<String> groups = GROUPS.stream().filter(group -> chance(50)).toList();
        Map<String, Object> ad = ad();
        Decision decision =
            Policy.decide(
                new CredentialId(user, "chem", "12.3"),
                provider,
                JobAds.facts(ad, groups.toArray(String[]::new)));
        if (decision instanceof TokenPlan plan) {
          plans++;
          narrowed += ad.containsKey("CredmintScope_chem") ? 1 : 0;
          checkBounds(provider, plan, user, groups, ad);
          checkRequest(plan, ad);
        } else {
          assertThat(((Refusal) decision).reason()).isNotBlank().hasSizeLessThan(500);
        }
      }
    }
    assertThat(plans).isGreaterThan(800);
    assertThat(narrowed).isGreaterThan(200);
  }

  /** The bound, computed in another way than policy does: from the rules' texts. */
  private static void checkBounds(
      ProviderSettings provider,
      TokenPlan plan,
      String user,
      List<String> groups,
      Map<String, Object> ad) {
    List<Scope> limits = new ArrayList<>();
    List<String> audiences = new ArrayList<>();
    long longest = 0;
    if (provider.policy().isEmpty()) {
      provider.claims().scopes().words().forEach(w -> limits.add(parse(w.text())));
    } else {
      for (PolicyRule rule : provider.policy().get().rules()) {
        String who = rule.who().toString();
        boolean matches =
            who.equals("everybody")
                || who.equals("user " + user)
                || groups.contains(who.replace("group ", ""));
        if (matches) {
          assertThat(rule.denies()).isFalse();
          rule.requirement().ifPresent(r -> assertThat(r.isMetBy(groups)).isTrue());
          rule.scopes().forEach(t -> filled(t.text(), user, ad).ifPresent(limits::add));
          rule.audiences().forEach(t -> audiences.add(t.text()));
          longest = Math.max(longest, rule.lifetime().map(d -> d.toSeconds()).orElse(0L));
        }
      }
    }
    assertThat(plan.scopes()).isNotEmpty();
    assertThat(plan.scopes()).allMatch(s -> limits.stream().anyMatch(c -> c.covers(s)));
    assertThat(audiences.isEmpty() ? List.of("https://a", "https://b") : audiences)
        .containsAll(plan.audiences());
    assertThat(plan.audiences()).isNotEmpty();
    assertThat(plan.lifetime().toSeconds()).isBetween(1L, longest == 0 ? 1200 : longest);
  }

  private static void checkRequest(TokenPlan plan, Map<String, Object> ad) {
    if (ad.get("CredmintScope_chem") instanceof String asked) {
      assertThat(plan.scopeClaim().split(" ", -1))
          .containsExactlyInAnyOrder(Set.of(asked.split(" ", -1)).toArray(String[]::new));
    }
    if (ad.get("CredmintAudience_chem") instanceof String asked) {
      assertThat(plan.audiences()).containsExactly(asked);
    }
    if (ad.get("CredmintLifetime_chem") instanceof Long asked) {
      assertThat(plan.lifetime().toSeconds()).isEqualTo(asked);
    }
  }

  private static Optional<Scope> filled(String text, String user, Map<String, Object> ad) {
    String project = ad.get("ProjectName") instanceof String name ? encoded(name) : "";
    if (ad.get("ProjectName") instanceof Long number) {
      project = number.toString();
    }
    if (text.contains("{ProjectName}") && project.isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(
        parse(
            text.replace("{Owner}", user)
                .replace("{username}", user)
                .replace("{ClusterId}", "12")
                .replace("{ProcId}", "3")
                .replace("{ProjectName}", project)));
  }

  private static String encoded(String name) {
    return URLEncoder.encode(name, StandardCharsets.UTF_8).replace("+", "%20");
  }

  private static Scope parse(String text) {
    try {
      return Scope.parse(text);
    } catch (InvalidScopeException e) {
      throw new AssertionError(e);
    }
  }

  /** Whatever a job's attribute holds, the path has the template's form around one segment. */
  @Test
  void noValueOfAJobLeavesItsSegment() {
    ProviderSettings provider =
        JobAds.provider("storage.read:/data/{ProjectName}/x{AcctGroup}y storage.modify:/o", "");
    List<String> pieces =
        List.of(
            "a",
            "Z9",
            ".",
            "..",
            "/",
            "%2F",
            "%2f",
            "%",
            "\\",
            " ",
            "\n",
            "\t",
            "\u0000",
            "é",
            "日",
            "\ud83d\ude00",
            "\udc00",
            "?",
            "#",
            ":",
            "@",
            "{Owner}",
            "\u202e",
            "x".repeat(10_000));
    int plans = 0;
    for (int i = 0; i < 5_000; i++) {
      Map<String, Object> ad = Map.of("ProjectName", text(pieces), "AcctGroup", text(pieces));
      if (JobAds.decide(provider, JobAds.facts(ad)) instanceof TokenPlan plan) {
        plans++;
        assertThat(plan.scopes()).hasSize(2);
        assertThat(plan.scopes().get(0).authorization()).isEqualTo("storage.read");
        assertThat(plan.scopes().get(0).path()).matches("/data/[^/\\s]+/x[^/\\s]+y");
        assertThat(plan.scopeClaim().split("\\s", -1)).hasSize(2);
        assertThat(plan.scopeClaim().chars()).allMatch(c -> c >= ' ' && c < 0x7f);
        assertThat(ad.values()).noneMatch(v -> v.toString().matches("(?s).*[/\\\\%\\p{Cntrl}].*"));
      }
    }
    assertThat(plans).isBetween(250, 3_750);
  }

  private String text(List<String> pieces) {
    StringBuilder text = new StringBuilder();
    for (int n = random.nextInt(4); n > 0; n--) {
      text.append(one(pieces));
    }
    return text.toString();
  }
}
