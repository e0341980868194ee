// SPDX-License-Identifier: Apache-2.0
package org.credmint.key;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.List;
import java.util.stream.Stream;
import org.credmint.config.provider.ProviderSettings;
import org.credmint.credential.SigningAlgorithm;
import org.credmint.key.KeyLoadResult.Loaded;
import org.credmint.key.KeyLoadResult.Refused;
import org.credmint.os.FaultyHost;
import org.credmint.os.Host;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Makes every system call fail in its turn while a key is made. */
final class KeyRingFaultTest {
  @TempDir private Path directory;

  static List<String> calls() {
    return FaultyHost.calls();
  }

  @ParameterizedTest
  @MethodSource("calls")
  void whateverFailsWhileAKeyIsMadeThereIsAWholeKeyOrNoneAndTheNextStartMendsIt(String call)
      throws Exception {
    FaultyHost faulty = new FaultyHost(call, 1, "EIO");
    for (int nth = 1; nth == 1 || faulty.hasFailed(); nth++) {
      faulty = new FaultyHost(call, nth, "EIO");
      Path place = Files.createDirectory(directory.resolve(call + nth));
      ProviderSettings provider = Providers.at(place, SigningAlgorithm.ES256);
      KeyLoadResult first = ring(faulty.host()).ensure(provider.name(), provider.key());
      assertThat(first).isInstanceOfAny(Loaded.class, Refused.class);
      boolean wasMade = Files.exists(provider.key().privateKey());
      byte[] made = wasMade ? Files.readAllBytes(provider.key().privateKey()) : new byte[0];

      Loaded next = (Loaded) ring(Host.create()).ensure(provider.name(), provider.key());
      assertThat(next.isNew()).isEqualTo(!wasMade);
      assertThat(next.warnings()).isEmpty();
      if (wasMade) {
        assertThat(Files.readAllBytes(provider.key().privateKey())).isEqualTo(made);
      }
      if (first instanceof Loaded loaded) {
        assertThat(next.key().thumbprint()).isEqualTo(loaded.key().thumbprint());
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"ENOSPC", "EROFS", "EACCES", "EDQUOT", "EMFILE", "EIO"})
  void aKeyThatCannotBeWrittenIsAProblemThatSaysWhyAndLeavesNothing(String symbol)
      throws Exception {
    ProviderSettings provider = Providers.at(directory, SigningAlgorithm.ES256);
    KeyLoadResult reading =
        ring(new FaultyHost("write", 1, symbol).host()).ensure(provider.name(), provider.key());
    assertThat(reading)
        .isInstanceOfSatisfying(
            Refused.class,
            refused ->
                assertThat(refused.problem().reason())
                    .contains("does not exist and cannot be created")
                    .contains(symbol));
    try (Stream<Path> left = Files.list(directory)) {
      assertThat(left).isEmpty();
    }
  }

  @Test
  void aKeyThatMayNotBeReadIsAProblemThatNamesWhoTried() throws Exception {
    ProviderSettings provider = Providers.at(directory, SigningAlgorithm.ES256);
    assertThat(ring(Host.create()).ensure(provider.name(), provider.key()))
        .isInstanceOf(Loaded.class);
    KeyLoadResult reading =
        ring(new FaultyHost("openat", 2, "EACCES").host()).load(provider.name(), provider.key(), 0);
    assertThat(reading)
        .isInstanceOfSatisfying(
            Refused.class,
            refused -> {
              assertThat(refused.problem().reason())
                  .contains("EACCES", "uid " + Host.create().identity().uid());
              assertThat(refused.problem().fix()).contains("chown 0 ").endsWith("to this daemon");
            });
  }

  private static KeyRing ring(Host host) {
    return new KeyRing(host, new SecureRandom());
  }
}
