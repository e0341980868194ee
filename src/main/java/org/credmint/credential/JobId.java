package org.credmint.credential;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A job, or a cluster of jobs, of one schedd.
 *
 * @param cluster {@code ClusterId}, 1 or more
 * @param proc {@code ProcId}, 0 or more; {@link #WHOLE_CLUSTER} for all jobs of the cluster
 */
public record JobId(int cluster, int proc) implements Comparable<JobId> {
  /** Stands in the place of {@code ProcId} where all jobs of a cluster are meant. */
  public static final int WHOLE_CLUSTER = -1;

  private static final Pattern FORM =
      Pattern.compile("([1-9][0-9]{0,9})(?:\\.(0|[1-9][0-9]{0,9}))?");

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

  /** All jobs of a cluster. */
  public static JobId ofCluster(int cluster) {
    return new JobId(cluster, WHOLE_CLUSTER);
  }

  /**
   * Reads {@code 12.3}, or {@code 12} for a cluster.
   *
   * @return empty where the text is neither; leading zeros and signs are refused
   */
  public static Optional<JobId> parse(String text) {
    Matcher numbers = FORM.matcher(text);
    if (!numbers.matches()) {
      return Optional.empty();
    }
    long cluster = Long.parseLong(numbers.group(1));
    long proc = numbers.group(2) == null ? WHOLE_CLUSTER : Long.parseLong(numbers.group(2));
    return cluster <= Integer.MAX_VALUE && proc <= Integer.MAX_VALUE
        ? Optional.of(new JobId((int) cluster, (int) proc))
        : Optional.empty();
  }

  /** Whether all jobs of the cluster are meant. */
  public boolean isCluster() {
    return proc == WHOLE_CLUSTER;
  }

  @Override
  public int compareTo(JobId other) {
    int byCluster = Integer.compare(cluster, other.cluster);
    return byCluster != 0 ? byCluster : Integer.compare(proc, other.proc);
  }

  /** {@code 12.3}, or {@code 12} for a cluster. */
  @Override
  public String toString() {
    return isCluster() ? String.valueOf(cluster) : cluster + "." + proc;
  }
}
