// SPDX-License-Identifier: Apache-2.0
package org.credmint.daemon;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.credmint.audit.AuditLog;
import org.credmint.audit.trail.AuditTrail;
import org.credmint.config.AuditSettings;
import org.credmint.config.knob.Problem;
import org.credmint.demand.CredentialDirectorySource;
import org.credmint.demand.DemandSource;
import org.credmint.demand.JobQueueSource;
import org.credmint.demand.QueueReader;
import org.credmint.demand.control.ControlSource;
import org.credmint.demand.control.PendingRecords;
import org.credmint.demand.standing.StandingSource;
import org.credmint.directory.DirectoryLock;
import org.credmint.directory.ReadinessFiles;
import org.credmint.event.ConfigurationEvent;
import org.credmint.event.DaemonEvent;
import org.credmint.event.Event;
import org.credmint.event.Journal;
import org.credmint.event.LogJournal;
import org.credmint.event.ProblemReporter;
import org.credmint.htcondor.log.DaemonLog;
import org.credmint.htcondor.log.DaemonLogSettings;
import org.credmint.htcondor.tool.Readiness;
import org.credmint.index.StepDetectingClock;
import org.credmint.issue.lane.Lanes;
import org.credmint.key.SignatureProvider;
import org.credmint.metrics.Monitoring;
import org.credmint.os.Host;
import org.credmint.os.file.Directory;
import org.credmint.os.libc.PosixException;
import org.credmint.provider.ActiveConfiguration;
import org.credmint.provider.ConfigurationLoad;
import org.credmint.provider.ConfigurationLoader;
import org.credmint.reconcile.BatchReconciler;
import org.credmint.reconcile.OriginCheck;
import org.credmint.revocation.Gate;
import org.credmint.rotation.KeyKeeper;
import org.credmint.status.StatusPublisher;
import org.credmint.status.StatusReport.DaemonProcess;
import org.credmint.store.CredentialStore;

/** Brings a monitor up, runs it, and takes it down. */
public final class Startup {
  private final RuntimeEnvironment environment;
  private final ConfigurationLoader loader;
  private final KeyKeeper keys;
  private final Inbox inbox = new Inbox();
  private final SignatureProvider signatureProvider;
  private final Lanes lanes;
  private final Gate gate;

  /**
   * A start in these surroundings.
   *
   * @param loader reads the configuration
   * @param keys looks after the keys that it reads
   * @param signatureProvider computes the signatures of what it reads; to be made faster once all
   *     are served
   * @param lanes where its issuers wait for others; closed at the end
   */
  public Startup(
      RuntimeEnvironment environment,
      ConfigurationLoader loader,
      KeyKeeper keys,
      SignatureProvider signatureProvider,
      Lanes lanes) {
    this.environment = environment;
    this.loader = loader;
    this.keys = keys;
    this.signatureProvider = signatureProvider;
    this.lanes = lanes;
    this.gate = new Gate(environment.host());
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
      notes.forEach(note -> journal.record(new DaemonEvent.ProcessNote(note)));
      return run(start, log, journal);
    } catch (PosixException e) {
      environment.complain().accept("cannot open the log: " + e.getMessage());
      return ExitStatus.NO_LOG;
    }
  }

  private ExitStatus run(ConfigurationLoad.Read start, DaemonLog log, Journal journal) {
    Path path = start.active().settings().credentialDirectory();
    journal.record(
        new DaemonEvent.Starting(environment.version(), environment.host().identity().pid(), path));
    try (Directory top = environment.host().openDirectoryFollowingLink(path)) {
      Optional<Problem> unfit = DirectoryLock.whyUnfit(path, top.state());
      if (unfit.isPresent()) {
        return refuse(journal, unfit.get(), ExitStatus.NO_RESTART);
      }
      Optional<Problem> taken = new DirectoryLock(environment.host().identity()).take(path, top);
      return taken.isPresent()
          ? refuse(journal, taken.get(), ExitStatus.BROKEN)
          : serve(keys.begin(start), top, log, journal);
    } catch (PosixException e) {
      return refuse(journal, DirectoryLock.unusable(path, e), ExitStatus.NO_RESTART);
    }
  }

  private ExitStatus refuse(Journal journal, Problem problem, ExitStatus status) {
    environment.complain().accept(problem.toString());
    journal.record(new ConfigurationEvent.ConfigurationProblem(problem, false));
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
    lanes.tell(id -> inbox.put(new Message.Answered(id)));
    try (lanes;
        AuditTrail auditTrail = new AuditTrail(this::raise, this::openAuditLog);
        Watcher watcher = new Watcher(environment.host(), this::raise);
        Monitoring monitoring = new Monitoring(environment.host());
        DaemonThreads threads = new DaemonThreads(environment.processors())) {
      // Ahead of need, so that it is there when many are waiting.
      threads.waiters().execute(signatureProvider::preferNative);
      auditTrail.use(start.active().settings().audit());
      boolean strict = start.active().settings().shadowReadsStrictly();
      CredentialStore store = CredentialStore.of(environment.host(), strict);
      Operations operations =
          operations(top, store, readinessFiles, auditTrail, log, monitoring.publisher());
      List<DemandSource> sources = sources(top, start.active(), store, watcher, auditTrail);
      StepDetectingClock clock =
          new StepDetectingClock(environment.clock(), environment.nanoTime());
      DaemonProcess process =
          new DaemonProcess(
              environment.version(), environment.host().identity().pid(), clock.now(), top.path());
      WorkerPools workers = threads.workers(inbox);
      Credmon credmon =
          new Credmon(inbox, clock, workers, operations, sources, journal, process, start);
      ExitStatus status = credmon.run(environment.once());
      lanes.end();
      return status;
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

  private List<DemandSource> sources(
      Directory top,
      ActiveConfiguration active,
      CredentialStore store,
      Watcher watcher,
      AuditTrail auditTrail) {
    Consumer<DemandSource> wake = source -> inbox.put(new Message.DemandChanged(source));
    CredentialDirectorySource directory =
        new CredentialDirectorySource(
            top,
            active.settings().credentialDirectory(),
            watcher,
            store,
            environment.nanoTime(),
            wake);
    QueueReader reader = new QueueReader(environment.host(), watcher::followQueue);
    DemandSource queue = new JobQueueSource(reader::read, environment.nanoTime());
    watcher.start(top, directory, () -> wake.accept(queue));
    DemandSource standing = new StandingSource(environment.host(), top, environment.nanoTime());
    PendingRecords records = new PendingRecords(environment.host(), auditTrail::record);
    return List.of(directory, queue, standing, new ControlSource(gate, records));
  }

  private Operations operations(
      Directory top,
      CredentialStore store,
      ReadinessFiles readinessFiles,
      AuditTrail auditTrail,
      DaemonLog log,
      StatusPublisher publisher) {
    Host host = environment.host();
    OriginCheck origins =
        new OriginCheck(auditTrail::file, environment.nanoTime(), host.identity().uid());
    BatchReconciler reconciler = new BatchReconciler(top, host, store, auditTrail, origins, gate);
    Readiness readiness = environment.htcondor().readiness();
    return new DaemonOperations(
        reconciler,
        environment.htcondor().holds(),
        auditTrail,
        loader,
        keys,
        readinessFiles,
        () -> readiness.report(host.identity().pid()),
        signatureProvider,
        log::use,
        publisher);
  }

  private DaemonLog openLog(DaemonLogSettings settings) throws PosixException {
    return DaemonLog.open(settings, environment.host(), environment.clock(), environment.zone());
  }
}
