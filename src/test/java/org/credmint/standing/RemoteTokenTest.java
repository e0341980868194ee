// SPDX-License-Identifier: Apache-2.0
package org.credmint.standing;

import static org.assertj.core.api.Assertions.assertThat;

import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.credmint.config.Settings;
import org.credmint.config.TestKnobs;
import org.credmint.config.group.GroupMap;
import org.credmint.config.knob.Problem;
import org.credmint.config.standing.Target;
import org.credmint.credential.CredentialKind;
import org.credmint.issue.Issuance;
import org.credmint.issue.endpoint.OAuthClient.Wanted;
import org.credmint.issue.lane.Lanes;
import org.credmint.issue.oauth.ClientPlan;
import org.credmint.key.SignatureProvider;
import org.credmint.oauth.TestLoader;
import org.credmint.os.Host;
import org.credmint.provider.Bounds;
import org.credmint.provider.Provider;
import org.credmint.provider.Provider.Answer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Standing credentials that a remote issuer gives: the pilot factory's token. */
final class RemoteTokenTest {
  private static final TestKnobs KNOBS =
      TestKnobs.smallest()
          .set("CLIENT_CREDMON_PROVIDER_NAMES", "remote")
          .set("CLIENT_CREDMON_remote_CLIENT_ID", "htcondor")
          .set("CLIENT_CREDMON_remote_ISSUER", "http://127.0.0.1:1")
          .set("CREDMINT_STANDING", "factory")
          .set("CREDMINT_factory_TYPE", "token")
          .set("CREDMINT_factory_PURPOSE", "request")
          .set("CREDMINT_factory_PROVIDER", "remote")
          .set("CREDMINT_factory_AUDIENCE", "{gatekeeper}")
          .set("CREDMINT_factory_SCOPE", "compute.create compute.read")
          .set("CREDMINT_factory_EXPORT", "/e/{name}")
          .set("CREDMINT_factory_TARGETS_FILE", "/t");

  private final Lanes lanes = new Lanes();
  private final List<Problem> problems = new ArrayList<>();

  @AfterEach
  void close() {
    lanes.close();
  }

  private Map<String, Provider> load(TestKnobs knobs) {
    Host host = Host.create();
    int user = host.identity().uid();
    Settings settings = knobs.settings();
    Map<String, Provider> served =
        new HashMap<>(
            TestLoader.of(Host.create(), lanes, () -> Instant.EPOCH)
                .load(settings, Map.of(), user, problems));
    StandingLoader loader =
        new StandingLoader(
            host,
            Optional.of(new SecureRandom()),
            SignatureProvider.ofTheJdk(),
            () -> Instant.EPOCH,
            lanes);
    served.putAll(loader.loadWith(settings, served, user, problems));
    return served;
  }

  private static Answer decide(Provider factory) throws Exception {
    Target target = new Target("fnal", Map.of("gatekeeper", "https://ce.fnal.gov"));
    return factory.decide(((StandingProvider) factory).request(target));
  }

  @Test
  void theIssuerIsAskedForWhatTheDeclarationGivesTheTarget() throws Exception {
    assertThat(KNOBS.messages()).isEmpty();
    Provider factory = load(KNOBS).get("factory");
    assertThat(problems).isEmpty();
    assertThat(factory.kind()).isEqualTo(CredentialKind.ACCESS_TOKEN);
    assertThat(factory.lifetime()).isEqualTo(Duration.ZERO);
    assertThat(((Answer.Planned<?>) decide(factory)).plan())
        .isInstanceOfSatisfying(
            ClientPlan.class,
            plan ->
                assertThat(plan.wanted())
                    .isEqualTo(
                        new Wanted(
                            List.of("compute.create", "compute.read"),
                            List.of("https://ce.fnal.gov"))));
  }

  @Test
  void theProvidersPolicyBoundsIt() throws Exception {
    TestKnobs bounded = KNOBS.set("CREDMINT_remote_POLICY", "everybody: scopes compute.read");
    assertThat(decide(load(bounded).get("factory")))
        .isInstanceOfSatisfying(
            Answer.Denied.class,
            one ->
                assertThat(one.denial().rule() + " " + one.denial().reason())
                    .contains("CREDMINT_factory_SCOPE", "compute.create"));
  }

  @Test
  void aProviderThatMovedSuspendsIt() throws Exception {
    Map<String, Provider> before = load(KNOBS);
    TestKnobs moved =
        KNOBS
            .set("CLIENT_CREDMON_remote_ISSUER", "https://other.example")
            .set("CREDMINT_remote_TOKEN_ENDPOINT_AUTH_METHOD", "mutual");
    Bounds.OfProvider rights =
        new Bounds.OfProvider(
            moved.read().rights().get("remote"), Optional.of(GroupMap.EMPTY), Optional.empty());
    Bounds bounds = new Bounds(Map.of("remote", rights), Map.of(), moved.read().logins());
    Provider kept = before.get("remote").within(bounds).orElseThrow();
    Provider factory = before.get("factory").relyingOn(Map.of("remote", kept));
    assertThat(decide(factory))
        .isInstanceOfSatisfying(
            Answer.Denied.class,
            one -> assertThat(one.denial().rule()).isEqualTo("CLIENT_CREDMON_remote_ISSUER"));
  }

  @Test
  void aProviderThatIsKeptUnderANewerConfigurationGoesOnAsking() throws Exception {
    Map<String, Provider> before = load(KNOBS);
    TestKnobs mistaken = KNOBS.set("CREDMINT_remote_TOKEN_ENDPOINT_AUTH_METHOD", "mutual");
    Bounds.OfProvider rights =
        new Bounds.OfProvider(
            mistaken.read().rights().get("remote"), Optional.of(GroupMap.EMPTY), Optional.empty());
    Bounds bounds = new Bounds(Map.of("remote", rights), Map.of(), mistaken.read().logins());
    Provider kept = before.get("remote").within(bounds).orElseThrow();
    assertThat(kept.isBounded()).isTrue();
    before.get("remote").retire();
    Provider factory = before.get("factory").relyingOn(Map.of("remote", kept));
    Issuance begun = ((Answer.Planned<?>) decide(factory)).issue(Instant.EPOCH);
    assertThat(begun).isInstanceOf(Issuance.Awaited.class);
    assertThat(answer(factory)).doesNotContain("configuration changed");
  }

  /** Nobody listens there, which is an answer too. */
  private static String answer(Provider factory) throws Exception {
    Issuance answer = ((Answer.Planned<?>) decide(factory)).issue(Instant.EPOCH);
    while (answer instanceof Issuance.Awaited) {
      Thread.onSpinWait();
      answer = ((Answer.Planned<?>) decide(factory)).issue(Instant.EPOCH);
    }
    return ((Issuance.Failed) answer).reason();
  }

  @ParameterizedTest
  @CsvSource({
    "CREDMINT_factory_SUBJECT_TEMPLATE, pilot, issuer decides",
    "CREDMINT_factory_TOKEN_LIFETIME, 600, issuer decides",
    "CREDMINT_factory_MINIMUM_LIFETIME, 600, issuer decides",
    "CREDMINT_factory_KEY, POOL, signed by",
    "CREDMINT_factory_PROVIDER, scitokens, CLIENT_CREDMON_PROVIDER_NAMES"
  })
  void whatDoesNotBelongToItIsReported(String knob, String value, String said) {
    TestKnobs knobs = KNOBS.set("LOCAL_CREDMON_PROVIDER_NAMES", "scitokens").set(knob, value);
    load(knobs);
    List<String> all = new ArrayList<>(knobs.messages());
    problems.forEach(one -> all.add(one.toString()));
    assertThat(all).singleElement().asString().contains(knob, said);
  }
}
