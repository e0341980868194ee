// SPDX-License-Identifier: Apache-2.0
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
import org.credmint.directory.DirectoryLock;
import org.credmint.directory.DirectoryScanner;
import org.credmint.directory.ReadinessFiles;
import org.credmint.event.Event;
import org.credmint.event.Journal;
import org.credmint.event.LogJournal;
import org.credmint.event.ProblemReporter;
import org.credmint.htcondor.log.DaemonLog;
import org.credmint.htcondor.log.DaemonLogSettings;
import org.credmint.htcondor.tool.Readiness;
import org.credmint.index.StepDetectingClock;
import org.credmint.key.SignatureProvider;
import org.credmint.os.Host;
import org.credmint.os.file.Directory;
import org.credmint.os.libc.PosixException;
import org.credmint.provider.ConfigurationLoad;
import org.credmint.provider.ConfigurationLoader;
import org.credmint.reconcile.AuditTrail;
import org.credmint.reconcile.BatchReconciler;
import org.credmint.reconcile.OriginCheck;
import org.credmint.store.CredentialStore;

/** Brings a monitor up, runs it, and takes it down. */
public final class Startup {
  /** While some batches wait for the disk the others sign. */
  private static final int FEWEST_BATCHES = 3;

  private static final int MOST_BATCHES = 8;

  /** What may run beside the batches: directory scan, job queue, completion file. */
  private static final int TASKS = 3;

  /** What the end cuts short: reload, holds, the report of readiness, what is loaded ahead. */
  private static final int WAITS = 4;

  private static final Duration LONGEST_REST = Duration.ofSeconds(5);

  /** Half of the second promised: on a busy machine the rest of the end takes its time too. */
  private static final Duration LONGEST_WRITE = Duration.ofMillis(500);

  /** Long enough to kill the program that is waited for. */
  private static final Duration LONGEST_KILL = Duration.ofMillis(100);

  private final RuntimeEnvironment environment;
  private final ConfigurationLoader loader;
  private final Inbox inbox = new Inbox();
  private final SignatureProvider signatureProvider;

  /**
   * A start in these surroundings.
   *
   * @param loader reads the configuration
   * @param signatureProvider computes the signatures of what it reads; to be made faster once all
   *     are served
   */
  public Startup(
      RuntimeEnvironment environment,
      ConfigurationLoader loader,
      SignatureProvider signatureProvider) {
    this.environment = environment;
    this.loader = loader;
    this.signatureProvider = signatureProvider;
  }

  /**
   * Runs until it is asked to stop.
   *
   * @return how the process is to end
   */
  public ExitStatus run() {
    Message stop = new Message.Stop("signal");
    // Before anything that takes time: until then a SIGHUP ends the process.
    List<String> notes =
        environment
            .host()
            .installSignals(() -> inbox.put(new Message.Sighup()), () -> inbox.put(stop));
    ConfigurationLoad load = loader.load();
    if (load instanceof ConfigurationLoad.Unreadable unreadable) {
      environment.complain().accept("cannot read the configuration: " + unreadable.reason());
      return ExitStatus.BROKEN;
    }
    if (load instanceof ConfigurationLoad.Unusable unusable) {
      return refuse(unusable);
    }
    if (load instanceof ConfigurationLoad.Read read) {
      return run(read, notes);
    }
    throw new IllegalStateException("unknown outcome " + load.getClass());
  }

  private ExitStatus refuse(ConfigurationLoad.Unusable unusable) {
    unusable.problems().forEach(problem -> environment.complain().accept(problem.toString()));
    try (DaemonLog log = openLog(unusable.log())) {
      new ProblemReporter(new LogJournal(log)).problems(unusable.problems());
    } catch (PosixException e) {
      environment.complain().accept("cannot open the log: " + e.getMessage());
    }
    return ExitStatus.NO_RESTART;
  }

  private ExitStatus run(ConfigurationLoad.Read start, List<String> notes) {
    try (DaemonLog log = openLog(start.log())) {
      Journal journal = new LogJournal(log);
      notes.forEach(note -> journal.record(new Event.ProcessNote(note)));
      return run(start, log, journal);
    } catch (PosixException e) {
      environment.complain().accept("cannot open the log: " + e.getMessage());
      return ExitStatus.NO_LOG;
    }
  }

  private ExitStatus run(ConfigurationLoad.Read start, DaemonLog log, Journal journal) {
    Path path = start.active().settings().credentialDirectory();
    journal.record(
        new Event.Starting(environment.version(), environment.host().identity().pid(), path));
    try (Directory top = environment.host().openDirectoryFollowingLink(path)) {
      Optional<Problem> unfit = DirectoryLock.whyUnfit(path, top.state());
      if (unfit.isPresent()) {
        return refuse(journal, unfit.get(), ExitStatus.NO_RESTART);
      }
      Optional<Problem> taken = new DirectoryLock(environment.host().identity()).take(path, top);
      return taken.isPresent()
          ? refuse(journal, taken.get(), ExitStatus.BROKEN)
          : serve(start, top, log, journal);
    } catch (PosixException e) {
      return refuse(journal, DirectoryLock.unusable(path, e), ExitStatus.NO_RESTART);
    }
  }

  private ExitStatus refuse(Journal journal, Problem problem, ExitStatus status) {
    environment.complain().accept(problem.toString());
    journal.record(new Event.ConfigurationProblem(problem, false));
    return status;
  }

  private ExitStatus serve(
      ConfigurationLoad.Read start, Directory top, DaemonLog log, Journal journal)
      throws PosixException {
    ReadinessFiles readinessFiles =
        new ReadinessFiles(
            top, environment.host().durableBatch(), environment.host().identity().pid());
    readinessFiles.incomplete();
    readinessFiles.announce();
    int batches =
        Math.max(FEWEST_BATCHES, Math.min(MOST_BATCHES, 1 + 2 * environment.processors()));
    ExecutorService writers = pool(batches + TASKS, "worker");
    ExecutorService waiters = pool(WAITS, "waiter");
    waiters.execute(signatureProvider::preferNative); // so that it is there when many are waiting
    try (AuditTrail auditTrail = new AuditTrail(this::raise, this::openAuditLog);
        Watcher watcher = Watcher.start(environment.host(), top, inbox)) {
      auditTrail.use(start.active().settings().audit());
      Operations operations = workshop(start, top, readinessFiles, watcher, auditTrail, log);
      WorkerPools workers = new WorkerPools(writers, batches, waiters, inbox);
      StepDetectingClock clock =
          new StepDetectingClock(environment.clock(), environment.nanoTime());
      try {
        return new Credmon(inbox, clock, workers, operations, journal, start)
            .run(environment.once());
      } finally {
        end(writers, waiters); // before what they use is closed
      }
    } finally {
      readinessFiles.leave();
    }
  }

  private void raise(Event event) {
    inbox.put(new Message.EventRaised(Optional.of(event)));
  }

  private AuditLog openAuditLog(AuditSettings settings) {
    return AuditLog.open(environment.host(), settings, environment.clock());
  }

  private Operations workshop(
      ConfigurationLoad.Read start,
      Directory top,
      ReadinessFiles readinessFiles,
      Watcher watcher,
      AuditTrail auditTrail,
      DaemonLog log) {
    Host host = environment.host();
    boolean strict = start.active().settings().shadowReadsStrictly();
    CredentialStore store =
        new CredentialStore(strict ? host.durableBatchThatAwaitsReaders() : host.durableBatch());
    int uid = host.identity().uid();
    OriginCheck origins = new OriginCheck(auditTrail::file, environment.nanoTime(), uid);
    BatchReconciler reconciler = new BatchReconciler(top, store, watcher, auditTrail, origins, uid);
    Readiness readiness = environment.htcondor().readiness();
    return new DaemonOperations(
        new DirectoryScanner(top, environment.nanoTime()),
        reconciler,
        new QueueReader(host, watcher::followQueue),
        environment.htcondor().holds(),
        auditTrail,
        loader,
        readinessFiles,
        () -> readiness.report(host.identity().pid()),
        signatureProvider,
        log::use);
  }

  private DaemonLog openLog(DaemonLogSettings settings) throws PosixException {
    return DaemonLog.open(settings, environment.host(), environment.clock(), environment.zone());
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
    return task -> {
      Thread thread = new Thread(task, name + "-" + number.incrementAndGet());
      thread.setDaemon(true);
      return thread;
    };
  }
}
