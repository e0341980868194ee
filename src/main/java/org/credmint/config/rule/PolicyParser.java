// SPDX-License-Identifier: Apache-2.0
package org.credmint.config.rule;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.credmint.config.claim.AllowedVariables;
import org.credmint.config.claim.ClaimReader;
import org.credmint.config.claim.JobScoping;
import org.credmint.config.claim.ScopeTemplate;
import org.credmint.config.claim.Template;
import org.credmint.config.claim.Template.InvalidTemplateException;
import org.credmint.config.knob.InvalidKnobValueException;
import org.credmint.config.knob.NearestName;
import org.credmint.config.knob.Quoted;
import org.credmint.config.knob.Values;
import org.credmint.config.rule.PolicyRule.Requirement;
import org.credmint.config.rule.PolicyRule.Who;

/**
 * Reads the text of a policy: rules between semicolons, each {@code who: clause, clause}.
 *
 * <p>Semicolons, commas and the first colon of a rule always divide, unless they stand between
 * double quotes, which enclose names with such characters or blanks. All that is wrong is found at
 * once; nothing is guessed.
 */
final class PolicyParser {
  private static final List<String> KINDS =
      List.of("scopes", "audiences", "lifetime", "require", "deny");

  private static final String CLAUSES =
      "write scopes, audiences, lifetime, require any of, require all of, or deny";

  private final JobScoping jobs;
  private final List<InvalidKnobValueException> flaws = new ArrayList<>();
  private final List<Who> unreadable = new ArrayList<>();

  /** A parser for a provider whose templates may name what {@code jobs} allows. */
  PolicyParser(JobScoping jobs) {
    this.jobs = jobs;
  }

  /** What is wrong with the text; the rules that were read are sound without the others. */
  List<InvalidKnobValueException> flaws() {
    return List.copyOf(flaws);
  }

  PolicyRules parse(String text) {
    List<PolicyRule> rules = new ArrayList<>();
    for (String rule : Quoted.split(text, ';')) {
      if (!rule.isBlank()) {
        rule(rule.strip()).ifPresent(rules::add);
      }
    }
    return new PolicyRules(rules, unreadable);
  }

  private Optional<PolicyRule> rule(String text) {
    int colon = Quoted.indexOf(text, ':');
    String name = (colon < 0 ? text : text.substring(0, colon)).strip();
    int before = flaws.size();
    Optional<Who> who = Optional.empty();
    try {
      who = Optional.of(who(name));
    } catch (InvalidKnobValueException e) {
      report(name, e);
    }
    Clauses clauses = new Clauses(places(who), flaw -> report(name, flaw));
    // More words than a rule can begin with mean that the colon is that of a scope.
    if (who.isPresent() || (colon >= 0 && ScopeTemplate.words(name).size() <= 2)) {
      readClauses(name, colon < 0 ? "" : text.substring(colon + 1), clauses);
    }
    if (flaws.size() == before && who.isPresent()) {
      return Optional.of(clauses.toRule(who.get()));
    }
    // Until it is known whom a rule is about, it may be about anybody.
    unreadable.add(who.orElseGet(Who.Everybody::new));
    return Optional.empty();
  }

  private void readClauses(String rule, String text, Clauses clauses) {
    if (text.isBlank()) {
      report(rule, new InvalidKnobValueException("has no clauses", CLAUSES));
      return;
    }
    for (String clause : Quoted.split(text, ',')) {
      try {
        clauses.add(clause.strip());
      } catch (InvalidKnobValueException e) {
        report(rule, e);
      }
    }
    clauses.checkTogether();
  }

  private void report(String rule, InvalidKnobValueException flaw) {
    String reason = "in the rule '" + Values.shown(rule) + "': " + flaw.reason();
    flaws.add(new InvalidKnobValueException(reason, flaw.fix()));
  }

  private static Who who(String text) throws InvalidKnobValueException {
    List<String> words = Quoted.words(text, "");
    String kind = words.isEmpty() ? "" : words.get(0).toLowerCase(Locale.ROOT);
    if (kind.equals("everybody") && words.size() == 1) {
      return new Who.Everybody();
    }
    if (kind.equals("group") && words.size() == 2) {
      return new Who.Group(words.get(1));
    }
    if (kind.equals("user") && words.size() == 2) {
      return new Who.User(words.get(1));
    }
    throw new InvalidKnobValueException(
        "this does not say whom it applies to",
        "begin each rule with everybody:, group NAME: or user NAME:");
  }

  /** Where it is not known whom a rule is about, its places are not wrong for that as well. */
  private AllowedVariables places(Optional<Who> who) {
    boolean mayNameGroup = who.map(one -> one instanceof Who.Group).orElse(true);
    return (mayNameGroup
            ? AllowedVariables.of("username", "groupname")
            : AllowedVariables.of("username"))
        .with(jobs);
  }

  /** The clauses of one rule. */
  private static final class Clauses {
    private final AllowedVariables allowedVariables;
    private final Consumer<InvalidKnobValueException> flaws;
    private final Set<String> seen = new HashSet<>();
    private List<Template> scopes = List.of();
    private List<Template> audiences = List.of();
    private Optional<Duration> lifetime = Optional.empty();
    private Optional<Requirement> requirement = Optional.empty();
    private boolean denies;

    Clauses(AllowedVariables allowedVariables, Consumer<InvalidKnobValueException> flaws) {
      this.allowedVariables = allowedVariables;
      this.flaws = flaws;
    }

    void add(String clause) throws InvalidKnobValueException {
      List<String> words = ScopeTemplate.words(clause);
      if (words.isEmpty()) {
        throw new InvalidKnobValueException("a clause is empty", "remove the extra comma");
      }
      String kind = words.get(0).toLowerCase(Locale.ROOT);
      if (!kind.equals("require") && clause.indexOf('"') >= 0) {
        throw new InvalidKnobValueException(
            "has a double quote where no name of a group or user is expected",
            "close the quotes right after the name, and use them nowhere else");
      }
      String rest = clause.substring(words.get(0).length()).strip();
      if (!seen.add(kind)) {
        throw new InvalidKnobValueException(
            "has the clause " + Values.shown(kind) + " twice", "write it once");
      }
      switch (kind) {
        case "scopes" -> scopes = scopes(rest);
        case "audiences" -> audiences = distinct(ClaimReader.audiences(rest, allowedVariables));
        case "lifetime" -> lifetime = Optional.of(lifetime(rest));
        case "require" -> requirement = Optional.of(requirement(Quoted.words(clause, "")));
        case "deny" -> deny(rest);
        default ->
            throw new InvalidKnobValueException(
                "has the unknown clause " + Values.shown(clause), advice(kind));
      }
    }

    private static String advice(String kind) {
      return NearestName.of(kind, KINDS).map(near -> "did you mean " + near + "? ").orElse("")
          + CLAUSES;
    }

    private static Duration lifetime(String text) throws InvalidKnobValueException {
      try {
        return ClaimReader.LIFETIME.convert(text);
      } catch (InvalidKnobValueException e) {
        String clause = Values.shown(("lifetime " + text).strip());
        throw new InvalidKnobValueException("clause " + clause + " " + e.reason(), e.fix());
      }
    }

    /** Reads each word by itself, so that every wrong one is found. */
    private List<Template> scopes(String text) throws InvalidKnobValueException {
      List<Template> scopes = new ArrayList<>();
      for (String word : text.isBlank() ? List.of("") : ScopeTemplate.words(text)) {
        try {
          scopes.addAll(ScopeTemplate.parse(word, allowedVariables).words());
        } catch (InvalidTemplateException e) {
          flaws.accept(
              new InvalidKnobValueException(
                  (word.isEmpty() ? "" : "scope " + Values.shown(word) + " ") + e.getMessage(),
                  "write scopes such as storage.read:/data/{username}, separated by spaces"));
        }
      }
      return distinct(scopes);
    }

    private static Requirement requirement(List<String> words) throws InvalidKnobValueException {
      String which = words.size() < 4 ? "" : words.get(1).toLowerCase(Locale.ROOT);
      boolean all = which.equals("all");
      if (!(all || which.equals("any")) || !words.get(2).equalsIgnoreCase("of")) {
        throw new InvalidKnobValueException(
            "has an invalid require clause",
            "write require any of or require all of, followed by groups");
      }
      return new Requirement(all, distinct(words.subList(3, words.size())));
    }

    private void deny(String rest) throws InvalidKnobValueException {
      if (!rest.isEmpty()) {
        throw new InvalidKnobValueException("has something after deny", "write deny alone");
      }
      denies = true;
    }

    private static <T> List<T> distinct(List<T> words) throws InvalidKnobValueException {
      if (new HashSet<>(words).size() < words.size()) {
        throw new InvalidKnobValueException("repeats a word within a clause", "write it once");
      }
      return words;
    }

    void checkTogether() {
      if (denies && seen.size() > 1) {
        flaws.accept(
            new InvalidKnobValueException(
                "has both deny and other clauses", "write deny alone, or remove it"));
      }
    }

    PolicyRule toRule(Who who) {
      return new PolicyRule(who, denies, scopes, audiences, lifetime, requirement);
    }
  }
}
