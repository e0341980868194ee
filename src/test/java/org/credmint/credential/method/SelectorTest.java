// SPDX-License-Identifier: Apache-2.0
package org.credmint.credential.method;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.credmint.credential.kind.CredentialType;
import org.credmint.credential.kind.Purpose;
import org.credmint.credential.kind.Role;
import org.credmint.credential.kind.Validity;
import org.credmint.credential.kind.Validity.Verdict;
import org.credmint.credential.kind.ValidityRule;
import org.credmint.credential.method.Selection.Chosen;
import org.credmint.credential.method.Selection.NotChosen;
import org.credmint.credential.method.Selection.Why;
import org.junit.jupiter.api.Test;

/** What is chosen for a site, and why the rest is not; numbers are issues of GlideinWMS. */
final class SelectorTest {
  private static final Instant NOW = Instant.parse("2026-11-28T01:00:00Z");
  private static final Selector OSG =
      new Selector(
          Purpose.REQUEST, "OSG", "ce.example", new ValidityRule(Duration.ZERO, Duration.ZERO));

  private final List<Candidate> credentials = new ArrayList<>();
  private final List<Parameter> parameters = new ArrayList<>();

  private static Role role(Purpose purpose, String trustDomain) {
    return new Role(purpose, trustDomain, "grid", "", Duration.ZERO);
  }

  private void given(String name, CredentialType type, Role role, long seconds) {
    Optional<Instant> end = Optional.of(NOW.plusSeconds(seconds));
    credentials.add(
        new Candidate(name, Optional.of(type), role, Optional.empty(), Optional.empty(), end));
  }

  private void given(String name, CredentialType type, long seconds) {
    given(name, type, role(Purpose.REQUEST, "OSG"), seconds);
  }

  private Selection choose(String method) throws AuthMethodSyntaxException {
    return choose(OSG, method);
  }

  private Selection choose(Selector site, String method) throws AuthMethodSyntaxException {
    return site.choose(
        AuthMethod.parse(method), new CredentialBundle(credentials, parameters), NOW);
  }

  private static List<String> chosen(Selection selection) {
    return selection.groups().stream()
        .map(group -> group.chosen().map(Chosen::name).orElse("-"))
        .toList();
  }

  @Test
  void ofEachGroupTheFirstThatIsThereIsChosen() throws Exception {
    given("proxy.pem", CredentialType.X509_CERT, 600);
    given("token", CredentialType.SCITOKEN, 600);
    parameters.add(Parameter.parse("ProjectId=TG-1"));

    Selection selection = choose("scitoken,grid_proxy;projectid");

    assertThat(selection.isSatisfied()).isTrue();
    assertThat(chosen(selection)).containsExactly("token", "\"TG-1\"");
    assertThat(selection.groups().get(0).others())
        .containsExactly(
            new NotChosen(
                "x509_cert",
                "proxy.pem",
                Why.NOT_NEEDED,
                "is not needed: scitoken was chosen before it"));
    assertThat(choose("grid_proxy+project_id").groups())
        .isEqualTo(choose("grid_proxy;projectid").groups());
  }

  @Test
  void issue709AnExpiredCredentialOfTheRightDomainIsNotSentForTheSakeOfAnotherDomain()
      throws Exception {
    given("osg", CredentialType.SCITOKEN, -7200);
    given("fnal", CredentialType.SCITOKEN, role(Purpose.REQUEST, "FNAL"), 3600);

    Selection selection = choose("scitoken");

    assertThat(selection.isSatisfied()).isFalse();
    assertThat(selection.groups().get(0).others())
        .containsExactly(
            new NotChosen("scitoken", "osg", Why.NOT_VALID, "expired 2 h ago"),
            new NotChosen(
                "scitoken",
                "fnal",
                Why.OTHER_TRUST_DOMAIN,
                "its trust domain is 'FNAL', not 'OSG'"));
    given("proxy.pem", CredentialType.X509_CERT, 600);
    assertThat(chosen(choose("scitoken,grid_proxy"))).containsExactly("proxy.pem");
  }

  @Test
  void issue695ItIsSaidWhyNothingMatches() throws Exception {
    given("callback", CredentialType.SCITOKEN, role(Purpose.CALLBACK, "OSG"), 600);
    Role elsewhere = new Role(Purpose.REQUEST, "OSG", "grid", "other.example", Duration.ZERO);
    given("elsewhere", CredentialType.SCITOKEN, elsewhere, 600);

    Selection selection = choose("scitoken,key_pair;vm_id");

    assertThat(selection.isSatisfied()).isFalse();
    assertThat(selection.groups().get(0).others())
        .extracting(NotChosen::why, NotChosen::reason)
        .containsExactly(
            tuple(Why.OTHER_PURPOSE, "its purpose is callback, not request"),
            tuple(Why.OTHER_TARGET, "its target is 'other.example', not 'ce.example'"),
            tuple(Why.NOT_GIVEN, "no credential of this type is given"));
    assertThat(selection.groups().get(1).others())
        .containsExactly(new NotChosen("VMId", "", Why.NOT_GIVEN, "is not given"));
  }

  @Test
  void issues705And706AMissingExpiryOrADamagedCredentialIsAnAnswer() throws Exception {
    Validity damaged = new Validity(Verdict.UNREADABLE, "the token's claims are not base64url");
    Role osg = role(Purpose.REQUEST, "OSG");
    credentials.add(
        new Candidate(
            "damaged",
            Optional.empty(),
            osg,
            Optional.of(damaged),
            Optional.empty(),
            Optional.empty()));
    credentials.add(
        new Candidate(
            "unlimited",
            Optional.of(CredentialType.IDTOKEN),
            osg,
            Optional.empty(),
            Optional.empty(),
            Optional.empty()));

    Selection.GroupAnswer answer = choose("idtoken").groups().get(0);

    assertThat(answer.chosen()).contains(new Chosen("idtoken", "unlimited", "never expires"));
    assertThat(answer.others())
        .containsExactly(
            new NotChosen(
                "idtoken", "damaged", Why.NOT_VALID, "the token's claims are not base64url"));
  }

  @Test
  void theLongerOfTheTwoMinimumLifetimesCounts() throws Exception {
    Role hour = new Role(Purpose.REQUEST, "OSG", "grid", "", Duration.ofHours(1));
    given("own", CredentialType.SCITOKEN, hour, 1800);
    given("any", CredentialType.SCITOKEN, 1800);
    assertThat(chosen(choose("scitoken"))).containsExactly("any");
    Selector strict =
        new Selector(
            Purpose.REQUEST, "OSG", "", new ValidityRule(Duration.ZERO, Duration.ofHours(2)));
    assertThat(choose(strict, "scitoken").groups().get(0).others())
        .extracting(NotChosen::reason)
        .containsExactly(
            "is valid for another 30 min, but must be for 2 h",
            "is valid for another 30 min, but must be for 2 h");
  }

  @Test
  void anyIsSatisfiedByEveryTypeButNotByAnotherDomain() throws Exception {
    given("fnal", CredentialType.SCITOKEN, role(Purpose.REQUEST, "FNAL"), 600);
    assertThat(choose("any").isSatisfied()).isFalse();
    given("key", CredentialType.KEY_PAIR, 600);
    assertThat(chosen(choose("Any;any"))).containsExactly("key", "key");
  }

  @Test
  void aParameterIsGivenOnce() {
    parameters.add(Parameter.parse("VMId=a"));
    parameters.add(Parameter.parse("vm_id=b"));
    assertThatThrownBy(() -> new CredentialBundle(credentials, parameters))
        .hasMessage("a parameter is given twice");
  }
}
