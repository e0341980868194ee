// SPDX-License-Identifier: Apache-2.0
package org.credmint.cli.keys;

import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.List;
import java.util.Optional;
import org.credmint.cli.option.DaemonOption;
import org.credmint.key.KeyRing;
import org.credmint.key.UnusableKeyException;
import org.credmint.rotation.RingCommands;
import org.credmint.rotation.RingUse;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Which key ring a command is about. */
final class RingOption {
  @Mixin private DaemonOption daemon = new DaemonOption();

  @Option(
      names = "--ring",
      paramLabel = "DIRECTORY",
      description = "The key ring; needed if the providers have several.")
  private @Nullable Path directory;

  /** HTCondor's name of the daemon. */
  String daemonName() {
    return daemon.daemonName();
  }

  /** What a command does with a ring. */
  @FunctionalInterface
  interface Act<T> {
    T on(RingCommands ring) throws UnusableKeyException;
  }

  /** The ring that is meant; empty where the providers have none. */
  Optional<RingUse> find(Keys.Surroundings surroundings) throws IOException {
    List<RingUse> rings =
        Signers.rings(surroundings, daemonName()).stream()
            .filter(one -> directory == null || one.ring().equals(directory.normalize()))
            .toList();
    if (rings.size() > 1) {
      throw new IOException(
          "the providers have several key rings: give --ring, one of "
              + rings.stream().map(RingUse::ring).toList());
    }
    return rings.stream().findFirst();
  }

  /**
   * Does something with the ring that is meant.
   *
   * @throws IOException where that fails; the message says what to do
   */
  <T> T act(Keys.Surroundings surroundings, Act<T> act) throws IOException {
    return act(surroundings, false, act);
  }

  /**
   * The same.
   *
   * @param afterRestore whether a ring that is older than it was is taken as it is
   */
  <T> T act(Keys.Surroundings surroundings, boolean afterRestore, Act<T> act) throws IOException {
    RingUse use =
        find(surroundings)
            .orElseThrow(
                () ->
                    new IOException(
                        "no provider has %s: set CREDMINT_KEY_RING, or see 'credmint check'"
                            .formatted(
                                directory == null ? "a key ring" : "the ring " + directory)));
    return act(surroundings, use, afterRestore, act);
  }

  /** The same with a ring that was found. */
  static <T> T act(Keys.Surroundings surroundings, RingUse use, Act<T> act) throws IOException {
    return act(surroundings, use, false, act);
  }

  private static <T> T act(
      Keys.Surroundings surroundings, RingUse use, boolean afterRestore, Act<T> act)
      throws IOException {
    KeyRing keys = new KeyRing(surroundings.host(), new SecureRandom());
    try {
      return act.on(
          new RingCommands(surroundings.host(), keys, surroundings.clock(), use, afterRestore));
    } catch (UnusableKeyException e) {
      throw new IOException("the key ring %s %s: %s".formatted(use.ring(), e.reason(), e.fix()), e);
    }
  }
}
