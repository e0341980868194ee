// SPDX-License-Identifier: Apache-2.0
package org.credmint.standing;

import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.credmint.config.knob.Problem;
import org.credmint.config.standing.StandingKnob;
import org.credmint.config.standing.StandingSettings;
import org.credmint.config.standing.StandingSettings.Content;
import org.credmint.config.standing.StandingSettings.Program;
import org.credmint.credential.CredentialId;
import org.credmint.issue.Issuer;
import org.credmint.issue.callout.ProgramFile;
import org.credmint.issue.callout.ProgramIssuer;
import org.credmint.issue.callout.ProgramRun;
import org.credmint.issue.callout.Turns;
import org.credmint.issue.carried.CarriedPlan;
import org.credmint.issue.carried.CarriedReader;
import org.credmint.issue.lane.Lane;
import org.credmint.issue.lane.LaneIssuer;
import org.credmint.issue.lane.Lanes;
import org.credmint.issue.stored.StoredFile;
import org.credmint.issue.stored.StoredIssuer;
import org.credmint.key.KeyFiles;
import org.credmint.os.Host;
import org.credmint.os.process.Accounts.Account;
import org.credmint.os.process.Accounts.Membership;
import org.credmint.secret.Secret;

/**
 * Makes the makers of credentials that programs make or files hold. It is made when the first is
 * configured, so that a daemon without any loads none of its classes. Safe for several threads.
 */
final class CarriedLoader {
  private static final int ROOT = 0;
  private static final String CONDOR = "condor";
  private static final int CALLS_AT_ONCE = 4;

  /** For what goes before and after a program: to begin it, and to read its answer. */
  private static final Duration AROUND = Duration.ofSeconds(5);

  private final Host host;
  private final Lanes lanes;
  private final InstantSource clock;
  private final Map<Path, Turns> turns = new HashMap<>();

  CarriedLoader(Host host, Lanes lanes, InstantSource clock) {
    this.host = host;
    this.lanes = lanes;
    this.clock = clock;
  }

  /**
   * A maker; empty where it cannot be used, which is reported.
   *
   * @param directory the credential directory, which keeps whose turn it is
   */
  Optional<StandingMaker> load(
      StandingSettings one,
      Content.Carried content,
      Path directory,
      int daemonUser,
      Collection<Problem> problems) {
    CarriedReader reader = new CarriedReader(content.type(), one.lifetime());
    Optional<ProgramRun> run = Optional.empty();
    if (content.program().isPresent()) {
      run = run(one, content.program().get(), directory, daemonUser, problems);
      if (run.isEmpty()) {
        return Optional.empty();
      }
    }
    Optional<StoredFile> stored =
        content
            .file()
            .map(file -> new StoredFile(host, file, new KeyFiles(host, daemonUser), reader));
    stored.ifPresent(file -> warn(one, file, problems));
    return Optional.of(
        new CarriedMaker(one, content, reader, issuer(one, content, reader, stored, run), stored));
  }

  private Issuer<CarriedPlan> issuer(
      StandingSettings one,
      Content.Carried content,
      CarriedReader reader,
      Optional<StoredFile> stored,
      Optional<ProgramRun> run) {
    Optional<ProgramIssuer> program =
        run.map(calls -> new ProgramIssuer(calls, reader, "what " + path(content) + " makes"));
    Issuer<CarriedPlan> issuer =
        stored.isPresent()
            ? new StoredIssuer(stored.get(), reader, program, clock)
            : program.orElseThrow();
    return run.isPresent() ? inLane(one, run.get(), issuer) : issuer;
  }

  private static String path(Content.Carried content) {
    return content.program().map(program -> program.command().get(0).text()).orElse("");
  }

  private Issuer<CarriedPlan> inLane(
      StandingSettings one, ProgramRun run, Issuer<CarriedPlan> issuer) {
    Duration limit = run.timeout().plus(AROUND);
    String name = "the program of %s, %d s".formatted(one.name(), limit.toSeconds());
    Lane.Successors none = (CredentialId id, Secret successor) -> Optional.empty();
    Lane lane =
        lanes.of(
            name,
            told -> new Lane("the program of " + one.name(), CALLS_AT_ONCE, limit, none, told));
    return new LaneIssuer<>(issuer, lane, clock);
  }

  /** What is wrong with a file now may be right when it is delivered. */
  private void warn(StandingSettings one, StoredFile file, Collection<Problem> problems) {
    if (file.look(clock.instant()) instanceof StoredFile.Look.Refused refused) {
      problems.add(
          new Problem(
              Problem.Severity.WARNING,
              Optional.of(one.name()),
              StandingKnob.FILE.nameFor(one.name()),
              file.path().toString(),
              "cannot be delivered: " + refused.reason(),
              "it is looked at three times a second"));
    }
  }

  private Optional<ProgramRun> run(
      StandingSettings one,
      Program program,
      Path directory,
      int daemonUser,
      Collection<Problem> problems) {
    Optional<Account> account = program.account().flatMap(host.accounts()::find);
    Optional<Problem> problem =
        whyNotAs(one, program, account, daemonUser).or(() -> whyNotRun(one, program, daemonUser));
    problem.ifPresent(problems::add);
    return problem.isPresent()
        ? Optional.empty()
        : Optional.of(
            new ProgramRun(
                host.confinement(account.filter(other -> other.uid() != daemonUser)),
                daemonUser,
                program.timeout(),
                turns(directory)));
  }

  private synchronized Turns turns(Path directory) {
    return turns.computeIfAbsent(directory, path -> new Turns(host, path));
  }

  private Optional<Problem> whyNotAs(
      StandingSettings one, Program program, Optional<Account> account, int daemonUser) {
    String name = program.account().orElse("");
    if (daemonUser != ROOT) {
      boolean fits = name.isEmpty() || account.filter(it -> it.uid() == daemonUser).isPresent();
      return fits
          ? Optional.empty()
          : Optional.of(
              ofUser(one, name, "is not the daemon's user, and only root can become another user"));
    }
    if (name.isEmpty()) {
      return Optional.of(ofUser(one, name, "is not set, and programs never run as root"));
    }
    if (account.isEmpty()) {
      return Optional.of(ofUser(one, name, "is not an account of this machine"));
    }
    return whyPrivileged(account.get()).map(reason -> ofUser(one, name, reason));
  }

  private Optional<String> whyPrivileged(Account account) {
    if (account.uid() == ROOT || account.gid() == ROOT) {
      return Optional.of("is root or in its group, and programs never run so");
    }
    if (account.name().equals(CONDOR)) {
      return Optional.of("is HTCondor's own account, which may change credentials of all users");
    }
    return host.accounts().groupsOf(account.name()) instanceof Membership.Known known
        ? known.privileged().map("is in the group %s, which has special rights"::formatted)
        : Optional.of("has groups that the name service does not tell");
  }

  private static Problem ofUser(StandingSettings one, String name, String reason) {
    return Problem.ofProvider(
        one.name(),
        StandingKnob.PROGRAM_USER.nameFor(one.name()),
        name,
        reason,
        "name an account without special rights, which the program can do its work as");
  }

  private static Optional<Problem> whyNotRun(
      StandingSettings one, Program program, int daemonUser) {
    List<String> items = program.items().isEmpty() ? List.of("") : program.items();
    for (String item : items) {
      String word = item.substring(item.indexOf(':') + 1);
      String path = program.command().get(0).text().replace("{item}", word);
      Optional<String> reason = new ProgramFile(Path.of(path), daemonUser).whyNotRun();
      if (reason.isPresent()) {
        return Optional.of(
            Problem.ofProvider(
                one.name(),
                StandingKnob.PROGRAM.nameFor(one.name()),
                path,
                reason.get(),
                "name a program that belongs to root, in directories that only root can change"));
      }
    }
    return Optional.empty();
  }
}
