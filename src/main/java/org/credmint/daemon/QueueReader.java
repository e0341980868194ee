package org.credmint.daemon;

import java.nio.file.Path;
import java.util.function.BiConsumer;
import org.credmint.config.JobRenewal;
import org.credmint.os.Directory;
import org.credmint.os.Host;
import org.credmint.os.PosixException;
import org.credmint.queue.Interest;
import org.credmint.queue.JobQueue;
import org.credmint.queue.Reading;
import org.jspecify.annotations.Nullable;

/** Reads the job queue for as long as a provider issues for jobs. One look at a time. */
final class QueueReader {
  private final Host host;
  private final BiConsumer<Directory, String> watch;
  private @Nullable JobQueue queue;
  private @Nullable Path path;
  private @Nullable Interest interest;
  private @Nullable JobRenewal renewal;
  private boolean told;

  /**
   * A reader.
   *
   * @param watch has a file of a directory watched, where the system grants that
   */
  QueueReader(Host host, BiConsumer<Directory, String> watch) {
    this.host = host;
    this.watch = watch;
  }

  QueueNews read(Serving serving) {
    Interest wanted = serving.interest();
    JobRenewal limits = serving.settings().jobRenewal();
    Path log = serving.settings().jobQueueLog();
    JobQueue reader = queue;
    if (reader == null
        || !wanted.equals(interest)
        || !log.equals(path)
        || !limits.equals(renewal)) {
      close();
      reader = new JobQueue(host, log, wanted);
      queue = reader;
      path = log;
      interest = wanted;
      renewal = limits;
      told = false;
      watch(log);
    }
    if (wanted.providers().isEmpty()) {
      return new QueueNews(Reading.Changes.NONE, true, wanted.providers(), limits);
    }
    Reading reading = reader.read();
    QueueNews news = new QueueNews(reading, !told, wanted.providers(), limits);
    told |= reading instanceof Reading.Changes;
    return news;
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

  private void close() {
    if (queue != null) {
      queue.close();
    }
  }
}
