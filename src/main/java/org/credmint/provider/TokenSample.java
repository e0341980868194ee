// SPDX-License-Identifier: Apache-2.0
package org.credmint.provider;

import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import org.credmint.config.claim.Granularity;
import org.credmint.config.claim.Template;
import org.credmint.config.provider.ProviderSettings;
import org.credmint.credential.AttributeValue;
import org.credmint.credential.CredentialId;
import org.credmint.credential.JobId;
import org.credmint.issue.LocalIssuer;
import org.credmint.policy.Policy;
import org.credmint.policy.decision.Decision;
import org.credmint.policy.decision.DecisionContext;
import org.credmint.policy.decision.Denial;
import org.credmint.policy.decision.JobContext;
import org.credmint.policy.decision.TokenPlan;
import org.credmint.provider.Provider.Sample;
import org.credmint.provider.Provider.Trust;

/** Makes a token that nobody is given, as a user whom no rule is about would get it. */
final class TokenSample {
  private static final String USER = "nobody";

  private final Rights rights;
  private final LocalIssuer issuer;

  TokenSample(Rights rights, LocalIssuer issuer) {
    this.rights = rights;
    this.issuer = issuer;
  }

  Sample make(Instant now) {
    ProviderSettings settings = rights.settings();
    CredentialId id = new CredentialId(USER, settings.name(), "");
    DecisionContext user =
        new DecisionContext(rights.groupsOf(USER), new DecisionContext.ExpressionValue.Absent());
    boolean forJobs = settings.jobs().granularity() != Granularity.USER;
    Decision decision = Policy.decide(id, settings, forJobs ? user.of(job(settings)) : user);
    if (decision instanceof Denial denial) {
      return new Sample.None(denial.rule() + ": " + denial.reason());
    }
    Trust trust =
        new Trust(settings.issuer(), issuer.key().toPublicJwk(), settings.form().profile());
    return Sample.of(issuer.bare().issue((TokenPlan) decision, now), Optional.of(trust));
  }

  /** A job whose attributes all say {@code sample}, and that asks for nothing less. */
  static JobContext job(ProviderSettings provider) {
    JobId job =
        provider.jobs().granularity() == Granularity.JOB ? new JobId(1, 0) : JobId.ofCluster(1);
    Set<String> narrowing = Set.copyOf(provider.narrowing().attributes());
    Set<String> ofLifetime =
        provider.claims().lifetimeTemplate().map(Template::names).orElse(Set.of());
    long seconds = provider.claims().lifetime().toSeconds();
    return new JobContext(
        job,
        name ->
            narrowing.contains(name)
                ? Optional.empty()
                : Optional.of(
                    ofLifetime.contains(name)
                        ? new AttributeValue.Whole(seconds)
                        : new AttributeValue.Text("sample")));
  }
}
