// SPDX-License-Identifier: Apache-2.0
package org.credmint.demand;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiConsumer;
import org.credmint.config.JobRenewal;
import org.credmint.config.ScheddQueue;
import org.credmint.os.Host;
import org.credmint.os.file.Directory;
import org.credmint.os.libc.PosixException;
import org.credmint.provider.ActiveConfiguration;
import org.credmint.queue.JobQueue;
import org.credmint.queue.QueueReadResult;
import org.credmint.queue.job.QueueFilter;
import org.jspecify.annotations.Nullable;

/**
 * Reads the job queues of this machine's schedds for as long as a provider issues for jobs. One
 * look at a time.
 */
public final class QueueReader {
  private final Host host;
  private final BiConsumer<Directory, String> watch;
  private @Nullable Wanted wanted;
  private List<Source> sources = List.of();

  /** The queue that was never read and cannot be, so that no other may be read on. */
  private @Nullable Source blocking;

  /** What is read, and for what; where it changes everything is told anew. */
  private record Wanted(List<ScheddQueue> queues, List<QueueFilter> filters, JobRenewal renewal) {}

  /** The queue of one schedd. */
  private final class Source implements AutoCloseable {
    final ScheddQueue schedd;
    private final QueueFilter filter;
    private JobQueue queue;
    private boolean told;

    Source(ScheddQueue schedd, QueueFilter filter) {
      this.schedd = schedd;
      this.filter = filter;
      this.queue = new JobQueue(host, schedd.log(), filter);
    }

    /** What was read but not told is read anew. */
    void beginAgain() {
      close();
      queue = new JobQueue(host, schedd.log(), filter);
      told = false;
    }

    boolean isBlockedBy(QueueReadResult result) {
      return !told && result instanceof QueueReadResult.Unreadable failed && !failed.absent();
    }

    QueueNews news(QueueReadResult result, Set<String> providers, JobRenewal renewal) {
      QueueNews news = new QueueNews(schedd.localName(), result, !told, providers, renewal);
      told |= result instanceof QueueReadResult.Changes;
      return news;
    }

    @Override
    public void close() {
      queue.close();
    }
  }

  /**
   * A reader.
   *
   * @param watch has a file of a directory watched, where the system grants that
   */
  public QueueReader(Host host, BiConsumer<Directory, String> watch) {
    this.host = host;
    this.watch = watch;
  }

  /** What is new in each queue. */
  public List<QueueNews> read(ActiveConfiguration active) {
    List<ScheddQueue> queues = active.queues();
    Wanted now =
        new Wanted(
            queues, queues.stream().map(active::interest).toList(), active.settings().jobRenewal());
    if (!now.equals(wanted)) {
      begin(now);
    }
    Set<String> providers = active.directoryReader().forJobs();
    Map<Source, QueueReadResult> results = new LinkedHashMap<>();
    if (providers.isEmpty()) {
      sources.forEach(source -> results.put(source, QueueReadResult.Changes.NONE));
    } else {
      read(results);
    }
    List<QueueNews> news = new ArrayList<>();
    results.forEach((source, one) -> news.add(source.news(one, providers, now.renewal())));
    return news;
  }

  private void begin(Wanted now) {
    sources.forEach(Source::close);
    sources = new ArrayList<>();
    for (int i = 0; i < now.queues().size(); i++) {
      sources.add(new Source(now.queues().get(i), now.filters().get(i)));
      watch(now.queues().get(i).log());
    }
    wanted = now;
    blocking = null;
  }

  /**
   * A queue that was never read and cannot be may hold jobs that ask by the names of other schedds'
   * jobs: until it is known no other is told.
   */
  private void read(Map<Source, QueueReadResult> results) {
    List<Source> order = new ArrayList<>(sources);
    if (blocking != null && order.remove(blocking)) {
      order.add(0, blocking);
    }
    blocking = null;
    for (Source source : order) {
      QueueReadResult result = source.queue.read();
      if (source.isBlockedBy(result)) {
        results.keySet().forEach(Source::beginAgain);
        results.clear();
        results.put(source, result);
        blocking = source;
        return;
      }
      results.put(source, result);
    }
  }

  /** Without a watch the log is looked at once a second. */
  private void watch(Path log) {
    Path parent = log.getParent();
    if (parent == null) {
      return;
    }
    try (Directory directory = host.openDirectoryFollowingLink(parent)) {
      watch.accept(directory, String.valueOf(log.getFileName()));
    } catch (PosixException e) {
      // Reading the log meets the same error and tells it.
    }
  }
}
