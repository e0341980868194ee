// SPDX-License-Identifier: Apache-2.0
package org.credmint.cli.takeback;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.StringJoiner;
import java.util.concurrent.Callable;
import org.credmint.audit.line.AuditEntry;
import org.credmint.cli.option.DaemonOption;
import org.credmint.revocation.Revocation;
import org.credmint.secret.Redaction;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Takes back what was given. */
@Command(
    name = "revoke",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = {
      "Take back credentials: nothing that matches all given options is issued or renewed from now"
          + " on, also while the daemon is down. Lists the tokens that are out there.",
      "Jobs that have a token keep it until it expires; jobs that have none are put on hold."
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  credmint revoke --user mallory --reason 'account stolen, ticket 4711'",
      "  credmint revoke --provider chem --job 12 --withdraw --reason 'wrong input'",
      "  credmint revoke --jti 01f1a2b3 --reason 'token in a log' --expression /etc/condor/config.d/90-revoked.conf",
      "  credmint revoke --list",
      "  credmint revoke --lift R7K2MQ"
    },
    exitCodeListHeading = "%nExit status:%n",
    exitCodeList = {
      "0:it is done",
      "1:not all is done, a name is unknown, or there is no such revocation; the reason is printed",
      "2:nothing was changed; the reason is printed"
    })
public final class Revoke implements Callable<Integer> {
  private static final int PARTLY = 1;
  private static final int FAILED = 2;
  private static final int LONGEST_REASON = 300;

  private final Surroundings surroundings;

  @Mixin private FilterOptions filter = new FilterOptions();

  @Option(
      names = "--jti",
      paramLabel = "ID",
      description = "Only the token with this ID; its owner is given another one at once.")
  private @Nullable String tokenId;

  @Option(
      names = "--kid",
      paramLabel = "ID",
      description = "What is signed with this key; see also 'credmint keys'.")
  private @Nullable String keyId;

  @Option(names = "--reason", paramLabel = "TEXT", description = "Why; users may read it.")
  private @Nullable String reason;

  @Option(
      names = "--withdraw",
      description = "Also remove the files at once, from running jobs too, and hold these jobs.")
  private boolean withdraw;

  @Option(
      names = "--hold",
      description = "Also put all jobs of --user, or --job, on hold, running or not.")
  private boolean hold;

  @Option(
      names = "--expression",
      paramLabel = "FILE",
      description =
          "Also write a configuration file by which HTCondor's daemons refuse the IDTOKENs that are"
              + " out there, of all revocations in force. Copy it to each machine that accepts them, and run condor_reconfig.")
  private @Nullable Path expression;

  @Option(names = "--list", description = "Print what is taken back now.")
  private boolean list;

  @Option(names = "--json", description = "With --list: print the list as JSON.")
  private boolean json;

  @Option(names = "--lift", paramLabel = "ID", description = "End this revocation.")
  private @Nullable String lifted;

  @Mixin private DaemonOption daemon = new DaemonOption();

  @Spec private CommandSpec spec = CommandSpec.create();

  /** The command. */
  public Revoke(Surroundings surroundings) {
    this.surroundings = surroundings;
  }

  @Override
  public Integer call() {
    PrintWriter out = spec.commandLine().getOut();
    try {
      RevocationActs acts = RevocationActs.at(surroundings, daemon.daemonName());
      if (list) {
        acts.printList(json, out);
        return 0;
      }
      return lifted == null ? revoke(acts, out) : lift(acts, lifted, out);
    } catch (IOException e) {
      spec.commandLine().getErr().println("credmint: " + e.getMessage());
      return FAILED;
    } finally {
      out.flush();
    }
  }

  private int lift(RevocationActs acts, String id, PrintWriter out) throws IOException {
    Optional<Revocation> ended = acts.lift(id);
    if (ended.isEmpty()) {
      spec.commandLine()
          .getErr()
          .println("credmint: there is no revocation " + id + ": see 'credmint revoke --list'");
      return PARTLY;
    }
    out.printf("Revocation %s lifted: %s%n", id, ended.get().what());
    return record(acts, AuditEntry.Act.LIFT, ended.get(), "by " + surroundings.account(), out);
  }

  private int revoke(RevocationActs acts, PrintWriter out) throws IOException {
    Revocation revocation = wanted();
    if (expression != null) {
      new RevocationExpression(surroundings.host(), expression).check();
    }
    acts.revoke(revocation);
    out.printf("Revocation %s: %s%n", revocation.id(), consequence(revocation));
    out.printf("To end it: credmint revoke --lift %s%n", revocation.id());
    return follow(acts, revocation, out);
  }

  /** What follows when the list has been changed; nothing of it undoes that. */
  private int follow(RevocationActs acts, Revocation one, PrintWriter out) {
    int status = hold ? attempt("jobs are not on hold", () -> acts.hold(one)) : 0;
    status |= record(acts, AuditEntry.Act.REVOCATION, one, outcome(one), out);
    status |= attempt("tokens are not listed", () -> acts.printTokens(one, out));
    if (expression != null) {
      Path file = expression;
      status |= attempt(file + " is not written", () -> write(acts, file, out));
    }
    return status | attempt("revocation " + one.id() + " holds, but", () -> acts.checkNames(one));
  }

  private int record(
      RevocationActs acts, AuditEntry.Act act, Revocation one, String outcome, PrintWriter out) {
    return attempt(
        "it is done, but not in the audit log",
        () -> {
          acts.record(act, one, outcome);
          out.println(acts.taken());
        });
  }

  private void write(RevocationActs acts, Path file, PrintWriter out) throws IOException {
    new RevocationExpression(surroundings.host(), file).write(acts.revokedTokens());
    out.printf(
        "Wrote %s, for all revocations in force; takes effect with condor_reconfig.%n", file);
  }

  /** Something that may fail. */
  private interface Attempt {
    void run() throws IOException;
  }

  private int attempt(String whatFails, Attempt attempt) {
    try {
      attempt.run();
      return 0;
    } catch (IOException e) {
      spec.commandLine().getErr().println("credmint: " + whatFails + ": " + e.getMessage());
      return PARTLY;
    }
  }

  private String outcome(Revocation one) {
    StringJoiner options = new StringJoiner(" ", ", with ", "").setEmptyValue("");
    if (withdraw) {
      options.add("--withdraw");
    }
    if (hold) {
      options.add("--hold");
    }
    if (expression != null) {
      options.add("--expression");
    }
    return "by %s at %s%s: %s".formatted(one.by(), one.since(), options, one.reason());
  }

  private static String consequence(Revocation one) {
    if (one.tokenId().isPresent()) {
      return one.what() + ": its owner is given another one.";
    }
    String key =
        one.keyId().isPresent() ? " Sign with another key: see 'credmint keys create'." : "";
    return one.what() + ": nothing is issued or renewed from now on." + key;
  }

  private Revocation wanted() {
    Instant now = surroundings.clock().instant().truncatedTo(ChronoUnit.SECONDS);
    Revocation wanted =
        new Revocation(
            surroundings.ids().get(),
            filter.filter(spec.commandLine()),
            Optional.ofNullable(tokenId),
            Optional.ofNullable(keyId),
            now,
            Redaction.clean(reason == null ? "" : reason, LONGEST_REASON),
            surroundings.account(),
            withdraw);
    if (wanted.what().isEmpty()) {
      throw fault("say what to take back: --user, --job, --provider, --target, --jti or --kid");
    }
    if (wanted.reason().isBlank()) {
      throw fault("give a --reason: it is logged, and users whose jobs are held read it");
    }
    boolean isEmpty = "".equals(tokenId) || "".equals(keyId);
    if (isEmpty || (withdraw && tokenId != null)) {
      throw fault("--jti and --kid need an ID, and --jti goes without --withdraw: see --help");
    }
    if (hold && wanted.filter().user().isEmpty() && wanted.filter().job().isEmpty()) {
      throw fault("--hold needs --user or --job");
    }
    return wanted;
  }

  private ParameterException fault(String text) {
    return new ParameterException(spec.commandLine(), text);
  }
}
