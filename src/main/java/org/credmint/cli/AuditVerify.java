// SPDX-License-Identifier: Apache-2.0
package org.credmint.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.regex.Pattern;
import org.credmint.audit.search.Verification;
import org.credmint.audit.search.Verification.Finding;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Follows the audit log's chain and tells where it is broken. */
@Command(
    name = "verify",
    mixinStandardHelpOptions = true,
    versionProvider = Main.Version.class,
    description = "Verify the hash chain of the audit log, and report every break.",
    footerHeading = "%nExamples:%n",
    footer = {"  credmint audit verify"},
    exitCodeListHeading = "%nExit status:%n",
    exitCodeList = {"0:the chain is intact", "1:it is damaged", "2:a file cannot be read"})
final class AuditVerify implements Callable<Integer> {
  private static final int DAMAGED = 1;
  private static final int UNREADABLE = 2;
  private static final Pattern HASH = Pattern.compile("[0-9a-f]{64}");

  @Option(
      names = "--head",
      paramLabel = "SHA256",
      description = "A head printed by an earlier run, which must be part of the chain.")
  private @Nullable String head;

  @Mixin private AuditFilesOption source = new AuditFilesOption();

  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public Integer call() {
    Optional<String> anchor = Optional.ofNullable(head).map(text -> text.toLowerCase(Locale.ROOT));
    if (anchor.isPresent() && !HASH.matcher(anchor.get()).matches()) {
      throw new ParameterException(spec.commandLine(), "--head is not 64 hexadecimal digits");
    }
    PrintWriter out = spec.commandLine().getOut();
    try {
      Verification verification = source.files().verify(anchor);
      print(verification, out);
      return verification.isIntact() ? 0 : DAMAGED;
    } catch (IOException e) {
      spec.commandLine().getErr().println(AuditFilesOption.told(e));
      return UNREADABLE;
    } finally {
      out.flush();
    }
  }

  private static void print(Verification verification, PrintWriter out) {
    verification.findings().forEach(finding -> print(finding, out));
    verification.counts().forEach((act, count) -> row(out, act, count.toString()));
    row(out, "first", verification.first().map(Instant::toString).orElse("none"));
    row(out, "last", verification.last().map(Instant::toString).orElse("none"));
    row(out, "head", verification.head());
    String verdict =
        verification.isIntact() ? "intact" : "DAMAGED in " + verification.damages() + " places";
    out.printf("%d lines in %d files: %s%n", verification.lines(), verification.files(), verdict);
  }

  private static void print(Finding finding, PrintWriter out) {
    String where = finding.line() == 0 ? "" : ", line " + finding.line();
    out.printf(
        "%s: %s%s: %s%n",
        finding.isDamage() ? "DAMAGED" : "note", finding.file(), where, finding.text());
  }

  /** An act is foreign text; only what looks like a word is printed as it stands. */
  private static void row(PrintWriter out, String what, String value) {
    String shown = what.matches("[a-z()]{1,24}") ? what : "(unknown act)";
    out.printf("  %-24s %s%n", shown, value);
  }
}
