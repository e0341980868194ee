package org.credmint.daemon;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.verify;
import static org.mockito.Mockito.when;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.credmint.credential.CredentialId;
import org.credmint.credential.JobId;
import org.credmint.event.Event;
import org.credmint.event.Level;
import org.credmint.htcondor.JobHolds;
import org.credmint.key.Signatures;
import org.credmint.policy.Refusal;
import org.junit.jupiter.api.Test;

final class WorkbenchTest {
  private final Signatures signatures = mock(Signatures.class);
  private final JobHolds holds = mock(JobHolds.class);
  private final Ledger ledger = mock(Ledger.class);

  @Test
  void tells_what_signs_once_the_native_signer_is_loaded() {
    when(signatures.preferNative()).thenReturn(Optional.empty());
    when(signatures.provider()).thenReturn("Native 1.2");
    Event event = workbench().prepareForMany();
    assertThat(event.level()).isEqualTo(Level.NORMAL);
    assertThat(event.text()).isEqualTo("Signing with Native 1.2");
  }

  @Test
  void warns_where_the_native_signer_does_not_load_and_tells_why() {
    when(signatures.preferNative()).thenReturn(Optional.of("UnsatisfiedLinkError: no such file"));
    when(signatures.provider()).thenReturn("the JDK's own provider");
    Event event = workbench().prepareForMany();
    assertThat(event.level()).isEqualTo(Level.WARNING);
    assertThat(event.text())
        .startsWith("Cannot load the native signer: UnsatisfiedLinkError: no such file; ")
        .contains("the JDK's own provider");
  }

  @Test
  void theLedgerIsToldOnlyOfJobsThatAreReallyOnHold() {
    Refusal refusal =
        new Refusal(new CredentialId("alice", "scitokens", "12.0"), "POLICY", "no rule");
    HoldOrder order =
        new HoldOrder(
            Optional.of("two@host"),
            List.of(
                new HoldOrder.Refused(new JobId("two", 12, 0), refusal),
                new HoldOrder.Refused(new JobId("two", 12, 1), refusal),
                new HoldOrder.Refused(new JobId("two", 12, 2), refusal)),
            "no token");
    when(holds.hold(Optional.of("two@host"), List.of("12.0", "12.1", "12.2"), "no token"))
        .thenReturn(
            new JobHolds.Answer(
                Set.of("12.1"), Set.of("12.0"), Map.of("12.2", "denied"), Optional.empty()));
    workbench().hold(order);
    verify(ledger).record(List.of(LedgerLines.ofHold(order.refusals().get(1))));
  }

  private Workbench workbench() {
    return new Workbench(
        mock(Surveyor.class),
        mock(Round.class),
        mock(QueueReader.class),
        holds,
        ledger,
        mock(Reloader.class),
        mock(Presence.class),
        Optional::empty,
        signatures,
        settings -> {});
  }
}
