// SPDX-License-Identifier: Apache-2.0
package org.credmint.issue.callout;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.credmint.issue.Issuance.Failed;
import org.credmint.issue.Issuance.FailureKind;
import org.credmint.issue.JsonText;
import org.credmint.issue.carried.CarriedPlan;
import org.credmint.os.process.CommandResult;
import org.credmint.os.process.CommandResult.Exited;
import org.credmint.os.process.CommandResult.NotStarted;
import org.credmint.os.process.CommandResult.TimedOut;
import org.credmint.os.process.CommandResult.TooMuchOutput;
import org.credmint.os.process.Confinement;
import org.credmint.secret.Redaction;
import org.jspecify.annotations.Nullable;

/**
 * Runs programs for plans, and tells their failures. What they write to standard error may hold a
 * secret: of that only a last line which begins with {@code credmint: } is shown, cleaned.
 *
 * @param confinement what they may not do
 * @param daemonUser the user id that the daemon has
 * @param timeout how long one may take
 * @param turns whose turn it is where several can be asked
 */
public record ProgramRun(Confinement confinement, int daemonUser, Duration timeout, Turns turns) {
  private static final int LARGEST_OUTPUT = 65_536;
  private static final int SHOWN = 200;
  private static final String FOR_THE_LOG = "credmint: ";

  private static final int KILLED = 128;

  /** sysexits.h: EX_USAGE, EX_CONFIG. A program that is not found may be there again soon. */
  private static final List<Integer> PERMANENT = List.of(64, 78);

  /** sysexits.h: EX_NOPERM. */
  private static final int NEEDS_USER = 77;

  /** How a run ended. */
  sealed interface Outcome {
    /**
     * The program says that all is well.
     *
     * @param program its path, for messages
     * @param output what it wrote to standard output, to be wiped
     */
    @SuppressWarnings("ArrayRecordComponent") // a carrier: never compared, and never printed
    record Done(String program, byte[] output) implements Outcome {}

    /** It did not come to its end, or says that it failed. */
    record Failure(Failed failed) implements Outcome {}
  }

  /** Runs the program of a plan whose turn it is. */
  Outcome run(CarriedPlan plan) {
    CarriedPlan.Call call = turns.next(plan);
    String program = call.command().get(0);
    Optional<String> untrusted = new ProgramFile(Path.of(program), daemonUser).whyNotRun();
    if (untrusted.isPresent()) {
      return failure(FailureKind.TRANSIENT, program + " " + untrusted.get());
    }
    byte[] question = JsonText.of(question(plan, call));
    CommandResult result = confinement.run(call.command(), question, timeout, LARGEST_OUTPUT);
    if (result instanceof Exited exited) {
      return exited.status() == 0
          ? new Outcome.Done(program, exited.out())
          : failure(kind(exited.status(), plan), how(program, exited));
    }
    return failure(FailureKind.TRANSIENT, program + " " + how(result));
  }

  private static Outcome failure(FailureKind kind, String reason) {
    return new Outcome.Failure(new Failed(kind, reason));
  }

  private static Map<String, @Nullable Object> question(CarriedPlan plan, CarriedPlan.Call call) {
    Map<String, @Nullable Object> question = new LinkedHashMap<>();
    question.put("version", 1);
    question.putAll(plan.question());
    if (!call.item().isEmpty()) {
      question.put("item", call.item());
    }
    return question;
  }

  /** Where several can be asked, the next one may do better. */
  private static FailureKind kind(int status, CarriedPlan plan) {
    if (plan.calls().size() == 1 && PERMANENT.contains(status)) {
      return FailureKind.PERMANENT;
    }
    return plan.calls().size() == 1 && status == NEEDS_USER
        ? FailureKind.NEEDS_USER
        : FailureKind.TRANSIENT;
  }

  private static String how(String program, Exited exited) {
    int status = exited.status();
    return status > KILLED
        ? "%s was killed by signal %d".formatted(program, status - KILLED)
        : "%s failed with exit status %d%s".formatted(program, status, said(exited.err()));
  }

  private static String said(byte[] error) {
    List<String> lines = new String(error, StandardCharsets.UTF_8).lines().toList();
    String last = lines.isEmpty() ? "" : lines.get(lines.size() - 1);
    if (last.startsWith(FOR_THE_LOG)) {
      return ": " + Redaction.clean(last.substring(FOR_THE_LOG.length()), SHOWN);
    }
    return error.length == 0
        ? ""
        : "; it wrote %d bytes to standard error, which are not shown".formatted(error.length);
  }

  private String how(CommandResult result) {
    if (result instanceof TimedOut) {
      return "was killed, because it took longer than %d s".formatted(timeout.toSeconds());
    }
    if (result instanceof TooMuchOutput much) {
      return "was killed, because it wrote more than %d bytes".formatted(much.maxOutputBytes());
    }
    return result instanceof NotStarted not
        ? "could not be started: " + Redaction.clean(not.reason(), SHOWN)
        : "did not end";
  }
}
