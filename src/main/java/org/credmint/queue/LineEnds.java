package org.credmint.queue;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/** Finds line ends eight bytes at a time, which is most of what reading a long log takes. */
final class LineEnds {
  private static final VarHandle LONGS =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

  private static final long LINE_ENDS = 0x0a0a0a0a0a0a0a0aL;
  private static final long ONES = 0x0101010101010101L;
  private static final long HIGH_BITS = 0x8080808080808080L;

  private LineEnds() {}

  /** The first line end in a range, or -1. */
  static int next(byte[] bytes, int from, int to) {
    int at = from;
    for (; at + 8 <= to; at += 8) {
      long found = matches((long) LONGS.get(bytes, at));
      if (found != 0) {
        return at + (Long.numberOfTrailingZeros(found) >>> 3);
      }
    }
    for (; at < to; at++) {
      if (bytes[at] == '\n') {
        return at;
      }
    }
    return -1;
  }

  /** The last line end in a range, or -1. */
  static int last(byte[] bytes, int from, int to) {
    int end = to;
    for (; end - 8 >= from; end -= 8) {
      if (matches((long) LONGS.get(bytes, end - 8)) != 0) {
        break;
      }
    }
    while (end > from) {
      end--;
      if (bytes[end] == '\n') {
        return end;
      }
    }
    return -1;
  }

  /** Not zero where one of the eight bytes is a line end; the lowest bit set tells the first. */
  private static long matches(long bytes) {
    long zeroWhereEqual = bytes ^ LINE_ENDS;
    return (zeroWhereEqual - ONES) & ~zeroWhereEqual & HIGH_BITS;
  }
}
