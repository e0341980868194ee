package org.credmint.daemon;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.credmint.audit.AuditLog;
import org.credmint.config.AuditSettings;
import org.credmint.config.Problem;
import org.credmint.event.Event;
import org.credmint.event.Journal;
import org.credmint.event.LogJournal;
import org.credmint.htcondor.DaemonLog;
import org.credmint.htcondor.DaemonLogSettings;
import org.credmint.htcondor.Readiness;
import org.credmint.key.Signatures;
import org.credmint.os.Directory;
import org.credmint.os.Host;
import org.credmint.os.PosixException;
import org.credmint.store.CredentialStore;

/** Brings a monitor up, runs it, and takes it down. */
public final class Startup {
  /** While some rounds wait for the disk the others sign. */
  private static final int FEWEST_ROUNDS = 3;

  private static final int MOST_ROUNDS = 8;

  /** What may be done beside the rounds: survey, job queue, the mark of completion. */
  private static final int ERRANDS = 3;

  /** What the end cuts short: reload, holds, the report of readiness, what is loaded ahead. */
  private static final int WAITS = 4;

  private static final Duration LONGEST_REST = Duration.ofSeconds(5);

  /** Half of the second promised: on a busy machine the rest of the end takes its time too. */
  private static final Duration LONGEST_WRITE = Duration.ofMillis(500);

  /** Long enough to kill the program that is waited for. */
  private static final Duration LONGEST_KILL = Duration.ofMillis(100);

  private final Surroundings surroundings;
  private final Reloader reloader;
  private final Inbox inbox = new Inbox();
  private final Signatures signatures;

  /**
   * A start in these surroundings.
   *
   * @param reloader reads the configuration
   * @param signatures computes the signatures of what it reads; to be made faster once all are
   *     served
   */
  public Startup(Surroundings surroundings, Reloader reloader, Signatures signatures) {
    this.surroundings = surroundings;
    this.reloader = reloader;
    this.signatures = signatures;
  }

  /**
   * Runs until it is told to end.
   *
   * @return how the process is to end
   */
  public ExitStatus run() {
    Message stop = new Message.Stop("signal");
    // Before anything that takes time: until then a SIGHUP ends the process.
    List<String> notes =
        surroundings
            .host()
            .installSignals(() -> inbox.put(new Message.Hangup()), () -> inbox.put(stop));
    Reload reload = reloader.reload();
    if (reload instanceof Reload.Unreadable unreadable) {
      surroundings.complain().accept("cannot read the configuration: " + unreadable.reason());
      return ExitStatus.BROKEN;
    }
    if (reload instanceof Reload.Unusable unusable) {
      return refuse(unusable);
    }
    if (reload instanceof Reload.Read read) {
      return run(read, notes);
    }
    throw new IllegalStateException("unknown outcome " + reload.getClass());
  }

  private ExitStatus refuse(Reload.Unusable unusable) {
    unusable.problems().forEach(problem -> surroundings.complain().accept(problem.toString()));
    try (DaemonLog log = openLog(unusable.log())) {
      new Told(new LogJournal(log)).problems(unusable.problems());
    } catch (PosixException e) {
      surroundings.complain().accept("cannot open the log: " + e.getMessage());
    }
    return ExitStatus.NO_RESTART;
  }

  private ExitStatus run(Reload.Read start, List<String> notes) {
    try (DaemonLog log = openLog(start.log())) {
      Journal journal = new LogJournal(log);
      notes.forEach(note -> journal.record(new Event.ProcessNote(note)));
      return run(start, log, journal);
    } catch (PosixException e) {
      surroundings.complain().accept("cannot open the log: " + e.getMessage());
      return ExitStatus.NO_LOG;
    }
  }

  private ExitStatus run(Reload.Read start, DaemonLog log, Journal journal) {
    Path path = start.serving().settings().credentialDirectory();
    journal.record(
        new Event.Starting(surroundings.version(), surroundings.host().identity().pid(), path));
    try (Directory top = surroundings.host().openDirectoryFollowingLink(path)) {
      Optional<Problem> unfit = Claim.whyUnfit(path, top.state());
      if (unfit.isPresent()) {
        return refuse(journal, unfit.get(), ExitStatus.NO_RESTART);
      }
      Optional<Problem> taken = new Claim(surroundings.host().identity()).take(path, top);
      return taken.isPresent()
          ? refuse(journal, taken.get(), ExitStatus.BROKEN)
          : serve(start, top, log, journal);
    } catch (PosixException e) {
      return refuse(journal, Claim.unusable(path, e), ExitStatus.NO_RESTART);
    }
  }

  private ExitStatus refuse(Journal journal, Problem problem, ExitStatus status) {
    surroundings.complain().accept(problem.toString());
    journal.record(new Event.ConfigurationProblem(problem, false));
    return status;
  }

  private ExitStatus serve(Reload.Read start, Directory top, DaemonLog log, Journal journal)
      throws PosixException {
    Presence presence =
        new Presence(top, surroundings.host().durableBatch(), surroundings.host().identity().pid());
    presence.incomplete();
    presence.announce();
    int rounds = Math.max(FEWEST_ROUNDS, Math.min(MOST_ROUNDS, 1 + 2 * surroundings.processors()));
    ExecutorService writers = pool(rounds + ERRANDS, "worker");
    ExecutorService waiters = pool(WAITS, "waiter");
    waiters.execute(signatures::preferNative); // so that it is there when many are waiting
    try (Ledger ledger = new Ledger(inbox, this::openLedger);
        Watcher watcher = Watcher.start(surroundings.host(), top, inbox)) {
      ledger.use(start.serving().settings().audit());
      Workshop workshop = workshop(top, presence, watcher, ledger, log);
      Crew crew = new Crew(writers, rounds, waiters, inbox);
      Clockwork clock = new Clockwork(surroundings.clock(), surroundings.nanoTime());
      try {
        return new Credmon(inbox, clock, crew, workshop, journal, start).run(surroundings.once());
      } finally {
        end(writers, waiters); // before what they use is closed
      }
    } finally {
      presence.leave();
    }
  }

  private AuditLog openLedger(AuditSettings settings) {
    return AuditLog.open(surroundings.host(), settings, surroundings.clock());
  }

  private Workshop workshop(
      Directory top, Presence presence, Watcher watcher, Ledger ledger, DaemonLog log) {
    Host host = surroundings.host();
    CredentialStore store = new CredentialStore(host.durableBatch());
    int uid = host.identity().uid();
    OriginCheck origins = new OriginCheck(ledger::file, surroundings.nanoTime(), uid);
    Round round = new Round(top, store, watcher, ledger, origins, uid);
    Readiness readiness = surroundings.condor().readiness();
    return new Workbench(
        new Surveyor(top, surroundings.nanoTime()),
        round,
        new QueueReader(host, watcher::followQueue),
        surroundings.condor().holds(),
        ledger,
        reloader,
        presence,
        () -> readiness.report(host.identity().pid()),
        signatures,
        log::use);
  }

  private DaemonLog openLog(DaemonLogSettings settings) throws PosixException {
    return DaemonLog.open(settings, surroundings.host(), surroundings.clock(), surroundings.zone());
  }

  /** Lets the write in hand come to its end, and cuts short what need not be done. */
  private static void end(ExecutorService writers, ExecutorService waiters) {
    waiters.shutdownNow();
    writers.shutdown();
    await(writers, LONGEST_WRITE);
    await(waiters, LONGEST_KILL);
  }

  private static void await(ExecutorService ending, Duration longest) {
    try {
      if (!ending.awaitTermination(longest.toMillis(), TimeUnit.MILLISECONDS)) {
        ending.shutdownNow();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      ending.shutdownNow();
    }
  }

  /** Threads that end when there was nothing to do for a while: most of the time there is not. */
  private static ExecutorService pool(int size, String name) {
    ThreadPoolExecutor pool =
        new ThreadPoolExecutor(
            size,
            size,
            LONGEST_REST.toMillis(),
            TimeUnit.MILLISECONDS,
            new LinkedBlockingQueue<>(),
            threads(name));
    pool.allowCoreThreadTimeOut(true);
    return pool;
  }

  private static ThreadFactory threads(String name) {
    AtomicInteger number = new AtomicInteger();
    return errand -> {
      Thread thread = new Thread(errand, name + "-" + number.incrementAndGet());
      thread.setDaemon(true);
      return thread;
    };
  }
}
