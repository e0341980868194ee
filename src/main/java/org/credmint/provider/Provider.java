// SPDX-License-Identifier: Apache-2.0
package org.credmint.provider;

import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.credmint.config.knob.Problem;
import org.credmint.credential.CredentialId;
import org.credmint.credential.CredentialKind;
import org.credmint.credential.Description;
import org.credmint.credential.JobId;
import org.credmint.credential.TokenProfile;
import org.credmint.issue.CredentialReading;
import org.credmint.issue.CredentialReading.Decoded;
import org.credmint.issue.Issuance;
import org.credmint.issue.Issuer;
import org.credmint.key.SigningKey;
import org.credmint.os.libc.FileState;
import org.credmint.policy.decision.Denial;
import org.credmint.policy.decision.Plan;
import org.credmint.request.Destination;
import org.credmint.request.Request;
import org.credmint.secret.Secret;

/**
 * What decides on one provider's credentials and issues them. All that the loop and its workers
 * know of a kind of credential stands here.
 */
public interface Provider {
  /** What was decided on one credential. */
  sealed interface Answer {
    /** It may be issued, by this issuer. */
    record Planned<P extends Plan>(P plan, Issuer<P> issuer) implements Answer {
      /** Issues it. */
      public Issuance issue(Instant now) {
        return issuer.issue(plan, now);
      }

      /** See {@link Issuer#difference}. */
      public Optional<String> difference(Decoded found, Secret file) {
        return issuer.difference(plan, found, file);
      }
    }

    /** It is not issued. */
    record Denied(Denial denial) implements Answer {}
  }

  /** What kind of credentials it issues. */
  CredentialKind kind();

  /** Its name, as users ask for it. */
  String name();

  /** Whether it issues for jobs or clusters of jobs, and nothing for a user as such. */
  boolean isForJobs();

  /** Whether its credentials are kept without a request, so that no name on disk asks for one. */
  default boolean isStanding() {
    return false;
  }

  /** How much life the credential in a file has left at least. */
  default Duration minimumLife() {
    return Duration.ZERO;
  }

  /** When a credential has to be replaced; {@code usual} is when by its times alone. */
  default Instant dueAt(Description found, Instant usual) {
    Instant latest = found.expiresAt().minus(minimumLife());
    return latest.isBefore(usual) ? latest : usual;
  }

  /**
   * Where a credential is read, and whose its file is, as the provider's configuration has it now;
   * the request may have been made under an earlier one. The file is the same.
   */
  default Destination destination(Request request) {
    return request.destination();
  }

  /** How long its credentials live where nobody asks for less; zero where their issuer decides. */
  Duration lifetime();

  /** Who signs and with what, in words. */
  String identity();

  /** What it is, for people: such as its issuer and the id of its key. */
  List<Fact> facts();

  /**
   * One thing that is to be known of a provider.
   *
   * @param name what it is, such as {@code key ID}
   */
  record Fact(String name, String value) {}

  /**
   * A credential for the user {@code nobody}, which nobody is given.
   *
   * @param now when it is issued
   */
  Sample sample(Instant now);

  /** A credential that nobody is given. */
  sealed interface Sample {
    /**
     * It was issued.
     *
     * @param trust by what a verifier can judge it; empty where there is no verifier for its kind
     */
    record Made(Issuance.Issued issued, Optional<Trust> trust) implements Sample {}

    /** It was denied, or could not be issued. */
    record None(String reason) implements Sample {}

    /** What came of issuing one; an answer that has yet to come is none. */
    static Sample of(Issuance issuance, Optional<Trust> trust) {
      if (issuance instanceof Issuance.Issued issued) {
        return new Made(issued, trust);
      }
      return new None(
          issuance instanceof Issuance.Failed failed
              ? failed.reason()
              : "its issuer has to be asked");
    }
  }

  /**
   * What a verifier of a bare token needs.
   *
   * @param issuer whom it trusts
   * @param publicJwk the issuer's key
   * @param profile by what rules the token is judged
   */
  record Trust(String issuer, String publicJwk, TokenProfile profile) {}

  /**
   * The key by which verifiers judge its credentials; empty where nobody fetches one, or where the
   * key could not be read.
   */
  default Optional<VerificationKey> verificationKey() {
    return Optional.empty();
  }

  /**
   * A public key, as an issuer publishes it.
   *
   * @param issuer whose it is
   * @param keyId {@code kid}
   * @param algorithm what it is for, such as {@code ES256}
   * @param thumbprint which key it is (RFC 7638)
   * @param jwk the key (RFC 7517 section 4)
   */
  record VerificationKey(
      String issuer, String keyId, String algorithm, String thumbprint, String jwk) {
    /** The public half of a signing key; empty of one that only stands in. */
    static Optional<VerificationKey> of(String issuer, SigningKey key) {
      return key.isStandIn()
          ? Optional.empty()
          : Optional.of(
              new VerificationKey(
                  issuer,
                  key.keyId(),
                  key.algorithm().name(),
                  key.thumbprint(),
                  key.toPublicJwk()));
    }
  }

  /**
   * What is wrong with the credentials that it would issue.
   *
   * @param users those who have a directory for credentials
   */
  default List<Problem> check(Collection<String> users, Instant now) {
    return List.of();
  }

  /** The job, or the cluster of jobs, that a credential for this job would be for. */
  default JobId covered(JobId job) {
    return job;
  }

  /** Whether a newer configuration, which cannot be used whole, bounds its credentials. */
  boolean isBounded();

  /** The attributes of a job's ad that decide what its credential says. */
  default Set<String> wantedAttributes() {
    return Set.of();
  }

  /** Does what is cheaper for many users at once, before {@link #decide} is asked about them. */
  default void prepare(Collection<String> users) {}

  /** Decides on one credential; only {@code Gate} may ask, so that what is taken back counts. */
  Answer decide(Request request);

  /** Reads the content of a credential's file, whatever it is. */
  CredentialReading read(byte[] file);

  /** See {@link Issuer#hasIssued}. */
  boolean hasIssued(Decoded found, Secret file);

  /**
   * The same under a newer configuration in which it has a mistake: no wider than what this allows
   * as far as it can be read. Empty where the newer one does not name it.
   */
  Optional<Provider> within(Bounds newer);

  /** The same with what other providers, by name, do for it from now on. */
  default Provider relyingOn(Map<String, Provider> now) {
    return this;
  }

  /**
   * The same, going on with what it still needs of an earlier configuration: groups that are not
   * known now, or calls that are under way.
   */
  default Provider continuing(Provider before) {
    return this;
  }

  /**
   * Why verifiers will no longer accept what this provider issued by an earlier configuration,
   * though it is not expired; empty where they will.
   */
  default Optional<String> whyRejected(Provider before) {
    return Optional.empty();
  }

  /**
   * Which login of a user's a file is: another number for another one. A provider may write into
   * such a file itself, which makes no new login of it.
   */
  default long login(CredentialId id, FileState file) {
    return file.version();
  }

  /** Another takes its place, or none: what waits to be asked by its configuration is not asked. */
  default void retire() {}

  /** Whether credentials that the other issued are still what this one would issue. */
  boolean issuesTheSameAs(Provider other);
}
