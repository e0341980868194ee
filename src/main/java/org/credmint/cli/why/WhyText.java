// SPDX-License-Identifier: Apache-2.0
package org.credmint.cli.why;

import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.credmint.cli.option.TextColumns;
import org.credmint.diagnosis.Diagnosis;
import org.credmint.diagnosis.Link;
import org.credmint.diagnosis.Link.Verdict;

/** For people, in 80 columns; the last lines are the cause and the command. */
final class WhyText implements WhyReport {
  private static final String INDENT = " ".repeat(24);

  @Override
  public void print(String asked, List<Diagnosis> all, PrintWriter out) {
    for (Diagnosis one : all) {
      out.println(one.subject());
      one.chain().forEach(link -> print(link, out));
      out.println();
    }
    Optional<Link> culprit = Diagnosis.worst(all).flatMap(Diagnosis::culprit);
    if (culprit.isEmpty()) {
      out.println("Cause: none; nothing is wrong that can be seen here");
      return;
    }
    String word = culprit.get().verdict() == Verdict.FAULT ? "Cause: " : "Cannot be told: ";
    TextColumns.wrapped(word + culprit.get().text(), "", "  ").forEach(out::println);
    out.println("Next:  " + culprit.get().command());
  }

  private static void print(Link link, PrintWriter out) {
    String head = String.format(Locale.ROOT, "  %-6s %-14s ", word(link.verdict()), link.name());
    TextColumns.wrapped(link.text(), head, INDENT).forEach(out::println);
  }

  static String word(Verdict verdict) {
    return switch (verdict) {
      case OK -> "ok";
      case UNKNOWN -> "?";
      case FAULT -> "FAULT";
    };
  }
}
