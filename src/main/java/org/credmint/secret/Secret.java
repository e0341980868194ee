// SPDX-License-Identifier: Apache-2.0
package org.credmint.secret;

import java.util.Arrays;
import java.util.Objects;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Bytes that never print, never compare and can be wiped.
 *
 * <p>There is no {@code equals} and no {@code hashCode} of the content, and {@link #toString} tells
 * nothing, so that a secret in a record, a log line or an assertion gives nothing away. Wiping
 * shortens the time a secret lies in memory; it cannot reach copies that the collector or a library
 * made.
 *
 * <p>Safe for use by several threads. A secret that is closed while another thread is inside {@link
 * #expose} is wiped under that thread's hands.
 */
public final class Secret implements AutoCloseable {

  private final byte[] bytes;
  private volatile boolean closed;

  private Secret(byte[] bytes) {
    this.bytes = bytes;
  }

  /**
   * A secret that owns the given array: the caller must neither keep nor change it.
   *
   * @param bytes the content, not copied
   * @return the secret
   */
  public static Secret of(byte[] bytes) {
    return new Secret(Objects.requireNonNull(bytes, "bytes is null"));
  }

  /**
   * Lends the content for the time of one call.
   *
   * @param use what needs the content; it must neither keep nor change the array
   * @param <R> what the use makes of it
   * @return what the use returned
   * @throws IllegalStateException when the secret was closed
   */
  public <R extends @Nullable Object> R expose(Function<byte[], R> use) {
    if (closed) {
      throw new IllegalStateException("the secret was wiped, read it again");
    }
    return use.apply(bytes);
  }

  /**
   * How much there is of it; known even after {@link #close}.
   *
   * @return the length in bytes
   */
  public int length() {
    return bytes.length;
  }

  /** Overwrites the content with zeros; a second call does nothing more. */
  @Override
  public void close() {
    closed = true;
    Arrays.fill(bytes, (byte) 0);
  }

  /** Always {@code [secret]}. */
  @Override
  public String toString() {
    return "[secret]";
  }
}
