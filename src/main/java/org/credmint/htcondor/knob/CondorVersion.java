// SPDX-License-Identifier: Apache-2.0
package org.credmint.htcondor.knob;

import java.util.Comparator;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A release of HTCondor. */
public record CondorVersion(int major, int minor, int patch) implements Comparable<CondorVersion> {

  private static final Comparator<CondorVersion> ORDER =
      Comparator.comparingInt(CondorVersion::major)
          .thenComparingInt(CondorVersion::minor)
          .thenComparingInt(CondorVersion::patch);

  /** Bare, or after the marker as in {@code $CondorVersion: 23.9.6 2026-07-12 PackageID: ... $}. */
  private static final Pattern TEXT =
      Pattern.compile("(?:.*\\$CondorVersion:)?\\s*(\\d{1,6})\\.(\\d{1,6})\\.(\\d{1,6})(?:\\D.*)?");

  private static final CondorVersion FIRST_WITH_LOCAL_HANDLES = new CondorVersion(25, 13, 2);

  /** HTCONDOR-3377 came to the 24.0 and the 24.x series with the same third number. */
  private static final int PATCH_WITH_LENIENT_READ = 15;

  /**
   * Finds the release in what HTCondor prints of itself: the knob {@code CONDOR_VERSION}, the
   * output of {@code condor_version}, or the version string of its library.
   *
   * @return empty where the text tells no version
   */
  public static Optional<CondorVersion> parse(String text) {
    return text.lines()
        .map(TEXT::matcher)
        .filter(Matcher::matches)
        .findFirst()
        .map(match -> of(match));
  }

  private static CondorVersion of(Matcher match) {
    return new CondorVersion(
        Integer.parseInt(match.group(1)),
        Integer.parseInt(match.group(2)),
        Integer.parseInt(match.group(3)));
  }

  /**
   * Whether the shadow puts a job on hold when its credential file is replaced in the moment of
   * being read. Repaired by HTCONDOR-3377 in 24.0.15, 24.12.15 and 25.0.
   */
  public boolean holdsJobWhenReplacedDuringRead() {
    if (major != 24) {
      return major < 24;
    }
    boolean repairedSeries = minor == 0 || minor == 12;
    return repairedSeries ? patch < PATCH_WITH_LENIENT_READ : minor < 12;
  }

  /**
   * Whether HTCondor's own monitor serves handles of locally issued providers, and whether provider
   * names end at the first underscore unless {@code CREDMON_ALLOW_SPECIAL_CHAR_NAMES} is true:
   * HTCONDOR-2860, in 25.13.2.
   */
  public boolean hasHandlesOfLocalProviders() {
    return compareTo(FIRST_WITH_LOCAL_HANDLES) >= 0;
  }

  @Override
  public int compareTo(CondorVersion other) {
    return ORDER.compare(this, other);
  }

  /** As HTCondor writes it: {@code 25.14.1}. */
  @Override
  public String toString() {
    return major + "." + minor + "." + patch;
  }
}
