// SPDX-License-Identifier: Apache-2.0
package org.credmint.credential;

import java.util.Comparator;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A job, or a cluster of jobs, of one schedd of this machine.
 *
 * @param schedd the local name of the schedd ({@code -local-name}); empty for the one that has
 *     none, as most machines have only that
 * @param cluster {@code ClusterId}, 1 or more
 * @param proc {@code ProcId}, 0 or more; {@link #WHOLE_CLUSTER} for all jobs of the cluster
 */
public record JobId(String schedd, int cluster, int proc) implements Comparable<JobId> {
  /** Stands in the place of {@code ProcId} where all jobs of a cluster are meant. */
  public static final int WHOLE_CLUSTER = -1;

  /** The schedd without a local name. */
  public static final String PRIMARY = "";

  /** A letter first, and no dot: it must not be taken for a number or end too early. */
  private static final String SCHEDD = "[A-Za-z][A-Za-z0-9_-]{0,63}";

  private static final Pattern SCHEDD_FORM = Pattern.compile(SCHEDD);

  private static final Pattern FORM =
      Pattern.compile("(?:(" + SCHEDD + ")\\.)?([1-9][0-9]{0,9})(?:\\.(0|[1-9][0-9]{0,9}))?");

  private static final Comparator<JobId> ORDER =
      Comparator.comparing(JobId::schedd)
          .thenComparingInt(JobId::cluster)
          .thenComparingInt(JobId::proc);

  /**
   * Checks the ranges.
   *
   * @throws IllegalArgumentException where a number is out of its range
   */
  public JobId {
    if (cluster < 1 || proc < WHOLE_CLUSTER) {
      throw new IllegalArgumentException("no job has the id " + cluster + "." + proc);
    }
  }

  /** A job of the schedd without a local name. */
  public JobId(int cluster, int proc) {
    this(PRIMARY, cluster, proc);
  }

  /** All jobs of a cluster of the schedd without a local name. */
  public static JobId ofCluster(int cluster) {
    return new JobId(cluster, WHOLE_CLUSTER);
  }

  /** Whether a credential's name can carry this local name of a schedd. */
  public static boolean isScheddName(String localName) {
    return SCHEDD_FORM.matcher(localName).matches();
  }

  /**
   * Reads {@code 12.3}, or {@code 12} for a cluster, either with a schedd's local name and a dot
   * before it: {@code SCHEDD2.12.3}.
   *
   * @return empty where the text is none of these; leading zeros and signs are refused
   */
  public static Optional<JobId> parse(String text) {
    Matcher parts = FORM.matcher(text);
    if (!parts.matches()) {
      return Optional.empty();
    }
    String schedd = parts.group(1) == null ? PRIMARY : parts.group(1);
    long cluster = Long.parseLong(parts.group(2));
    long proc = parts.group(3) == null ? WHOLE_CLUSTER : Long.parseLong(parts.group(3));
    return cluster <= Integer.MAX_VALUE && proc <= Integer.MAX_VALUE
        ? Optional.of(new JobId(schedd, (int) cluster, (int) proc))
        : Optional.empty();
  }

  /** Whether all jobs of the cluster are meant. */
  public boolean isCluster() {
    return proc == WHOLE_CLUSTER;
  }

  /** All jobs of its cluster. */
  public JobId wholeCluster() {
    return new JobId(schedd, cluster, WHOLE_CLUSTER);
  }

  /** What its own schedd calls it: {@code 12.3}, or {@code 12} for a cluster. */
  public String withinSchedd() {
    return isCluster() ? String.valueOf(cluster) : cluster + "." + proc;
  }

  @Override
  public int compareTo(JobId other) {
    return ORDER.compare(this, other);
  }

  /** As {@link #parse} reads it. */
  @Override
  public String toString() {
    return schedd.isEmpty() ? withinSchedd() : schedd + "." + withinSchedd();
  }
}
