// SPDX-License-Identifier: Apache-2.0
package org.credmint.daemon;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.credmint.audit.line.AuditEntry;
import org.credmint.audit.trail.AuditTrail;
import org.credmint.config.AuditSettings;
import org.credmint.config.MonitoringSettings;
import org.credmint.directory.ReadinessFiles;
import org.credmint.event.DaemonEvent;
import org.credmint.event.Event;
import org.credmint.htcondor.log.DaemonLogSettings;
import org.credmint.htcondor.tool.JobHolds;
import org.credmint.index.HoldRequest;
import org.credmint.key.SignatureProvider;
import org.credmint.os.libc.PosixException;
import org.credmint.provider.ActiveConfiguration;
import org.credmint.provider.ConfigurationLoad;
import org.credmint.provider.ConfigurationLoader;
import org.credmint.reconcile.AuditEntries;
import org.credmint.reconcile.BatchReconciler;
import org.credmint.reconcile.DirectoryReport;
import org.credmint.reconcile.DirectoryTask;
import org.credmint.rotation.KeyKeeper;
import org.credmint.status.StatusPublisher;
import org.credmint.status.StatusReport;

/** The real workshop, put together from its tools. */
final class DaemonOperations implements Operations {
  private final BatchReconciler reconciler;
  private final JobHolds holds;
  private final AuditTrail auditTrail;
  private final ConfigurationLoader loader;
  private final KeyKeeper keys;
  private final ReadinessFiles readinessFiles;
  private final Supplier<Optional<String>> readiness;
  private final SignatureProvider signatureProvider;
  private final Consumer<DaemonLogSettings> log;
  private final StatusPublisher publisher;

  /**
   * A workshop.
   *
   * @param keys looks after the keys that the loader reads
   * @param readiness tells the master that we are ready; gives the reason where it could not
   * @param signatureProvider are prepared for many tokens
   * @param log takes new settings of the log
   * @param publisher tells others how the daemon does
   */
  DaemonOperations(
      BatchReconciler reconciler,
      JobHolds holds,
      AuditTrail auditTrail,
      ConfigurationLoader loader,
      KeyKeeper keys,
      ReadinessFiles readinessFiles,
      Supplier<Optional<String>> readiness,
      SignatureProvider signatureProvider,
      Consumer<DaemonLogSettings> log,
      StatusPublisher publisher) {
    this.reconciler = reconciler;
    this.holds = holds;
    this.auditTrail = auditTrail;
    this.loader = loader;
    this.keys = keys;
    this.readinessFiles = readinessFiles;
    this.readiness = readiness;
    this.signatureProvider = signatureProvider;
    this.log = log;
    this.publisher = publisher;
  }

  @Override
  public List<DirectoryReport> serve(
      ActiveConfiguration active, List<DirectoryTask> tasks, Instant now) {
    return reconciler.serve(active, tasks, now);
  }

  @Override
  public void record(List<AuditEntry> entries) {
    auditTrail.record(entries);
  }

  @Override
  public void flushAuditLog() {
    auditTrail.flush();
  }

  @Override
  public JobHolds.Answer hold(HoldRequest order) {
    List<String> jobs = order.refusals().stream().map(one -> one.job().withinSchedd()).toList();
    JobHolds.Answer answer = holds.hold(order.schedd(), jobs, order.reason());
    auditTrail.record(
        order.refusals().stream()
            .filter(one -> answer.held().contains(one.job().withinSchedd()))
            .map(one -> AuditEntries.ofHold(one.job(), one.refusal()))
            .toList());
    return answer;
  }

  @Override
  public ConfigurationLoad load() {
    return loader.load();
  }

  @Override
  public boolean keysWantReading() {
    return keys.wantsReading();
  }

  @Override
  public boolean hasKeyRings() {
    return keys.hasRings();
  }

  @Override
  public Optional<Event> complete() {
    try {
      readinessFiles.complete();
    } catch (PosixException e) {
      return Optional.of(new DaemonEvent.CompletionNotMarked(String.valueOf(e.getMessage())));
    }
    return Optional.empty();
  }

  @Override
  public Optional<Event> reportReady() {
    return readiness.get().map(DaemonEvent.ReadinessNotReported::new);
  }

  @Override
  public Event prepareForMany() {
    return signatureProvider
        .preferNative()
        .<Event>map(reason -> new DaemonEvent.SlowSigning(reason, signatureProvider.provider()))
        .orElseGet(() -> new DaemonEvent.Signing(signatureProvider.provider()));
  }

  @Override
  public Optional<Event> publish(StatusReport report, MonitoringSettings where) {
    return publisher.publish(report, where);
  }

  @Override
  public void use(DaemonLogSettings daemonLog, Optional<AuditSettings> audit) {
    log.accept(daemonLog);
    auditTrail.use(audit);
  }
}
