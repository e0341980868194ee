// SPDX-License-Identifier: Apache-2.0
package org.credmint.content;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.credmint.credential.kind.CredentialType;
import org.credmint.credential.kind.Validity;
import org.credmint.credential.kind.Validity.Verdict;
import org.credmint.credential.kind.ValidityRule;
import org.credmint.secret.Secret;

/** What some bytes are. It may be printed: it holds no secret but in a {@link Secret}. */
public sealed interface Content {

  /**
   * Whether it can be used.
   *
   * @param now when
   */
  Validity validity(ValidityRule rule, Instant now);

  /**
   * A credential.
   *
   * @param type the most special type that it is of
   * @param form what it is, for people, such as {@code SciToken in a JSON object}
   * @param identity whom it speaks for
   * @param lifetime from when to when
   * @param facts what it says, in order
   * @param remarks what a reader should know, for people
   * @param token the bare token; empty where it is none that a key could have signed
   */
  record Credential(
      CredentialType type,
      String form,
      Identity identity,
      Lifetime lifetime,
      List<ContentFact> facts,
      List<String> remarks,
      Optional<Secret> token)
      implements Content {
    /** Takes copies. */
    public Credential {
      facts = List.copyOf(facts);
      remarks = List.copyOf(remarks);
    }

    @Override
    public Validity validity(ValidityRule rule, Instant now) {
      return rule.judge(lifetime.notBefore(), lifetime.expiresAt(), now);
    }

    /** The same as of a wider type. */
    Credential as(CredentialType wider) {
      return new Credential(wider, form, identity, lifetime, facts, remarks, token);
    }

    /** The same with more to know. */
    Credential withRemarks(List<String> more) {
      List<String> all = Stream.concat(remarks.stream(), more.stream()).toList();
      return new Credential(type, form, identity, lifetime, facts, all, token);
    }

    /** The first fact of this name; empty where there is none. */
    public String fact(String name) {
      return facts.stream()
          .filter(fact -> fact.name().equals(name))
          .map(ContentFact::value)
          .findFirst()
          .orElse("");
    }
  }

  /**
   * None, or one that no careful reader accepts.
   *
   * @param form what it looks like, for people
   * @param flaw why it cannot be used
   */
  record Unusable(String form, Validity flaw) implements Content {
    Unusable(String form, Verdict verdict, String reason) {
      this(form, new Validity(verdict, reason));
    }

    @Override
    public Validity validity(ValidityRule rule, Instant now) {
      return flaw;
    }
  }

  /**
   * One thing that a credential says.
   *
   * @param name as its format has it, such as {@code sub}
   * @param value cleaned, and cut to a length
   * @param time the value where it is a time
   */
  record ContentFact(String name, String value, Optional<Instant> time) {
    /** A value that is no time. */
    ContentFact(String name, String value) {
      this(name, value, Optional.empty());
    }

    /** A time. */
    static ContentFact of(String name, Instant time) {
      return new ContentFact(name, time.toString(), Optional.of(time));
    }
  }

  /**
   * Whom a credential speaks for; the same after each renewal.
   *
   * @param text empty where it does not say
   * @param glideinWms what GlideinWMS makes its id of; empty where that would be a secret
   */
  record Identity(String text, Optional<String> glideinWms) {
    static final Identity NONE = new Identity("", Optional.empty());
  }

  /**
   * From when to when.
   *
   * @param notBefore empty where it does not say
   * @param expiresAt empty where it never expires
   */
  record Lifetime(Optional<Instant> notBefore, Optional<Instant> expiresAt) {
    static final Lifetime UNLIMITED = new Lifetime(Optional.empty(), Optional.empty());
  }
}
