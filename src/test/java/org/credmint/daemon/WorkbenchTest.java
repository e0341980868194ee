package org.credmint.daemon;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.when;

import java.util.Optional;
import org.credmint.event.Event;
import org.credmint.event.Level;
import org.credmint.htcondor.JobHolds;
import org.credmint.key.Signatures;
import org.junit.jupiter.api.Test;

final class WorkbenchTest {
  private final Signatures signatures = mock(Signatures.class);

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

  private Workbench workbench() {
    return new Workbench(
        mock(Surveyor.class),
        mock(Round.class),
        mock(QueueReader.class),
        mock(JobHolds.class),
        mock(Ledger.class),
        mock(Reloader.class),
        mock(Presence.class),
        Optional::empty,
        signatures,
        settings -> {});
  }
}
