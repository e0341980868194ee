// SPDX-License-Identifier: Apache-2.0
package org.credmint.cli.takeback;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.credmint.audit.line.AuditEntry;
import org.credmint.cli.option.DaemonOption;
import org.credmint.control.ControlDirectory;
import org.credmint.control.RecordFile;
import org.credmint.request.CredentialFilter;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Has the daemon renew credentials before they are due. */
@Command(
    name = "renew",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description =
        "Have the running daemon renew the credentials that match all given options now, and wait"
            + " until it has.",
    footerHeading = "%nExamples:%n",
    footer = {
      "  credmint renew --user alice",
      "  credmint renew --provider chem --job 12.3",
      "  credmint renew --target cern",
      "  credmint renew --all"
    },
    exitCodeListHeading = "%nExit status:%n",
    exitCodeList = {
      "0:all that match were renewed",
      "1:one was not, or none matches; the reason is printed",
      "2:the daemon did not answer, or an option is invalid"
    })
public final class Renew implements Callable<Integer> {
  private static final int FAILED = 2;
  private final Surroundings surroundings;

  @Mixin private FilterOptions filter = new FilterOptions();

  @Option(names = "--all", description = "All credentials.")
  private boolean all;

  @Option(
      names = "--timeout",
      paramLabel = "SECONDS",
      defaultValue = "60",
      description = "How long to wait for the daemon (default: ${DEFAULT-VALUE}).")
  private int timeout = 60;

  @Mixin private DaemonOption daemon = new DaemonOption();

  @Spec private CommandSpec spec = CommandSpec.create();

  /** The command. */
  public Renew(Surroundings surroundings) {
    this.surroundings = surroundings;
  }

  @Override
  public Integer call() {
    CredentialFilter which = filter.filter(spec.commandLine());
    if (which.isOfAll() != all) {
      throw new ParameterException(
          spec.commandLine(),
          "say what to renew: --user, --job, --provider or --target; or else --all");
    }
    try {
      Path directory = surroundings.controlDirectory(daemon.daemonName());
      String name = surroundings.leave(directory, request(which));
      return print(await(directory, name));
    } catch (IOException e) {
      spec.commandLine().getErr().println("credmint: " + e.getMessage());
      return FAILED;
    }
  }

  private AuditEntry request(CredentialFilter which) {
    return new AuditEntry(
        AuditEntry.Act.REQUEST,
        which.provider().orElse(""),
        which.user().orElse(""),
        which.job(),
        which.target().orElse(""),
        AuditEntry.Claims.NONE,
        "",
        "renewal, by " + surroundings.account());
  }

  private List<String> await(Path directory, String name) throws IOException {
    surroundings.awaitRecorded(directory, name);
    String answer = RecordFile.answerTo(name);
    for (Duration waited = Duration.ZERO;
        waited.toSeconds() < timeout;
        waited = waited.plus(Surroundings.LOOK_PERIOD)) {
      Optional<List<String>> lines = look(directory, answer);
      if (lines.isPresent()) {
        return lines.get();
      }
      if (!surroundings.pause().test(Surroundings.LOOK_PERIOD)) {
        throw new IOException("interrupted; the daemon goes on renewing");
      }
    }
    throw new IOException(
        "the daemon is still renewing after %d s; see 'credmint status'".formatted(timeout));
  }

  private Optional<List<String>> look(Path directory, String answer) throws IOException {
    try (ControlDirectory open = ControlDirectory.make(surroundings.host(), directory)) {
      if (open.state(answer).isEmpty()) {
        return Optional.empty();
      }
      String text = new String(open.read(answer).content(), StandardCharsets.UTF_8);
      open.remove(answer);
      return Optional.of(text.lines().toList());
    }
  }

  private int print(List<String> answer) {
    PrintWriter out = spec.commandLine().getOut();
    answer.stream().skip(1).forEach(out::println);
    out.flush();
    return answer.get(0).equals("0") ? 0 : 1;
  }
}
