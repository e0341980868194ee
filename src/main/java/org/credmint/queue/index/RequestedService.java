// SPDX-License-Identifier: Apache-2.0
package org.credmint.queue.index;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.StringTokenizer;
import java.util.function.BiConsumer;
import org.credmint.credential.AttributeValue;
import org.credmint.credential.JobId;
import org.jspecify.annotations.Nullable;

/**
 * A word of {@code OAuthServicesNeeded} that names the very job or cluster whose ad it stands in,
 * told without the job's numbers, so that the requests of a thousand jobs are one object; or one
 * that names a job of another schedd.
 *
 * @param provider whom it asks
 * @param proc {@link #OWN}, {@link JobId#WHOLE_CLUSTER}, or, in a cluster's ad, which of its jobs:
 *     condor_submit puts the words of job 0 there
 * @param ofAnotherSchedd the job or cluster of another schedd that it names; null where it names
 *     its own
 */
record RequestedService(String provider, int proc, @Nullable JobId ofAnotherSchedd) {
  /** The job in whose ad it stands. */
  static final int OWN = -2;

  /** No job of this schedd. */
  private static final int NONE = -3;

  /** A cluster's ad names one of its jobs, if any; this many are far more than that. */
  private static final int MOST = 64;

  private static final int LONGEST_WORD = 255;
  private static final String BETWEEN = ", \t\r\n\013\f";

  /**
   * Reads the attribute.
   *
   * @param proc of the job in whose ad it stands; {@link JobId#WHOLE_CLUSTER} for a cluster's ad
   * @param unserved takes providers that are not ours, and for which job or cluster they are asked
   * @return without repetitions; empty where it names nothing of this job or cluster
   */
  static List<RequestedService> read(
      AttributeValue value,
      AttributeTable table,
      int cluster,
      int proc,
      BiConsumer<String, JobId> unserved) {
    if (!(value instanceof AttributeValue.Text text)) {
      return List.of();
    }
    List<RequestedService> requestedServices = new ArrayList<>(2);
    StringTokenizer words = new StringTokenizer(text.value(), BETWEEN);
    while (words.hasMoreTokens() && requestedServices.size() < MOST) {
      RequestedService requestedService = word(words.nextToken(), table, cluster, proc, unserved);
      if (requestedService != null && !requestedServices.contains(requestedService)) {
        requestedServices.add(requestedService);
      }
    }
    return List.copyOf(requestedServices);
  }

  private static @Nullable RequestedService word(
      String word,
      AttributeTable table,
      int cluster,
      int proc,
      BiConsumer<String, JobId> unserved) {
    if (word.length() > LONGEST_WORD) {
      return null;
    }
    for (String provider : table.providers()) {
      Optional<JobId> named = named(word, provider);
      if (named.isPresent()) {
        return wish(provider, named.get(), table, cluster, proc);
      }
    }
    int mark = Math.max(word.lastIndexOf('_'), word.lastIndexOf('*'));
    if (mark > 0) {
      JobId.parse(word.substring(mark + 1))
          .filter(named -> table.isOfThisSchedd(named) && isOwn(named, cluster, proc))
          .ifPresent(named -> unserved.accept(word.substring(0, mark), named));
    }
    return null;
  }

  /** What the word names of this provider; {@code *} may stand for the underscore. */
  private static Optional<JobId> named(String word, String provider) {
    int length = provider.length();
    boolean fits =
        word.length() > length
            && (word.charAt(length) == '_' || word.charAt(length) == '*')
            && word.startsWith(provider);
    return fits ? JobId.parse(word.substring(length + 1)) : Optional.empty();
  }

  private static @Nullable RequestedService wish(
      String provider, JobId named, AttributeTable table, int cluster, int proc) {
    if (table.isOfAnotherSchedd(named)) {
      return new RequestedService(provider, NONE, named);
    }
    if (!table.isOfThisSchedd(named) || !isOwn(named, cluster, proc)) {
      return null;
    }
    boolean ofMany = named.isCluster() || proc == JobId.WHOLE_CLUSTER;
    return new RequestedService(provider, ofMany ? named.proc() : OWN, null);
  }

  private static boolean isOwn(JobId named, int cluster, int proc) {
    return named.cluster() == cluster
        && (named.isCluster() || proc == JobId.WHOLE_CLUSTER || named.proc() == proc);
  }

  boolean isForCluster() {
    return proc == JobId.WHOLE_CLUSTER;
  }

  boolean isForJob(int number) {
    return proc == OWN || proc == number;
  }
}
