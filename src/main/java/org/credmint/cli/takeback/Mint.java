// SPDX-License-Identifier: Apache-2.0
package org.credmint.cli.takeback;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.function.BiFunction;
import org.credmint.audit.line.AuditEntry;
import org.credmint.cli.option.DaemonOption;
import org.credmint.inspect.Explanation;
import org.credmint.inspect.Explanation.Decided;
import org.credmint.inspect.Explanation.Verdict;
import org.credmint.inspect.PolicyExplainer;
import org.credmint.issue.Issuance;
import org.credmint.os.Host;
import org.credmint.os.file.Directory;
import org.credmint.policy.decision.TokenPlan;
import org.credmint.policy.decision.TraceStep;
import org.credmint.provider.ConfigurationLoader;
import org.credmint.provider.Provider.Answer.Planned;
import org.credmint.provider.TokenProvider;
import org.credmint.secret.Secret;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Issues one token by hand, as the daemon would: by policy, and with a line in the audit log. */
@Command(
    name = "mint",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = {
      "Issue one token for a user and print it: what the user's jobs would get, by the same policy"
          + " and revocations.",
      "The running daemon adds it to the audit log before it is printed. To be run as root, since it"
          + " reads the signing key."
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  credmint mint --user alice --provider scitokens",
      "  credmint mint --user alice --provider scitokens --output /root/alice.token"
    },
    exitCodeListHeading = "%nExit status:%n",
    exitCodeList = {
      "0:the token was issued",
      "1:it is refused; the rule and the reason are printed",
      "2:it could not be issued or recorded; the reason is printed"
    })
public final class Mint implements Callable<Integer> {
  private static final int REFUSED = 1;
  private static final int FAILED = 2;
  private static final int MODE = 0600;

  private final Surroundings surroundings;
  private final BiFunction<Host, String, ConfigurationLoader> loaders;

  @Option(names = "--user", required = true, paramLabel = "USER", description = "For whom.")
  private String user = "";

  @Option(
      names = "--provider",
      required = true,
      paramLabel = "NAME",
      description = "A provider that issues for users, and signs itself.")
  private String provider = "";

  @Option(
      names = "--output",
      paramLabel = "FILE",
      description = "A new file for the token, mode 0600, instead of the standard output.")
  private @Nullable Path output;

  @Mixin private DaemonOption daemon = new DaemonOption();

  @Spec private CommandSpec spec = CommandSpec.create();

  /**
   * The command.
   *
   * @param loaders reads the configuration of the daemon of a name with its keys, and changes
   *     nothing
   */
  public Mint(Surroundings surroundings, BiFunction<Host, String, ConfigurationLoader> loaders) {
    this.surroundings = surroundings;
    this.loaders = loaders;
  }

  @Override
  public Integer call() {
    try {
      PolicyExplainer explainer =
          new PolicyExplainer(
              surroundings.host(), loaders.apply(surroundings.host(), daemon.daemonName()));
      PolicyExplainer.Answer answer =
          explainer.explain(
              user, Optional.of(provider), Optional.empty(), surroundings.clock().instant());
      if (answer instanceof PolicyExplainer.Answer.Unknown nothing) {
        throw new IOException(nothing.reason());
      }
      return mint(((PolicyExplainer.Answer.Explained) answer).credentials().get(0));
    } catch (IOException e) {
      return fail(String.valueOf(e.getMessage()), FAILED);
    }
  }

  private int mint(Explanation explained) throws IOException {
    if (explained.verdict() instanceof Verdict.Denied denied) {
      String rule = denied.rule().map(one -> one + ": ").orElse("");
      return fail(explained.name() + " is refused: " + rule + denied.reason(), REFUSED);
    }
    Decided decided = explained.decided().orElseThrow();
    if (decided.provider() instanceof TokenProvider signer
        && decided.answer() instanceof Planned<?> planned
        && planned.plan() instanceof TokenPlan plan) {
      Issuance issuance = signer.issuer().bare().issue(plan, surroundings.clock().instant());
      if (issuance instanceof Issuance.Issued issued) {
        return hand(plan, issued);
      }
      throw new IOException(((Issuance.Failed) issuance).reason());
    }
    throw new IOException(
        "provider " + provider + " does not sign tokens for users itself, so none can be minted");
  }

  /** Nothing is handed out that the audit log does not have. */
  private int hand(TokenPlan plan, Issuance.Issued issued) throws IOException {
    try (Secret content = issued.content()) {
      Path directory = surroundings.controlDirectory(daemon.daemonName());
      surroundings.awaitRecorded(directory, surroundings.leave(directory, entryOf(plan, issued)));
      if (output == null) {
        PrintWriter out = spec.commandLine().getOut();
        out.print(content.<String>expose(bytes -> new String(bytes, StandardCharsets.US_ASCII)));
        out.flush();
      } else {
        write(output.toAbsolutePath(), content);
      }
      return 0;
    }
  }

  private void write(Path file, Secret token) throws IOException {
    Path parent = Optional.ofNullable(file.getParent()).orElse(Path.of("/"));
    byte[] content = token.expose(byte[]::clone);
    try (Directory directory = surroundings.host().openDirectoryFollowingLink(parent)) {
      String name = String.valueOf(file.getFileName());
      surroundings.host().durableBatch().create(directory, name, content, MODE);
    } finally {
      Arrays.fill(content, (byte) 0);
    }
  }

  private AuditEntry entryOf(TokenPlan plan, Issuance.Issued issued) {
    Set<String> rules = new LinkedHashSet<>();
    plan.trace().stream().map(TraceStep::rule).forEach(rules::add);
    return new AuditEntry(
        AuditEntry.Act.MINT,
        plan.id().provider(),
        plan.id().user(),
        Optional.empty(),
        AuditEntry.Claims.of(issued.description()),
        String.join(", ", rules),
        "by hand, by " + surroundings.account());
  }

  private int fail(String reason, int status) {
    spec.commandLine().getErr().println("credmint: " + reason);
    return status;
  }
}
