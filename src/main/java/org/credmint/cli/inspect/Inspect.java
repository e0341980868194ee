// SPDX-License-Identifier: Apache-2.0
package org.credmint.cli.inspect;

import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import org.credmint.cli.inspect.CredentialSpec.Defaults;
import org.credmint.cli.option.DaemonOption;
import org.credmint.content.signature.KeySetDownload;
import org.credmint.content.signature.KnownKeys;
import org.credmint.content.signature.PoolKeys;
import org.credmint.credential.kind.ValidityRule;
import org.credmint.htcondor.nativelib.SciTokensLibrary;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Tells what files hold, whether that is sound, and which of them a site would be sent. */
@Command(
    name = "inspect",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description =
        "Show what a credential says, whether it is sound and why not: tokens (also in .use files),"
            + " IDTOKENs, certificates, proxies, keys, text. Nothing that could be used is printed.",
    footerHeading = "%nExamples:%n",
    footer = {
      "  credmint inspect --own-keys $_CONDOR_CREDS/scitokens.use",
      "  credmint inspect --jwks https://issuer.example/jwks --with-htcondor token",
      "  condor_token_create -identity a@b | credmint inspect --type idtoken -",
      "  credmint inspect --auth-method 'scitoken,grid_proxy' --purpose request \\",
      "      --trust-domain OSG token proxy.pem"
    },
    exitCodeListHeading = "%nExit status:%n",
    exitCodeList = {
      "0:each credential is sound; with --auth-method, the expression is satisfied",
      "1:one is refused; with --auth-method, the expression is not satisfied",
      "2:a file or a key set cannot be read, or an option is invalid"
    })
public final class Inspect implements Callable<Integer> {
  private static final int REFUSED = 1;
  private static final int UNREADABLE = 2;

  private final InputStream in;
  private final InstantSource clock;
  private final OwnKeys ownKeys;
  private final ConfiguredPurposes configuredPurposes;
  private final Supplier<KeySetDownload> download;

  @Parameters(paramLabel = "FILE", description = "Files, or - for the standard input.")
  private List<String> files = List.of();

  @Option(
      names = "--credential",
      paramLabel = "WORDS",
      description = "A file and what it is meant as: words of " + CredentialSpec.FORM)
  private List<String> credentials = List.of();

  @Option(
      names = "--type",
      paramLabel = "TYPE",
      description = "Refuse every file that is not a credential of this type.")
  private @Nullable String type;

  @Option(
      names = "--minimum-lifetime",
      paramLabel = "SECONDS",
      defaultValue = "0",
      description = "Refuse what is not valid for so long.")
  private long minimumLifetime;

  @Option(
      names = "--skew",
      paramLabel = "SECONDS",
      defaultValue = "0",
      description = "By how much clocks may differ (default: ${DEFAULT-VALUE}).")
  private long skew;

  @ArgGroup private @Nullable KeyOptions keys;

  @Option(
      names = {"-n", "--name"},
      paramLabel = "NAME",
      defaultValue = DaemonOption.USUAL_NAME,
      description =
          "HTCondor name of the daemon for --own-keys and purposes (default: ${DEFAULT-VALUE}).")
  private String name = DaemonOption.USUAL_NAME;

  @Option(
      names = "--with-htcondor",
      description = "Ask libSciTokens too, which HTCondor judges tokens by; it needs the keys.")
  private boolean withHtcondor;

  @ArgGroup(validate = false, heading = "%nChoosing among the files:%n")
  private ChoiceOptions choice = new ChoiceOptions();

  @Option(
      names = "--format",
      paramLabel = "FORMAT",
      defaultValue = "text",
      description = "text, or json for one object a line (default: ${DEFAULT-VALUE}).")
  private String format = "text";

  @Spec private CommandSpec spec = CommandSpec.create();

  /**
   * The keys that signatures are judged by.
   *
   * @param published those of token issuers
   * @param pool those of IDTOKENs; empty where they are not to be looked at
   */
  public record Keys(KnownKeys published, Optional<PoolKeys> pool) {}

  /** Tells the keys of a daemon's providers and of its pool. */
  @FunctionalInterface
  public interface OwnKeys {
    /**
     * Reads them.
     *
     * @param daemon HTCondor's name of the daemon
     * @throws IOException where that fails; the message says why
     */
    Keys read(String daemon, Instant now) throws IOException;
  }

  /**
   * The command.
   *
   * @param in the standard input
   * @param download fetches key sets
   */
  public Inspect(
      InputStream in,
      InstantSource clock,
      OwnKeys ownKeys,
      ConfiguredPurposes configuredPurposes,
      Supplier<KeySetDownload> download) {
    this.in = in;
    this.clock = clock;
    this.ownKeys = ownKeys;
    this.configuredPurposes = configuredPurposes;
    this.download = download;
  }

  @Override
  public Integer call() {
    Instant now = clock.instant();
    try {
      Report report = report(now);
      List<Inspected> all = new ArrayList<>();
      int status = examine(examiner(now), report, all);
      return status == UNREADABLE || choice.isEmpty() ? status : choose(all, report, now);
    } catch (IllegalArgumentException | IOException e) {
      spec.commandLine().getErr().println("credmint: " + e.getMessage());
      return UNREADABLE;
    } finally {
      spec.commandLine().getOut().flush();
    }
  }

  private int examine(Examiner examiner, Report report, List<Inspected> all) {
    int status = 0;
    for (CredentialSpec one : specs()) {
      try {
        for (Inspected found : examiner.examine(one)) {
          all.add(found);
          report.add(found);
          status = Math.max(status, found.isSound() ? 0 : REFUSED);
        }
      } catch (IOException e) {
        status = UNREADABLE;
        spec.commandLine().getErr().println("credmint: " + FileInput.message(one.file(), e));
      }
    }
    return status;
  }

  private int choose(List<Inspected> all, Report report, Instant now) {
    ChoiceOptions.Choice made = choice.choose(all, purposes(), rule(), now);
    report.add(made);
    return made.selection().isSatisfied() ? 0 : REFUSED;
  }

  private Report report(Instant now) {
    PrintWriter out = spec.commandLine().getOut();
    return switch (format) {
      case "text" -> new TextReport(out, now);
      case "json" -> new JsonReport(out);
      default -> throw new IllegalArgumentException("--format=" + format + ": use text or json");
    };
  }

  private List<CredentialSpec> specs() {
    Purposes purposes = purposes();
    Defaults defaults =
        new Defaults(
            purposes, Optional.ofNullable(type).map(CredentialSpec::type), choice.role(purposes));
    List<CredentialSpec> specs = new ArrayList<>();
    files.forEach(file -> specs.add(CredentialSpec.of(file, defaults)));
    credentials.forEach(words -> specs.add(CredentialSpec.parse(words, defaults)));
    if (specs.isEmpty()) {
      throw new IllegalArgumentException("name a file, or - for the standard input");
    }
    return specs;
  }

  private Purposes purposes() {
    return choice.purposes(name, configuredPurposes);
  }

  private ValidityRule rule() {
    return new ValidityRule(Duration.ofSeconds(skew), Duration.ofSeconds(minimumLifetime));
  }

  private Examiner examiner(Instant now) throws IOException {
    return new Examiner(
        new FileInput(in, now),
        rule(),
        knownKeys(now),
        withHtcondor ? Optional.of(SciTokensLibrary.load()) : Optional.empty(),
        now);
  }

  private Optional<Keys> knownKeys(Instant now) throws IOException {
    return keys == null
        ? Optional.empty()
        : Optional.of(
            keys.isOwn()
                ? ownKeys.read(name, now)
                : new Keys(keys.published(download), Optional.empty()));
  }
}
