// SPDX-License-Identifier: Apache-2.0
package org.credmint.provider;

import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.credmint.config.claim.ClaimSettings;
import org.credmint.config.claim.Granularity;
import org.credmint.config.knob.Problem;
import org.credmint.config.provider.ProviderSettings;
import org.credmint.credential.CredentialId;
import org.credmint.credential.CredentialKind;
import org.credmint.credential.JobId;
import org.credmint.issue.CredentialReading;
import org.credmint.issue.CredentialReading.Decoded;
import org.credmint.issue.LocalIssuer;
import org.credmint.policy.Policy;
import org.credmint.policy.decision.Decision;
import org.credmint.policy.decision.Denial;
import org.credmint.policy.decision.JobContext;
import org.credmint.policy.decision.Refusal;
import org.credmint.policy.decision.Suspension;
import org.credmint.policy.decision.TokenPlan;
import org.credmint.request.Request;
import org.credmint.request.Subject;
import org.credmint.secret.Secret;

/**
 * A provider of tokens that are signed here.
 *
 * @param rights what it allows
 * @param issuer signs
 * @param context what its decisions depend on besides
 * @param bounds what newer configurations take away that could not be used whole; empty where the
 *     newest could be
 * @param unreadable the knob of such a configuration because of which nothing can be allowed
 */
public record TokenProvider(
    Rights rights,
    LocalIssuer issuer,
    Context context,
    List<Rights> bounds,
    Optional<String> unreadable)
    implements Provider {

  /**
   * What decisions depend on besides the rights.
   *
   * @param expressions evaluates scope expressions
   * @param shortestLifetime the shortest lifetime that can be kept fresh in jobs
   */
  public record Context(ScopeExpressions expressions, Duration shortestLifetime) {}

  /** Takes a copy of the bounds. */
  public TokenProvider {
    bounds = List.copyOf(bounds);
  }

  /** A provider whose configuration could be used whole. */
  public TokenProvider(Rights rights, LocalIssuer issuer, Context context) {
    this(rights, issuer, context, List.of(), Optional.empty());
  }

  /** The knobs of the provider. */
  public ProviderSettings settings() {
    return rights.settings();
  }

  @Override
  public CredentialKind kind() {
    return CredentialKind.SCITOKEN;
  }

  @Override
  public String name() {
    return settings().name();
  }

  @Override
  public boolean isForJobs() {
    return settings().jobs().granularity() != Granularity.USER;
  }

  @Override
  public Duration lifetime() {
    return settings().claims().lifetime();
  }

  @Override
  public String identity() {
    return issuer.identity();
  }

  @Override
  public List<Fact> facts() {
    return List.of(
        new Fact("issuer", settings().issuer()),
        new Fact("key ID", issuer.key().keyId()),
        new Fact(
            "key", issuer.key().isStandIn() ? "not read" : "SHA-256 " + issuer.key().thumbprint()),
        new Fact("version", settings().form().profile().toString()),
        new Fact("policy", rights.policyInWords()));
  }

  @Override
  public Sample sample(Instant now) {
    return new TokenSample(rights, issuer).make(now);
  }

  @Override
  public Optional<VerificationKey> verificationKey() {
    return VerificationKey.of(settings().issuer(), issuer.key());
  }

  @Override
  public List<Problem> check(Collection<String> users, Instant now) {
    return new TokenSizes(users, now).tooLarge(this).stream().toList();
  }

  @Override
  public JobId covered(JobId job) {
    return settings().jobs().granularity() == Granularity.CLUSTER ? job.wholeCluster() : job;
  }

  @Override
  public boolean isBounded() {
    return !bounds.isEmpty();
  }

  @Override
  public Set<String> wantedAttributes() {
    Set<String> wanted = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);
    allRights().forEach(one -> wanted.addAll(one.settings().wantedAttributes()));
    return wanted;
  }

  private Stream<Rights> allRights() {
    return Stream.concat(Stream.of(rights), bounds.stream());
  }

  @Override
  public void prepare(Collection<String> users) {
    allRights()
        .flatMap(one -> one.settings().claims().scopesExpression().stream())
        .forEach(expression -> context.expressions().prepare(expression, users));
  }

  @Override
  public Answer decide(Request request) {
    Decision decision = decideOn(request);
    return decision instanceof TokenPlan plan
        ? new Answer.Planned<>(plan, issuer)
        : new Answer.Denied((Denial) decision);
  }

  private Decision decideOn(Request request) {
    if (request.subject() instanceof Subject.Job job) {
      return decideOn(request.id(), Optional.of(context(job)));
    }
    return request.subject() instanceof Subject.User
        ? decideOn(request.id(), Optional.empty())
        : new Refusal(
            request.id(),
            name(),
            "this provider issues tokens for users and jobs, not for targets");
  }

  private JobContext context(Subject.Job job) {
    boolean narrowed =
        settings().narrowing().attributes().stream().anyMatch(job.overridden()::contains);
    return new JobContext(job.id(), job.attributes(), narrowed);
  }

  /** Asks policy; the answer is no wider than what each bound allows. */
  public Decision decideOn(CredentialId id, Optional<JobContext> job) {
    return decideOn(id, job, UnaryOperator.identity());
  }

  private Decision decideOn(
      CredentialId id, Optional<JobContext> job, UnaryOperator<Rights> adapted) {
    if (unreadable.isPresent()) {
      return new Suspension(id, unreadable.get(), "it cannot be read");
    }
    Decision decision = adapted.apply(rights).decide(id, job, context);
    for (Rights bound : bounds) {
      decision = Policy.within(decision, adapted.apply(bound).decide(id, job, context));
    }
    return decision;
  }

  /**
   * Asks policy about a credential that an administrator declared.
   *
   * @param claims what it is to say, in the place of the provider's own templates
   */
  public Decision decideFor(CredentialId id, ClaimSettings claims) {
    return decideOn(id, Optional.empty(), one -> one.with(claims));
  }

  @Override
  public CredentialReading read(byte[] file) {
    return issuer.read(file);
  }

  @Override
  public boolean hasIssued(Decoded found, Secret file) {
    return issuer.hasIssued(found, file);
  }

  @Override
  public Optional<Provider> within(Bounds newer) {
    return Optional.ofNullable(newer.providers().get(name())).map(this::within);
  }

  private TokenProvider within(Bounds.OfProvider one) {
    List<Rights> all =
        Stream.concat(bounds.stream(), Stream.of(one.of(rights))).distinct().toList();
    return new TokenProvider(rights, issuer, context, all, unreadable.or(one::unknown));
  }

  @Override
  public Provider continuing(Provider before) {
    return before instanceof TokenProvider other
        ? new TokenProvider(
            rights.keepingGroupsOf(other.rights), issuer, context, bounds, unreadable)
        : this;
  }

  @Override
  public Optional<String> whyRejected(Provider before) {
    return before instanceof TokenProvider other
        ? issuer.whyRejected(other.issuer)
        : Optional.empty();
  }

  @Override
  public boolean issuesTheSameAs(Provider before) {
    return before instanceof TokenProvider other
        && rights.giveTheSameAs(other.rights)
        && identity().equals(other.identity())
        && bounds.equals(other.bounds)
        && unreadable.equals(other.unreadable);
  }
}
