package org.credmint.daemon;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.credmint.config.AuditSettings;
import org.credmint.event.Event;
import org.credmint.htcondor.DaemonLogSettings;
import org.credmint.htcondor.JobHolds;
import org.credmint.key.Signatures;
import org.credmint.os.PosixException;

/** The real workshop, put together from its tools. */
final class Workbench implements Workshop {
  private final Surveyor surveyor;
  private final Round round;
  private final QueueReader queue;
  private final JobHolds holds;
  private final Ledger ledger;
  private final Reloader reloader;
  private final Presence presence;
  private final Supplier<Optional<String>> readiness;
  private final Signatures signatures;
  private final Consumer<DaemonLogSettings> log;

  /**
   * A workshop.
   *
   * @param readiness tells the master that we are ready; gives the reason where it could not
   * @param signatures are prepared for many tokens
   * @param log takes new settings of the log
   */
  Workbench(
      Surveyor surveyor,
      Round round,
      QueueReader queue,
      JobHolds holds,
      Ledger ledger,
      Reloader reloader,
      Presence presence,
      Supplier<Optional<String>> readiness,
      Signatures signatures,
      Consumer<DaemonLogSettings> log) {
    this.surveyor = surveyor;
    this.round = round;
    this.queue = queue;
    this.holds = holds;
    this.ledger = ledger;
    this.reloader = reloader;
    this.presence = presence;
    this.readiness = readiness;
    this.signatures = signatures;
    this.log = log;
  }

  @Override
  public Survey survey(String cause, Serving serving) {
    ledger.flush();
    return surveyor.survey(cause, serving.demand());
  }

  @Override
  public List<UserReport> serve(Serving serving, List<UserTask> tasks, Instant now) {
    return round.serve(serving, tasks, now);
  }

  @Override
  public List<QueueNews> readQueues(Serving serving) {
    return queue.read(serving);
  }

  @Override
  public List<JobReport> serveJobs(Serving serving, List<JobTask> tasks, Instant now) {
    return round.serveJobs(serving, tasks, now);
  }

  @Override
  public JobHolds.Answer hold(HoldOrder order) {
    List<String> jobs = order.refusals().stream().map(one -> one.job().withinSchedd()).toList();
    JobHolds.Answer answer = holds.hold(order.schedd(), jobs, order.reason());
    ledger.record(
        order.refusals().stream()
            .filter(one -> answer.held().contains(one.job().withinSchedd()))
            .map(LedgerLines::ofHold)
            .toList());
    return answer;
  }

  @Override
  public Reload reload() {
    return reloader.reload();
  }

  @Override
  public Optional<Event> complete() {
    try {
      presence.complete();
    } catch (PosixException e) {
      return Optional.of(new Event.CompletionNotMarked(String.valueOf(e.getMessage())));
    }
    return Optional.empty();
  }

  @Override
  public Optional<Event> reportReady() {
    return readiness.get().map(Event.ReadinessNotReported::new);
  }

  @Override
  public Event prepareForMany() {
    return signatures
        .preferNative()
        .<Event>map(reason -> new Event.SlowSigning(reason, signatures.provider()))
        .orElseGet(() -> new Event.Signing(signatures.provider()));
  }

  @Override
  public void use(DaemonLogSettings daemonLog, Optional<AuditSettings> audit) {
    log.accept(daemonLog);
    ledger.use(audit);
  }
}
