// SPDX-License-Identifier: Apache-2.0
package org.credmint.cli.inspect;

import java.io.PrintWriter;
import java.time.Duration;
import java.time.Instant;
import org.credmint.content.Content;
import org.credmint.content.Content.ContentFact;
import org.credmint.content.signature.SignatureVerdict;
import org.credmint.content.signature.SignatureVerdict.NotChecked;
import org.credmint.credential.kind.TimeInWords;
import org.credmint.credential.method.Selection;
import org.credmint.credential.method.Selection.GroupAnswer;
import org.credmint.credential.method.Selection.NotChosen;

/**
 * For people.
 *
 * @param now what times are compared with
 */
record TextReport(PrintWriter out, Instant now) implements Report {
  @Override
  public void add(Inspected one) {
    out.printf("%s: %s%n", FileInput.shown(one.spec().file()), verdict(one));
    if (one.content() instanceof Content.Credential credential) {
      row("is", credential.form());
      row("type", credential.type().toString());
      credential.facts().forEach(this::row);
    } else if (one.content() instanceof Content.Unusable unusable) {
      row("looks like", unusable.form());
    }
    addVerdicts(one);
  }

  private void addVerdicts(Inspected one) {
    row(one.validity().isValid() ? "valid" : "NOT VALID", one.validity().reason());
    one.signature().map(SignatureVerdict::reason).ifPresent(text -> row("signature", text));
    one.opinion().ifPresent(opinion -> row("libSciTokens", opinion.text()));
    one.id().ifPresent(id -> row("id", id));
    one.glideinWmsId().ifPresent(id -> row("GlideinWMS id", id));
    if (one.content() instanceof Content.Credential credential) {
      credential.remarks().forEach(remark -> row("note", remark));
    }
  }

  private static String verdict(Inspected one) {
    if (!one.isSound()) {
      return "REFUSED";
    }
    boolean isUnproven = one.signature().filter(NotChecked.class::isInstance).isPresent();
    return isUnproven ? "sound, but the signature is not checked" : "sound";
  }

  private void row(ContentFact fact) {
    row(
        fact.name(),
        fact.time().map(time -> fact.value() + " (" + words(time) + ")").orElse(fact.value()));
  }

  private String words(Instant time) {
    Duration ahead = Duration.between(now, time);
    return ahead.isNegative()
        ? TimeInWords.of(ahead.negated()) + " ago"
        : "in " + TimeInWords.of(ahead);
  }

  private void row(String name, String value) {
    out.printf("  %-13s  %s%n", name, value);
  }

  @Override
  public void add(ChoiceOptions.Choice choice) {
    Selection selection = choice.selection();
    out.printf(
        "auth_method %s: %s%n",
        choice.method(), selection.isSatisfied() ? "satisfied" : "NOT SATISFIED");
    selection.groups().forEach(this::add);
  }

  private void add(GroupAnswer group) {
    String chosen =
        group
            .chosen()
            .map(
                one ->
                    "%s: %s (%s)".formatted(one.item(), FileInput.shown(one.name()), one.reason()))
            .orElse("nothing");
    out.printf("  for %s, chosen %s%n", group.group(), chosen);
    for (NotChosen other : group.others()) {
      String name = other.name().isEmpty() ? "" : " " + FileInput.shown(other.name());
      out.printf("    not %s%s: %s%n", other.item(), name, other.reason());
    }
  }
}
