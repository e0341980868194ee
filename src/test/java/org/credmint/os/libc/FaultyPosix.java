// SPDX-License-Identifier: Apache-2.0
package org.credmint.os.libc;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The real system with switches: the n-th call of a kind fails, or something happens before it, or
 * its results are changed. Of two switches that stand for the same call the later one holds. It
 * also remembers which calls were made.
 */
public final class FaultyPosix {

  /** Something that happens before a call. */
  @FunctionalInterface
  public interface Action {
    void run() throws Exception;
  }

  /** Stands for a call, or changes its buffers and result after it. */
  @FunctionalInterface
  public interface Edit {
    int apply(Object[] arguments, int result);
  }

  private record Rule(String call, int nth, Edit instead, Action before, Edit after) {}

  private final Posix real;
  private final List<Rule> rules = new CopyOnWriteArrayList<>();
  private final List<String> trace = new ArrayList<>();
  private volatile Action beforeAll = () -> {};

  public FaultyPosix(Posix real) {
    this.real = real;
  }

  /** The n-th call (from 1) of a kind fails; a failing close closes all the same, as on Linux. */
  public FaultyPosix fail(String call, int nth, Errno errno) {
    return fail(call, nth, errno.number());
  }

  public FaultyPosix fail(String call, int nth, int errno) {
    if (call.equals("close")) {
      return after(call, nth, (arguments, result) -> -errno);
    }
    rules.add(new Rule(known(call), nth, (arguments, result) -> -errno, null, null));
    return this;
  }

  /** Every call of a kind fails. */
  public FaultyPosix failAlways(String call, Errno errno) {
    return fail(call, 0, errno);
  }

  /** The n-th call of a kind takes effect, and then says that it failed. */
  public FaultyPosix failAfterEffect(String call, int nth, Errno errno) {
    return after(call, nth, (arguments, result) -> -errno.number());
  }

  public FaultyPosix before(String call, int nth, Action action) {
    rules.add(new Rule(known(call), nth, null, action, null));
    return this;
  }

  public FaultyPosix beforeEveryCall(Action action) {
    beforeAll = action;
    return this;
  }

  /** Changes what the n-th call gives back; 0 stands for every call. */
  public FaultyPosix after(String call, int nth, Edit edit) {
    rules.add(new Rule(known(call), nth, null, null, edit));
    return this;
  }

  /** Stands for the call, which is not made. */
  public FaultyPosix instead(String call, int nth, Edit edit) {
    rules.add(new Rule(known(call), nth, edit, null, null));
    return this;
  }

  /** No write takes more than this many bytes. */
  public FaultyPosix shortWrites(int most) {
    return instead(
        "write",
        0,
        (arguments, result) ->
            real.write(
                (int) arguments[0],
                (byte[]) arguments[1],
                (int) arguments[2],
                Math.min(most, (int) arguments[3])));
  }

  /** The disk takes this many bytes more, in all files together, and is full then. */
  public FaultyPosix fullAfter(long bytes) {
    AtomicLong room = new AtomicLong(bytes);
    return instead(
        "write",
        0,
        (arguments, result) -> {
          int most = (int) Math.min(room.get(), (int) arguments[3]);
          if (most == 0) {
            return -Errno.ENOSPC.number();
          }
          room.addAndGet(-most);
          return real.write((int) arguments[0], (byte[]) arguments[1], (int) arguments[2], most);
        });
  }

  /** Takes all switches back. */
  public FaultyPosix heal() {
    rules.clear();
    return this;
  }

  /** Nothing waits for the disk, which tells nothing to those who look at the files. */
  public FaultyPosix withoutWaiting() {
    return instead("fsync", 0, (arguments, result) -> 0)
        .instead("fdatasync", 0, (arguments, result) -> 0)
        .instead("syncfs", 0, (arguments, result) -> 0);
  }

  /** The system with these switches. */
  public Posix posix() {
    return (Posix)
        Proxy.newProxyInstance(
            Posix.class.getClassLoader(),
            new Class<?>[] {Posix.class},
            (proxy, method, arguments) -> invoke(method, arguments));
  }

  /** The calls made so far, in order, but those that only ask. */
  public synchronized List<String> trace() {
    return List.copyOf(trace);
  }

  public synchronized long count(String call) {
    return trace.stream().filter(call::equals).count();
  }

  private synchronized int remember(String call) {
    trace.add(call);
    return (int) count(call);
  }

  private Object invoke(Method method, Object[] given) throws Throwable {
    Object[] arguments = given == null ? new Object[0] : given;
    String call = method.getName();
    if (method.getReturnType() != int.class || arguments.length == 0) {
      return call(method, arguments);
    }
    beforeAll.run();
    int nth = remember(call);
    List<Rule> mine =
        rules.stream().filter(r -> r.call.equals(call) && (r.nth == 0 || r.nth == nth)).toList();
    Edit instead = null;
    for (Rule rule : mine) {
      if (rule.before != null) {
        rule.before.run();
      }
      instead = rule.instead != null ? rule.instead : instead;
    }
    int result = instead != null ? instead.apply(arguments, 0) : (int) call(method, arguments);
    for (Rule rule : mine) {
      result = rule.after != null ? rule.after.apply(arguments, result) : result;
    }
    return result;
  }

  private Object call(Method method, Object[] arguments) throws Throwable {
    try {
      return method.invoke(real, arguments);
    } catch (InvocationTargetException e) {
      throw e.getCause();
    }
  }

  private static String known(String call) {
    if (Arrays.stream(Posix.class.getMethods()).noneMatch(m -> m.getName().equals(call))) {
      throw new IllegalArgumentException("Posix has no call " + call);
    }
    return call;
  }
}
