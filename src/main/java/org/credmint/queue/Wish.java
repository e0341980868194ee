package org.credmint.queue;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.StringTokenizer;
import java.util.function.BiConsumer;
import org.credmint.credential.AttributeValue;
import org.credmint.credential.JobId;
import org.jspecify.annotations.Nullable;

/**
 * A word of {@code OAuthServicesNeeded} that names the very job or cluster whose ad it stands in.
 * Told without the job's numbers, so that the wishes of a thousand jobs are one object.
 *
 * @param provider whom it asks
 * @param proc {@link #OWN}, {@link JobId#WHOLE_CLUSTER}, or, in a cluster's ad, which of its jobs:
 *     condor_submit puts the words of job 0 there
 */
record Wish(String provider, int proc) {
  /** The job in whose ad it stands. */
  static final int OWN = -2;

  /** A cluster's ad names one of its jobs, if any; this many are far more than that. */
  private static final int MOST = 64;

  private static final int LONGEST_WORD = 255;
  private static final String BETWEEN = ", \t\r\n\013\f";

  /**
   * Reads the attribute.
   *
   * @param proc of the job in whose ad it stands; {@link JobId#WHOLE_CLUSTER} for a cluster's ad
   * @param stranger takes providers that are not ours, and for which job or cluster they are asked
   * @return without repetitions; empty where it names nothing of this job or cluster
   */
  static List<Wish> read(
      AttributeValue value,
      Slots slots,
      int cluster,
      int proc,
      BiConsumer<String, JobId> stranger) {
    if (!(value instanceof AttributeValue.Text text)) {
      return List.of();
    }
    List<Wish> wishes = new ArrayList<>(2);
    StringTokenizer words = new StringTokenizer(text.value(), BETWEEN);
    while (words.hasMoreTokens() && wishes.size() < MOST) {
      Wish wish = word(words.nextToken(), slots, cluster, proc, stranger);
      if (wish != null && !wishes.contains(wish)) {
        wishes.add(wish);
      }
    }
    return List.copyOf(wishes);
  }

  private static @Nullable Wish word(
      String word, Slots slots, int cluster, int proc, BiConsumer<String, JobId> stranger) {
    int mark = Math.max(word.lastIndexOf('_'), word.lastIndexOf('*'));
    if (mark <= 0 || word.length() > LONGEST_WORD) {
      return null;
    }
    Optional<JobId> named = JobId.parse(word.substring(mark + 1));
    if (named.isEmpty() || named.get().cluster() != cluster) {
      return null;
    }
    int namedProc = named.get().proc();
    boolean ofMany = namedProc == JobId.WHOLE_CLUSTER || proc == JobId.WHOLE_CLUSTER;
    if (!ofMany && namedProc != proc) {
      return null;
    }
    String asked = word.substring(0, mark);
    String provider = slots.provider(asked);
    if (provider == null) {
      stranger.accept(asked, named.get());
      return null;
    }
    return new Wish(provider, ofMany ? namedProc : OWN);
  }

  boolean isForCluster() {
    return proc == JobId.WHOLE_CLUSTER;
  }

  boolean isForJob(int number) {
    return proc == OWN || proc == number;
  }
}
