// SPDX-License-Identifier: Apache-2.0
package org.credmint.os.process;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.credmint.os.libc.Errno;
import org.credmint.os.libc.EventDescriptor;
import org.credmint.os.libc.Posix;
import org.jspecify.annotations.Nullable;
import sun.misc.Signal;

/**
 * What the process does on HUP, TERM, INT and QUIT.
 *
 * <p>The first three are taken by the JDK's own means. <b>QUIT</b> the JVM keeps for its thread
 * dump, and HTCondor's service unit stops daemons by QUIT, so that it is taken from below: the
 * launcher keeps descriptor 3 free ({@code exec 3</dev/null} and {@code -Dcredmint.quit.fd=3}); an
 * eventfd takes that place; and the disposition of QUIT, whose number is 3, becomes the address of
 * libc's {@code eventfd_write(int fd, eventfd_t value)}. The kernel calls a handler as {@code f(3,
 * pointer, pointer)}, which is a write(2) of the pointer's value, never zero, to descriptor 3:
 * nothing else runs inside the handler, and write(2) is safe there. A thread that waits for the
 * eventfd does the rest. SA_SIGINFO is needed on aarch64, where the kernel passes the second
 * argument only then.
 */
public final class Signals {

  /** Names the system property that holds the descriptor the launcher keeps free; must be 3. */
  static final String RESERVED_PROPERTY = "credmint.quit.fd";

  private static final int SIGHUP = 1;
  private static final int SIGINT = 2;
  private static final int SIGQUIT = 3;
  private static final int SIGTERM = 15;

  private static final long SIG_DFL = 0;
  private static final int SA_SIGINFO = 4;
  private static final int SA_RESTART = 0x1000_0000;

  private static final int EFD_CLOEXEC = Posix.O_CLOEXEC;

  /** A handler must never wait, even if the reader were stuck. */
  private static final int EFD_NONBLOCK = Posix.O_NONBLOCK;

  private final Posix posix;
  private final Path proc;
  private final Runnable onHangup;
  private final Runnable onStop;
  private final List<String> notes = new ArrayList<>();
  private volatile @Nullable EventDescriptor ending;

  private Signals(Posix posix, Path proc, Runnable onHangup, Runnable onStop) {
    this.posix = posix;
    this.proc = proc;
    this.onHangup = onHangup;
    this.onStop = onStop;
  }

  /** Takes the signals; see {@code Host.installSignals}. */
  public static List<String> install(Posix posix, Path proc, Runnable onHangup, Runnable onStop) {
    Signals signals = new Signals(posix, proc, onHangup, onStop);
    signals.installAll();
    return List.copyOf(signals.notes);
  }

  private void installAll() {
    handle("HUP", SIGHUP, onHangup);
    handle("TERM", SIGTERM, this::stop);
    if (isSet("SigIgn", SIGINT)) {
      notes.add(
          "SIGINT was ignored when the process started, as for background jobs of a shell; it stays ignored");
    } else {
      handle("INT", SIGINT, this::stop);
    }
    takeQuit();
  }

  private void handle(String name, int number, Runnable action) {
    if (isSet("SigIgn", number)) {
      // The JVM would leave an ignored signal ignored and say nothing. Any handler in its place
      // makes it install its own; this one does nothing, and so leaves no moment in which the
      // signal would end the process.
      posix.sigaction(number, posix.addressOf("getpid"), SA_RESTART);
      notes.add("SIG" + name + " was ignored when the process started; it is handled now");
    }
    try {
      Signal.handle(new Signal(name), signal -> action.run());
    } catch (IllegalArgumentException e) {
      notes.add("SIG" + name + " is not handled: " + e.getMessage() + "; start java without -Xrs");
      return;
    }
    if (!isSet("SigCgt", number)) {
      notes.add("SIG" + name + " is not handled: the JVM did not install its handler");
    }
  }

  private void takeQuit() {
    if (!isReserved()) {
      posix.sigaction(SIGQUIT, SIG_DFL, 0);
      notes.add(
          "SIGQUIT kills the process at once: file descriptor 3 was not reserved for it;"
              + " use the launcher to start the daemon");
      return;
    }
    int made = posix.eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
    int moved = made < 0 ? made : posix.dup3(made, SIGQUIT, Posix.O_CLOEXEC);
    if (made >= 0) {
      posix.close(made);
    }
    if (moved < 0) {
      posix.sigaction(SIGQUIT, SIG_DFL, 0);
      notes.add("SIGQUIT kills the process at once: eventfd failed: " + Errno.text(-moved));
      return;
    }
    EventDescriptor event = new EventDescriptor(posix, SIGQUIT);
    ending = event;
    Thread reader = new Thread(() -> awaitEnd(event), "SIGQUIT");
    reader.setDaemon(true);
    reader.start();
    posix.sigaction(SIGQUIT, posix.addressOf("eventfd_write"), SA_SIGINFO | SA_RESTART);
  }

  /**
   * Checks that the place is free indeed: putting the eventfd over a file of the JVM's breaks it.
   */
  private boolean isReserved() {
    if (!String.valueOf(SIGQUIT).equals(System.getProperty(RESERVED_PROPERTY))) {
      return false;
    }
    try {
      Path link = proc.resolve("self/fd").resolve(String.valueOf(SIGQUIT));
      return Files.readSymbolicLink(link).toString().equals("/dev/null");
    } catch (IOException e) {
      return false;
    }
  }

  /** TERM and INT go the way of QUIT, so that its thread comes to its end. */
  private void stop() {
    EventDescriptor event = ending;
    if (event == null) {
      onStop.run();
    } else {
      event.raise();
    }
  }

  /** Once only: the JVM's end would wait 0.3 s for a thread that waits in native code. */
  private void awaitEnd(EventDescriptor event) {
    if (event.await()) {
      onStop.run();
    }
  }

  /** Looks into a signal set of /proc/self/status, where bit n-1 stands for signal n. */
  private boolean isSet(String set, int number) {
    try {
      Path status = proc.resolve("self/status");
      for (String line : Files.readString(status, StandardCharsets.ISO_8859_1).split("\n", -1)) {
        if (line.startsWith(set + ":")) {
          long bits = Long.parseUnsignedLong(line.substring(set.length() + 1).strip(), 16);
          return (bits >>> (number - 1) & 1) == 1;
        }
      }
    } catch (IOException | NumberFormatException e) {
      notes.add("cannot get the state of signal " + number + ": " + e.getMessage());
    }
    return false;
  }
}
