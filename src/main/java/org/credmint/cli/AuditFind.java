// SPDX-License-Identifier: Apache-2.0
package org.credmint.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicLong;
import org.credmint.audit.line.LineText;
import org.credmint.audit.search.AuditQuery;
import org.credmint.audit.search.SearchResult;
import org.credmint.audit.search.TokenPresentations;
import org.credmint.credential.JobId;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import picocli.CommandLine.TypeConversionException;

/** Looks for lines in the audit log. */
@Command(
    name = "find",
    mixinStandardHelpOptions = true,
    versionProvider = Main.Version.class,
    description = "Print the audit log records that match all given options.",
    footerHeading = "%nExamples:%n",
    footer = {"  credmint audit find --user alice", "  credmint audit find --job 12.3"},
    exitCodeListHeading = "%nExit status:%n",
    exitCodeList = {
      "0:records were found",
      "1:no record was found",
      "2:a file cannot be read, or an option is invalid"
    })
final class AuditFind implements Callable<Integer> {
  private static final int NOTHING = 1;
  private static final int UNREADABLE = 2;

  @Option(names = "--jti", paramLabel = "ID", description = "The token with this ID.")
  private @Nullable String tokenId;

  @Option(names = "--user", paramLabel = "USER", description = "Tokens of this user.")
  private @Nullable String user;

  @Option(
      names = "--job",
      paramLabel = "C[.P]",
      converter = JobConverter.class,
      description =
          "Tokens that this job could use, or all jobs of a cluster; such as 12.3, 12 or SCHEDD2.12.3.")
  private @Nullable JobId job;

  @Option(names = "--provider", paramLabel = "NAME", description = "Tokens of this provider.")
  private @Nullable String provider;

  @Option(
      names = "--since",
      paramLabel = "TIME",
      description =
          "Records from this time on: 2026-11-22, 2026-11-22T10:30 (UTC), 2026-11-22T10:30:58+01:00, or 90m, 2h, 3d for as long ago.")
  private @Nullable String since;

  @Option(names = "--until", paramLabel = "TIME", description = "Records before this time.")
  private @Nullable String until;

  @Option(
      names = "--at",
      paramLabel = "TIME",
      description = "Tokens that were valid at this time, whenever they were issued.")
  private @Nullable String at;

  @Option(
      names = "--local",
      description =
          "Times without an offset are local times of this host, and times are printed as such; otherwise UTC.")
  private boolean local;

  @Option(names = "--json", description = "Print the lines exactly as they are in the file.")
  private boolean json;

  @Mixin private AuditFilesOption source = new AuditFilesOption();

  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public Integer call() {
    PrintWriter out = spec.commandLine().getOut();
    PrintWriter err = spec.commandLine().getErr();
    ZoneId zone = local ? ZoneId.systemDefault() : ZoneOffset.UTC;
    AuditQuery query = query(new TimestampParser(InstantSource.system().instant(), zone));
    AtomicLong found = new AtomicLong();
    try {
      SearchResult result =
          source
              .files()
              .find(
                  query,
                  (line, text) -> {
                    found.incrementAndGet();
                    out.write((json ? text : LineText.of(line, zone)) + "\n");
                  });
      if (result.damaged() > 0) {
        err.printf(
            "credmint: %d %s damaged; see 'credmint audit verify'%n",
            result.damaged(), result.damaged() == 1 ? "line is" : "lines are");
      }
      if (!json || found.get() == 0) {
        err.println("credmint: " + summary(found.get(), result, zone));
      }
      printPresentations(out);
      return found.get() > 0 ? 0 : NOTHING;
    } catch (IOException e) {
      err.println(AuditFilesOption.told(e));
      return UNREADABLE;
    } finally {
      out.flush();
    }
  }

  /** Where HTCondor's own log, if this user may read it, tells that the token was used. */
  private void printPresentations(PrintWriter out) throws IOException {
    Optional<Path> log = tokenId == null || json ? Optional.empty() : source.scheddAuditLog();
    if (log.isPresent() && tokenId != null) {
      new TokenPresentations(log.get())
          .find(
              tokenId,
              when -> out.write(when + " presented to the schedd with a valid signature\n"));
    }
  }

  /** How much was found, and in how much: an empty answer may only mean that files are gone. */
  private static String summary(long found, SearchResult result, ZoneId zone) {
    String records =
        found == 0
            ? "no record matches"
            : found + (found == 1 ? " record matches" : " records match");
    String reach =
        result.first().isEmpty()
            ? "the audit log is empty"
            : "the audit log reaches from %s to %s"
                .formatted(
                    shown(result.first().get(), zone), shown(result.last().orElseThrow(), zone));
    return records + "; " + reach;
  }

  private static String shown(Instant time, ZoneId zone) {
    return time.truncatedTo(ChronoUnit.SECONDS)
        .atZone(zone)
        .format(DateTimeFormatter.ISO_OFFSET_DATE_TIME);
  }

  private AuditQuery query(TimestampParser times) {
    return new AuditQuery(
        Optional.ofNullable(tokenId),
        Optional.ofNullable(user),
        Optional.ofNullable(job),
        Optional.ofNullable(provider),
        Optional.ofNullable(since).map(text -> time(text, times)),
        Optional.ofNullable(until).map(text -> time(text, times)),
        Optional.ofNullable(at).map(text -> time(text, times)));
  }

  private Instant time(String text, TimestampParser times) {
    return times
        .parse(text)
        .orElseThrow(
            () ->
                new ParameterException(
                    spec.commandLine(),
                    "'%s' is not a time: write 2026-11-22T10:30:58Z, or 2h for two hours ago"
                        .formatted(text)));
  }

  /** Reads a job's id. */
  static final class JobConverter implements ITypeConverter<JobId> {
    @Override
    public JobId convert(String value) {
      return JobId.parse(value)
          .orElseThrow(
              () -> new TypeConversionException("'" + value + "' is not a job ID: write 12.3"));
    }
  }
}
