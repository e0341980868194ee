// SPDX-License-Identifier: Apache-2.0
package org.credmint.provider;

import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.credmint.config.claim.ClaimSettings;
import org.credmint.config.claim.Granularity;
import org.credmint.config.claim.JobScoping;
import org.credmint.config.group.GroupMap;
import org.credmint.config.group.GroupSettings;
import org.credmint.config.provider.ProviderSettings;
import org.credmint.config.rule.PolicyRules;
import org.credmint.credential.CredentialId;
import org.credmint.credential.JobId;
import org.credmint.os.process.Accounts;
import org.credmint.os.process.Accounts.Membership;
import org.credmint.policy.Policy;
import org.credmint.policy.decision.Decision;
import org.credmint.policy.decision.DecisionContext;
import org.credmint.policy.decision.DecisionContext.ExpressionValue;
import org.credmint.policy.decision.DecisionContext.Groups;
import org.credmint.policy.decision.JobContext;
import org.credmint.policy.decision.Refusal;
import org.credmint.policy.decision.Suspension;
import org.credmint.request.Request;
import org.credmint.request.Subject;

/**
 * What one configuration allows a provider's users: knobs, with the groups that they speak of.
 *
 * @param settings the knobs
 * @param groupMap who is in which group; empty where the file could not be read
 * @param accounts tells the system's groups; empty where they do not count
 */
public record Rights(
    ProviderSettings settings, Optional<GroupMap> groupMap, Optional<Accounts> accounts) {

  /** What the policy does, for people. */
  public String policyInWords() {
    if (settings.policy().isEmpty()) {
      return "none: only the templates limit tokens";
    }
    PolicyRules policy = settings.policy().get();
    if (policy.allowNothing()) {
      return "allows nothing to anybody, so no token is issued";
    }
    int rules = policy.rules().size();
    return rules == 1 ? "one rule limits tokens" : rules + " rules limit tokens";
  }

  /** The user's groups, those of the map file first, or that they are not known. */
  public Groups groupsOf(String user) {
    if (groupMap.isEmpty()) {
      return new Groups.Unknown("the group map could not be read");
    }
    List<String> mapped = groupMap.get().groupsOf(user);
    if (accounts.isEmpty()) {
      return new Groups.Known(mapped);
    }
    Membership membership = accounts.get().groupsOf(user);
    if (membership instanceof Membership.Unknown unknown) {
      return new Groups.Unknown(unknown.reason());
    }
    List<String> system = ((Membership.Known) membership).groups();
    return new Groups.Known(Stream.concat(mapped.stream(), system.stream()).distinct().toList());
  }

  /** The same, with the groups that were known before where they are not known now. */
  public Rights keepingGroupsOf(Rights before) {
    boolean sameFile = settings.groups().mapFile().equals(before.settings.groups().mapFile());
    return groupMap.isPresent() || !sameFile
        ? this
        : new Rights(settings, before.groupMap, accounts);
  }

  /**
   * The same key, issuer and policy for other claims. A group that is required of users is not
   * required here: what an administrator declares is for no user.
   */
  Rights with(ClaimSettings claims) {
    ProviderSettings declared =
        new ProviderSettings(
            settings.name(),
            settings.issuer(),
            settings.key(),
            settings.form(),
            claims,
            GroupSettings.NONE,
            JobScoping.NONE,
            settings.policy());
    return new Rights(declared, groupMap, accounts);
  }

  /** Asks policy. Scope expressions have to be prepared for the user. */
  public Decision decide(CredentialId id, Optional<JobContext> job, Context context) {
    ExpressionValue expression =
        settings
            .claims()
            .scopesExpression()
            .map(text -> context.expressions().of(text, id.user()))
            .orElseGet(ExpressionValue.Absent::new);
    DecisionContext facts =
        new DecisionContext(groupsOf(id.user()), expression, context.shortestLifetime(), job);
    return Policy.decide(id, settings, facts);
  }

  /** Whether tokens by the other rights are still what these would give. */
  public boolean giveTheSameAs(Rights other) {
    return settings.equals(other.settings) && groupMap.equals(other.groupMap);
  }

  /**
   * What decisions depend on besides the rights.
   *
   * @param expressions evaluates scope expressions
   * @param shortestLifetime the shortest lifetime that can be kept fresh in jobs
   */
  public record Context(ScopeExpressions expressions, Duration shortestLifetime) {}

  /**
   * Rights with what newer configurations take away of them.
   *
   * @param rights what the provider's own configuration allows
   * @param context what decisions depend on besides
   * @param bounds what newer configurations allow that could not be used whole; empty where the
   *     newest could be
   * @param unreadable the knob of such a configuration because of which nothing can be allowed
   */
  public record InForce(
      Rights rights, Context context, List<Rights> bounds, Optional<String> unreadable) {
    /** Takes a copy of the bounds. */
    public InForce {
      bounds = List.copyOf(bounds);
    }

    /** Of a configuration that could be used whole. */
    public InForce(Rights rights, Context context) {
      this(rights, context, List.of(), Optional.empty());
    }

    /** See {@link Provider#isForJobs}. */
    public boolean isForJobs() {
      return rights.settings.jobs().granularity() != Granularity.USER;
    }

    /** See {@link Provider#covered}. */
    public JobId covered(JobId job) {
      boolean whole = rights.settings.jobs().granularity() == Granularity.CLUSTER;
      return whole ? job.wholeCluster() : job;
    }

    /** See {@link Provider#isBounded}. */
    public boolean isBounded() {
      return !bounds.isEmpty();
    }

    /** See {@link Provider#wantedAttributes}. */
    public Set<String> wantedAttributes() {
      Set<String> wanted = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);
      all().forEach(one -> wanted.addAll(one.settings.wantedAttributes()));
      return wanted;
    }

    private Stream<Rights> all() {
      return Stream.concat(Stream.of(rights), bounds.stream());
    }

    /** See {@link Provider#prepare}. */
    public void prepare(Collection<String> users) {
      all()
          .flatMap(one -> one.settings.claims().scopesExpression().stream())
          .forEach(expression -> context.expressions().prepare(expression, users));
    }

    /** Decides on what a user or a job asks for. */
    public Decision decide(Request request) {
      if (request.subject() instanceof Subject.Job job) {
        return decideOn(request.id(), Optional.of(contextOf(job)));
      }
      return request.subject() instanceof Subject.User
          ? decideOn(request.id(), Optional.empty())
          : new Refusal(
              request.id(),
              rights.settings.name(),
              "this provider issues tokens for users and jobs, not for targets");
    }

    private JobContext contextOf(Subject.Job job) {
      boolean narrowed =
          rights.settings.narrowing().attributes().stream().anyMatch(job.overridden()::contains);
      return new JobContext(job.id(), job.attributes(), narrowed);
    }

    /** Asks policy; the answer is no wider than what each bound allows. */
    public Decision decideOn(CredentialId id, Optional<JobContext> job) {
      return decideOn(id, job, UnaryOperator.identity());
    }

    /**
     * Asks policy about a credential that an administrator declared.
     *
     * @param claims what it is to say, in the place of the provider's own templates
     */
    public Decision decideFor(CredentialId id, ClaimSettings claims) {
      return decideOn(id, Optional.empty(), one -> one.with(claims));
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

    /** See {@link Provider#within}. */
    public Optional<InForce> within(Bounds newer) {
      return Optional.ofNullable(newer.providers().get(rights.settings.name())).map(this::within);
    }

    private InForce within(Bounds.OfProvider one) {
      List<Rights> narrower =
          Stream.concat(bounds.stream(), Stream.of(one.of(rights))).distinct().toList();
      return new InForce(rights, context, narrower, unreadable.or(one::unknown));
    }

    /** See {@link Provider#continuing}. */
    public InForce continuing(InForce before) {
      return new InForce(rights.keepingGroupsOf(before.rights), context, bounds, unreadable);
    }

    /** Whether what was decided by the other is still what this would decide. */
    public boolean givesTheSameAs(InForce other) {
      return rights.giveTheSameAs(other.rights)
          && bounds.equals(other.bounds)
          && unreadable.equals(other.unreadable);
    }
  }
}
