// SPDX-License-Identifier: Apache-2.0
package org.credmint.queue.index;

import java.util.List;
import org.credmint.credential.AttributeValue;
import org.credmint.credential.JobId;
import org.credmint.queue.job.ClassAdLiteral;
import org.credmint.queue.job.JobStatus;
import org.credmint.queue.log.JobQueueLogFile;
import org.credmint.queue.log.LineReader;
import org.jspecify.annotations.Nullable;

/**
 * Applies the log's records to an {@link Index}. Begin and end of transactions mean nothing here:
 * only what is committed is read.
 *
 * <p>Source: classad_log.cpp of HTCondor 25.14; seen so with 23.9.6 and 25.14.1.
 */
public final class LogRecordApplier implements LineReader {
  /** A number, a blank. */
  private static final int KEY_AT = 4;

  private static final long NO_KEY = -1;

  /** Of other things than jobs: the header's ad, users, sets of jobs, private ads of clusters. */
  private static final long NO_JOB = -2;

  private final AttributeTable table;
  private final Index index;
  private final SkippedRecords skipped;
  private final UnknownProviderRequests unknownProviderRequests;
  private final JobQueueLogFile file;

  public LogRecordApplier(
      AttributeTable table,
      Index index,
      SkippedRecords skipped,
      UnknownProviderRequests unknownProviderRequests,
      JobQueueLogFile file) {
    this.table = table;
    this.index = index;
    this.skipped = skipped;
    this.unknownProviderRequests = unknownProviderRequests;
    this.file = file;
  }

  @Override
  public void line(byte[] line, int from, int to, boolean whole) {
    boolean known = to - from >= 3 && line[from] == '1' && line[from + 1] == '0';
    if (!known || (to - from > 3 && line[from + 3] != ' ')) {
      foreign("is not a record that HTCondor writes");
      return;
    }
    switch (line[from + 2]) {
      case '1', '2' -> appearance(line, from, to, line[from + 2] == '1');
      case '3' -> assignment(line, from, to, whole);
      case '4' -> deletion(line, from, to);
      case '5', '6', '7' -> {}
      default -> foreign("is not a record that HTCondor writes");
    }
  }

  private void appearance(byte[] line, int from, int to, boolean appears) {
    int keyEnd = blank(line, from + KEY_AT, to);
    if (!appears && keyEnd < to) {
      foreign("removes a job and has more text after it, as if two records were in one line");
      return;
    }
    long key = key(line, from + KEY_AT, keyEnd);
    if (key >= 0 && appears == index.ad(cluster(key), proc(key)).isGone()) {
      index.put(cluster(key), proc(key), appears ? Ad.EMPTY : Ad.GONE);
    }
  }

  private void assignment(byte[] line, int from, int to, boolean whole) {
    int keyEnd = blank(line, from + KEY_AT, to);
    int nameEnd = blank(line, keyEnd + 1, to);
    if (nameEnd + 1 >= to) {
      foreign("sets an attribute without a value");
      return;
    }
    int slot = table.find(line, keyEnd + 1, nameEnd);
    if (slot == AttributeTable.NONE) {
      return;
    }
    long key = key(line, from + KEY_AT, keyEnd);
    if (key >= 0) {
      int longest = slot == AttributeTable.SERVICES ? ClassAdLiteral.LONGEST : index.longestValue();
      AttributeValue value =
          whole
              ? ClassAdLiteral.read(line, nameEnd + 1, to, longest)
              : ClassAdLiteral.other(line, nameEnd + 1, to);
      change(key, slot, value);
    }
  }

  /**
   * Takes an attribute away. Until it starts anew, the schedd then hides the cluster's value from
   * the job too; here it is seen at once.
   */
  private void deletion(byte[] line, int from, int to) {
    int keyEnd = blank(line, from + KEY_AT, to);
    int slot = table.find(line, keyEnd + 1, blank(line, keyEnd + 1, to));
    if (slot != AttributeTable.NONE) {
      long key = key(line, from + KEY_AT, keyEnd);
      if (key >= 0) {
        change(key, slot, null);
      }
    }
  }

  /** The schedd drops what is set in an ad that it does not have. */
  private void change(long key, int slot, @Nullable AttributeValue value) {
    int cluster = cluster(key);
    int proc = proc(key);
    Ad ad = index.ad(cluster, proc);
    if (ad.isGone()) {
      skipped.add(file.lineNumber(), file.lineOffset(), "changes a job that is not in the queue");
    } else if (slot == AttributeTable.STATUS) {
      index.put(cluster, proc, ad.withStatus(status(value)));
    } else if (slot == AttributeTable.SINCE) {
      index.put(cluster, proc, ad.withSince(seconds(value)));
    } else if (slot == AttributeTable.SERVICES) {
      index.put(cluster, proc, ad.withRequestedServices(requestedServices(value, cluster, proc)));
    } else {
      index.put(cluster, proc, ad.withValue(slot, value == null ? null : index.shared(value)));
    }
  }

  private @Nullable List<RequestedService> requestedServices(
      @Nullable AttributeValue value, int cluster, int proc) {
    return value == null
        ? null
        : RequestedService.read(
            value,
            table,
            cluster,
            proc,
            (provider, asked) -> unknownProviderRequests.add(provider, asked, proc, index));
  }

  private static int status(@Nullable AttributeValue value) {
    long number = value instanceof AttributeValue.Whole whole ? whole.value() : 0;
    return JobStatus.of(number) == JobStatus.OTHER ? 0 : (int) number;
  }

  private static int seconds(@Nullable AttributeValue value) {
    long number = value instanceof AttributeValue.Whole whole ? whole.value() : 0;
    return number > 0 && number <= Integer.MAX_VALUE ? (int) number : 0;
  }

  /** {@code 012.-1} is cluster 12, {@code 12.0} a job of it. */
  private long key(byte[] line, int from, int to) {
    int dot = from;
    while (dot < to && line[dot] != '.') {
      dot++;
    }
    int digits = dot + 1 < to && line[dot + 1] == '-' ? dot + 2 : dot + 1;
    long cluster = number(line, from, dot);
    long proc = number(line, digits, to);
    boolean padded = isPadded(line, digits, to) || (digits != dot + 2 && isPadded(line, from, dot));
    if (cluster < 0 || proc < 0 || padded) {
      foreign("has no valid job or cluster ID");
      return NO_KEY;
    }
    boolean negative = digits == dot + 2;
    if (cluster == 0 || (negative && proc != 1)) {
      return NO_JOB;
    }
    return cluster << 32 | (negative ? 0xffff_ffffL : proc);
  }

  /** The schedd writes so a cluster's own number only; else a part of a line is missing. */
  private static boolean isPadded(byte[] line, int from, int to) {
    return to - from > 1 && line[from] == '0';
  }

  private static int cluster(long key) {
    return (int) (key >>> 32);
  }

  /** {@link JobId#WHOLE_CLUSTER} is all bits. */
  private static int proc(long key) {
    return (int) key;
  }

  /** Digits as a number; -1 where there are none, others, or more than a job's number can have. */
  private static long number(byte[] line, int from, int to) {
    long number = from < to ? 0 : -1;
    for (int i = from; i < to && number >= 0; i++) {
      boolean digit = line[i] >= '0' && line[i] <= '9';
      number = digit ? number * 10 + (line[i] - '0') : -1;
      number = number > Integer.MAX_VALUE ? -1 : number;
    }
    return number;
  }

  private static int blank(byte[] line, int from, int to) {
    int at = from;
    while (at < to && line[at] != ' ') {
      at++;
    }
    return Math.min(at, to);
  }

  private void foreign(String what) {
    skipped.addForeign(file.lineNumber(), file.lineOffset(), what);
  }
}
