// SPDX-License-Identifier: Apache-2.0
package org.credmint.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicLong;
import org.credmint.audit.line.LineText;
import org.credmint.audit.search.AuditQuery;
import org.credmint.credential.JobId;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import picocli.CommandLine.TypeConversionException;

/** Looks for lines in the audit log. */
@Command(
    name = "find",
    mixinStandardHelpOptions = true,
    versionProvider = Main.Version.class,
    description = "Print the audit log records that match all given options.",
    exitCodeListHeading = "Exit status:%n",
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
      converter = TimeConverter.class,
      description =
          "Records from this time on: 2026-11-22, 2026-11-22T10:30 (UTC), 2026-11-22T10:30:58+01:00.")
  private @Nullable Instant since;

  @Option(
      names = "--until",
      paramLabel = "TIME",
      converter = TimeConverter.class,
      description = "Records before this time.")
  private @Nullable Instant until;

  @Option(names = "--json", description = "Print the lines exactly as they are in the file.")
  private boolean json;

  @Mixin private AuditFilesOption source = new AuditFilesOption();

  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public Integer call() {
    PrintWriter out = spec.commandLine().getOut();
    PrintWriter err = spec.commandLine().getErr();
    AtomicLong found = new AtomicLong();
    try {
      long damaged =
          source
              .files()
              .find(
                  query(),
                  (line, text) -> {
                    found.incrementAndGet();
                    out.write((json ? text : LineText.of(line)) + "\n");
                  });
      if (damaged > 0) {
        err.println("credmint: " + damaged + " lines are damaged; see 'credmint audit verify'");
      }
      return found.get() > 0 ? 0 : NOTHING;
    } catch (IOException e) {
      err.println(AuditFilesOption.told(e));
      return UNREADABLE;
    } finally {
      out.flush();
    }
  }

  private AuditQuery query() {
    return new AuditQuery(
        Optional.ofNullable(tokenId),
        Optional.ofNullable(user),
        Optional.ofNullable(job),
        Optional.ofNullable(provider),
        Optional.ofNullable(since),
        Optional.ofNullable(until));
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

  /** Reads a time. */
  static final class TimeConverter implements ITypeConverter<Instant> {
    @Override
    public Instant convert(String value) {
      return TimestampParser.parse(value)
          .orElseThrow(
              () ->
                  new TypeConversionException(
                      "'" + value + "' is not a time: write 2026-11-22T10:30:58Z"));
    }
  }
}
