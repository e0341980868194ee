// SPDX-License-Identifier: Apache-2.0
package org.credmint.htcondor.log;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * The words of {@code ALL_DEBUG} and {@code <NAME>_DEBUG}, in the order in which HTCondor takes
 * them ({@code _condor_parse_merge_debug_flags} of {@code dprintf_common.cpp}).
 *
 * <p>A word is a category or a part of the header; {@code -WORD} and {@code WORD:0} take it back,
 * {@code WORD:2} asks for more of it. Of the categories only {@code D_ALWAYS} matters to us, whose
 * second degree {@code D_FULLDEBUG} is. {@code D_FDS}, {@code D_IDENT} and {@code D_BACKTRACE} are
 * taken and have no effect.
 */
final class DebugFlags {

  private static final Set<String> WITHOUT_EFFECT =
      Set.of(
          "D_ACCOUNTANT",
          "D_AUDIT",
          "D_BACKTRACE",
          "D_COMMAND",
          "D_CONFIG",
          "D_CRON",
          "D_DAEMONCORE",
          "D_DYE",
          "D_ERROR",
          "D_EXCEPT",
          "D_FAILURE",
          "D_FDS",
          "D_HOSTNAME",
          "D_IDENT",
          "D_IDLE",
          "D_JOB",
          "D_KEYBOARD",
          "D_LOAD",
          "D_MACHINE",
          "D_MATCH",
          "D_MATERIALIZE",
          "D_NETWORK",
          "D_PERF_TRACE",
          "D_PRIV",
          "D_PROCFAMILY",
          "D_PROTOCOL",
          "D_SECURITY",
          "D_STATS",
          "D_STATUS",
          "D_SYSCALLS",
          "D_TEST",
          "D_THREADS",
          "D_ZKM");

  private boolean fullDebug;
  private boolean timestamps;
  private boolean subSeconds;
  private boolean pid;
  private boolean category;

  /**
   * Takes the words of one knob.
   *
   * @return the words that HTCondor would pass over without a word
   */
  List<String> merge(String words) {
    List<String> unknown = new ArrayList<>();
    for (String word : words.split("[|,\\s]+", -1)) {
      if (!word.isEmpty() && !mergeWord(word.toUpperCase(Locale.ROOT))) {
        unknown.add(word);
      }
    }
    return unknown;
  }

  private boolean mergeWord(String word) {
    boolean minus = word.startsWith("-");
    String bare = minus || word.startsWith("+") ? word.substring(1) : word;
    int colon = bare.indexOf(':');
    String name = colon < 0 ? bare : bare.substring(0, colon);
    return set(name, degree(bare, colon, minus ? 0 : 1));
  }

  /** The digit after the colon; what is no digit there does not count. */
  private static int degree(String word, int colon, int otherwise) {
    boolean digit =
        colon >= 0
            && colon + 1 < word.length()
            && word.charAt(colon + 1) >= '0'
            && word.charAt(colon + 1) <= '9';
    return digit ? word.charAt(colon + 1) - '0' : otherwise;
  }

  private boolean set(String name, int degree) {
    boolean on = degree > 0;
    switch (name) {
      case "D_FULLDEBUG" -> fullDebug = on;
      case "D_ALWAYS", "D_ANY" -> setFullDebug(degree);
      case "D_ALL" -> {
        setFullDebug(degree);
        pid = on;
        category = on;
      }
      case "D_PID" -> pid = on;
      case "D_CAT", "D_CATEGORY", "D_LEVEL" -> category = on;
      case "D_SUB_SECOND" -> subSeconds = on;
      case "D_TIMESTAMP" -> timestamps = on;
      default -> {
        return WITHOUT_EFFECT.contains(name);
      }
    }
    return true;
  }

  /** The first degree is there anyway, and asking for it takes no more away. */
  private void setFullDebug(int degree) {
    if (degree != 1) {
      fullDebug = degree > 1;
    }
  }

  /** The header that the words ask for. */
  LogStyle style(boolean useTimestamps, TimeFormat timeFormat) {
    return new LogStyle(
        fullDebug, timestamps || useTimestamps, subSeconds, pid, category, timeFormat);
  }
}
