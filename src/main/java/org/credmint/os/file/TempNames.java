// SPDX-License-Identifier: Apache-2.0
package org.credmint.os.file;

import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.function.LongSupplier;
import java.util.regex.Pattern;

/**
 * Names of files that are being written: {@code .<name>.<16 hexadecimal digits>.credmint.tmp}. The
 * leading dot and the ending keep HTCondor from taking one for a credential, and the whole keeps
 * the store from sweeping what is not ours. The first half of the digits is the same for all names
 * of a run, to distinguish what an earlier run left from what another thread is writing.
 */
public final class TempNames {

  private static final int LONGEST_NAME = 255;
  private static final String ENDING = ".credmint.tmp";
  private static final int DIGITS = 16;
  private static final int RUN_DIGITS = DIGITS / 2;
  private static final long OF_FILE = 0xffff_ffffL;
  private static final int LONGEST_STEM = LONGEST_NAME - 1 - 1 - DIGITS - ENDING.length();
  private static final byte[] HEX = "0123456789abcdef".getBytes(StandardCharsets.US_ASCII);

  private static final Pattern TEMP =
      Pattern.compile("\\..+\\.[0-9a-f]{16}\\.credmint\\.tmp", Pattern.DOTALL);

  private final LongSupplier random;
  private final long run;
  private final String runDigits;

  /**
   * The names of one run.
   *
   * @param random gives 64 random bits
   */
  public TempNames(LongSupplier random) {
    this.random = random;
    this.run = random.getAsLong() & ~OF_FILE;
    this.runDigits = HexFormat.of().toHexDigits(run).substring(0, RUN_DIGITS);
  }

  /** A fresh name for a file that is to become {@code name}, ended by a zero byte. */
  byte[] next(String name) {
    int stem = Math.min(name.length(), LONGEST_STEM);
    byte[] temp = new byte[1 + stem + 1 + DIGITS + ENDING.length() + 1];
    temp[0] = '.';
    System.arraycopy(name.getBytes(StandardCharsets.ISO_8859_1), 0, temp, 1, stem);
    temp[1 + stem] = '.';
    long value = run | (random.getAsLong() & OF_FILE);
    for (int i = 0; i < DIGITS; i++) {
      temp[2 + stem + i] = HEX[(int) (value >>> (60 - 4 * i)) & 0xf];
    }
    byte[] ending = ENDING.getBytes(StandardCharsets.US_ASCII);
    System.arraycopy(ending, 0, temp, 2 + stem + DIGITS, ending.length);
    return temp;
  }

  /** Whether a temporary name was made by another run. */
  boolean isLeftover(String name) {
    return isTemp(name) && !name.startsWith(runDigits, name.length() - ENDING.length() - DIGITS);
  }

  static boolean isTemp(String name) {
    return name.endsWith(ENDING) && TEMP.matcher(name).matches();
  }
}
