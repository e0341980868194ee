package org.credmint.daemon;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiConsumer;
import org.credmint.config.JobRenewal;
import org.credmint.config.ScheddQueue;
import org.credmint.os.Directory;
import org.credmint.os.Host;
import org.credmint.os.PosixException;
import org.credmint.queue.Interest;
import org.credmint.queue.JobQueue;
import org.credmint.queue.Reading;
import org.jspecify.annotations.Nullable;

/**
 * Reads the job queues of this machine's schedds for as long as a provider issues for jobs. One
 * look at a time.
 */
final class QueueReader {
  private final Host host;
  private final BiConsumer<Directory, String> watch;
  private @Nullable Wanted wanted;
  private List<Source> sources = List.of();

  /** The queue that was never read and cannot be, so that no other may be read on. */
  private @Nullable Source blocking;

  /** What is read, and for what; where it changes everything is told anew. */
  private record Wanted(List<ScheddQueue> queues, List<Interest> interests, JobRenewal renewal) {}

  /** The queue of one schedd. */
  private final class Source implements AutoCloseable {
    final ScheddQueue schedd;
    private final Interest interest;
    private JobQueue queue;
    private boolean told;

    Source(ScheddQueue schedd, Interest interest) {
      this.schedd = schedd;
      this.interest = interest;
      this.queue = new JobQueue(host, schedd.log(), interest);
    }

    /** What was read but not told is read anew. */
    void beginAgain() {
      close();
      queue = new JobQueue(host, schedd.log(), interest);
      told = false;
    }

    boolean isBlockedBy(Reading reading) {
      return !told && reading instanceof Reading.Unreadable failed && !failed.absent();
    }

    QueueNews news(Reading reading, Set<String> providers, JobRenewal renewal) {
      QueueNews news = new QueueNews(schedd.localName(), reading, !told, providers, renewal);
      told |= reading instanceof Reading.Changes;
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
  QueueReader(Host host, BiConsumer<Directory, String> watch) {
    this.host = host;
    this.watch = watch;
  }

  /** What is new in each queue. */
  List<QueueNews> read(Serving serving) {
    List<ScheddQueue> queues = serving.queues();
    Wanted now =
        new Wanted(
            queues,
            queues.stream().map(serving::interest).toList(),
            serving.settings().jobRenewal());
    if (!now.equals(wanted)) {
      begin(now);
    }
    Set<String> providers = serving.demand().forJobs();
    Map<Source, Reading> readings = new LinkedHashMap<>();
    if (providers.isEmpty()) {
      sources.forEach(source -> readings.put(source, Reading.Changes.NONE));
    } else {
      read(readings);
    }
    List<QueueNews> news = new ArrayList<>();
    readings.forEach((source, one) -> news.add(source.news(one, providers, now.renewal())));
    return news;
  }

  private void begin(Wanted now) {
    sources.forEach(Source::close);
    sources = new ArrayList<>();
    for (int i = 0; i < now.queues().size(); i++) {
      sources.add(new Source(now.queues().get(i), now.interests().get(i)));
      watch(now.queues().get(i).log());
    }
    wanted = now;
    blocking = null;
  }

  /**
   * A queue that was never read and cannot be may hold jobs that ask by the names of other schedds'
   * jobs: until it is known no other is told.
   */
  private void read(Map<Source, Reading> readings) {
    List<Source> order = new ArrayList<>(sources);
    if (blocking != null && order.remove(blocking)) {
      order.add(0, blocking);
    }
    blocking = null;
    for (Source source : order) {
      Reading reading = source.queue.read();
      if (source.isBlockedBy(reading)) {
        readings.keySet().forEach(Source::beginAgain);
        readings.clear();
        readings.put(source, reading);
        blocking = source;
        return;
      }
      readings.put(source, reading);
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
