// SPDX-License-Identifier: Apache-2.0
package org.credmint.os;

import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.List;
import org.credmint.os.libc.Errno;
import org.credmint.os.libc.FaultyPosix;
import org.credmint.os.libc.LibC;
import org.credmint.os.libc.Posix;

/** The machine with switches, for the tests of other rooms: system calls that fail. */
public final class FaultyHost {
  private final FaultyPosix posix = new FaultyPosix(new LibC());
  private final String call;
  private final int nth;

  /** A host on which all is well so far. */
  public FaultyHost() {
    this.call = "";
    this.nth = 1;
  }

  /**
   * A host on which one call fails.
   *
   * @param call its name in {@link Posix}
   * @param nth which call of that name, from 1
   * @param symbol the error, such as {@code ENOSPC}
   */
  public FaultyHost(String call, int nth, String symbol) {
    this.call = call;
    this.nth = nth;
    posix.fail(call, nth, Errno.valueOf(symbol));
  }

  /** The names of all calls that can be made to fail. */
  public static List<String> calls() {
    return Arrays.stream(Posix.class.getMethods())
        .filter(m -> m.getReturnType() == int.class && m.getParameterCount() > 0)
        .map(Method::getName)
        .distinct()
        .sorted()
        .toList();
  }

  /** A host on these system calls. */
  public static Host on(FaultyPosix system) {
    return new Host(system.posix());
  }

  /** The door to it. */
  public Host host() {
    return on(posix);
  }

  /** Every call of a name fails until {@link #heal}. */
  public void failAlways(String name, String symbol) {
    posix.failAlways(name, Errno.valueOf(symbol));
  }

  /** Something happens before every call of a name, until {@link #heal}. */
  public void before(String name, Runnable action) {
    posix.before(name, 0, action::run);
  }

  /** The disk takes this many bytes more and is full then, until {@link #heal}. */
  public void fullAfter(long bytes) {
    posix.fullAfter(bytes);
  }

  /** All is well again. */
  public void heal() {
    posix.heal();
  }

  /** How often a call was made. */
  public long count(String name) {
    return posix.count(name);
  }

  /** Whether the call that fails was made. */
  public boolean hasFailed() {
    return posix.count(call) >= nth;
  }
}
