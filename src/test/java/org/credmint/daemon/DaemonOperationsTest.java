// SPDX-License-Identifier: Apache-2.0
package org.credmint.daemon;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.verify;
import static org.mockito.Mockito.when;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.credmint.audit.trail.AuditTrail;
import org.credmint.credential.CredentialId;
import org.credmint.credential.JobId;
import org.credmint.directory.ReadinessFiles;
import org.credmint.event.Event;
import org.credmint.event.Level;
import org.credmint.htcondor.tool.JobHolds;
import org.credmint.index.HoldRequest;
import org.credmint.key.SignatureProvider;
import org.credmint.policy.decision.Refusal;
import org.credmint.provider.ConfigurationLoader;
import org.credmint.reconcile.AuditEntries;
import org.credmint.reconcile.BatchReconciler;
import org.credmint.rotation.KeyKeeper;
import org.credmint.status.StatusPublisher;
import org.junit.jupiter.api.Test;

final class DaemonOperationsTest {
  private final SignatureProvider signatureProvider = mock(SignatureProvider.class);
  private final JobHolds holds = mock(JobHolds.class);
  private final AuditTrail auditTrail = mock(AuditTrail.class);

  @Test
  void tellsWhatSignsOnceTheNativeSignerIsLoaded() {
    when(signatureProvider.preferNative()).thenReturn(Optional.empty());
    when(signatureProvider.provider()).thenReturn("Native 1.2");
    Event event = operations().prepareForMany();
    assertThat(event.level()).isEqualTo(Level.NORMAL);
    assertThat(event.text()).isEqualTo("Signing with Native 1.2");
  }

  @Test
  void warnsWhereTheNativeSignerDoesNotLoadAndTellsWhy() {
    when(signatureProvider.preferNative())
        .thenReturn(Optional.of("UnsatisfiedLinkError: no such file"));
    when(signatureProvider.provider()).thenReturn("the JDK's own provider");
    Event event = operations().prepareForMany();
    assertThat(event.level()).isEqualTo(Level.WARNING);
    assertThat(event.text())
        .startsWith("Cannot load the native signer: UnsatisfiedLinkError: no such file; ")
        .contains("the JDK's own provider");
  }

  @Test
  void theAuditLogIsToldOnlyOfJobsThatAreReallyOnHold() {
    Refusal refusal =
        new Refusal(new CredentialId("alice", "scitokens", "12.0"), "POLICY", "no rule");
    HoldRequest order =
        new HoldRequest(
            Optional.of("two@host"),
            List.of(
                new HoldRequest.Refused(new JobId("two", 12, 0), refusal),
                new HoldRequest.Refused(new JobId("two", 12, 1), refusal),
                new HoldRequest.Refused(new JobId("two", 12, 2), refusal)),
            "no token");
    when(holds.hold(Optional.of("two@host"), List.of("12.0", "12.1", "12.2"), "no token"))
        .thenReturn(
            new JobHolds.Answer(
                Set.of("12.1"), Set.of("12.0"), Map.of("12.2", "denied"), Optional.empty()));
    operations().hold(order);
    verify(auditTrail)
        .record(
            List.of(
                AuditEntries.ofHold(
                    order.refusals().get(1).job(), order.refusals().get(1).refusal())));
  }

  private DaemonOperations operations() {
    return new DaemonOperations(
        mock(BatchReconciler.class),
        holds,
        auditTrail,
        mock(ConfigurationLoader.class),
        mock(KeyKeeper.class),
        mock(ReadinessFiles.class),
        Optional::empty,
        signatureProvider,
        settings -> {},
        mock(StatusPublisher.class));
  }
}
