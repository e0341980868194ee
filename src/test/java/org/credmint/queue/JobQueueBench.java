// SPDX-License-Identifier: Apache-2.0
package org.credmint.queue;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Locale;
import java.util.Set;
import org.credmint.os.Host;
import org.credmint.queue.job.QueueFilter;

/**
 * Measures {@link JobQueue}; not a test. Arguments: a directory with room for the log, its size in
 * MB (500), how many jobs are in the queue (100000), how many of them share a cluster (1), and
 * whether they ask (true). Jobs that came and went fill the log up to its size.
 */
final class JobQueueBench {
  private static final int ATTRIBUTES = 70;
  private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

  private final Path log;
  private final int perCluster;
  private final boolean asking;

  private JobQueueBench(Path log, int perCluster, boolean asking) {
    this.log = log;
    this.perCluster = perCluster;
    this.asking = asking;
  }

  public static void main(String[] args) throws Exception {
    Locale.setDefault(Locale.ROOT);
    Path directory = Files.createTempDirectory(Path.of(args[0]), "bench");
    Path log = directory.resolve("job_queue.log");
    long megabytes = args.length > 1 ? Long.parseLong(args[1]) : 500;
    int jobs = args.length > 2 ? Integer.parseInt(args[2]) : 100_000;
    int perCluster = args.length > 3 ? Integer.parseInt(args[3]) : 1;
    boolean asking = args.length <= 4 || Boolean.parseBoolean(args[4]);
    try {
      JobQueueBench bench = new JobQueueBench(log, perCluster, asking);
      bench.write(megabytes << 20, jobs);
      bench.read();
    } finally {
      Files.deleteIfExists(log);
      Files.delete(directory);
    }
  }

  private void write(long size, int jobs) throws IOException {
    try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(log), 1 << 20)) {
      out.write("107 1 CreationTimestamp 1795319385\n101 0.0 Job Machine\n".getBytes(US_ASCII));
      long written = 0;
      int cluster = 1;
      for (; cluster <= jobs / perCluster; cluster++) {
        written += submit(out, cluster);
      }
      for (; written < size; cluster++) {
        written += submit(out, cluster);
        StringBuilder gone = new StringBuilder("105 \n");
        for (int proc = 0; proc < perCluster; proc++) {
          gone.append("102 %d.%d\n".formatted(cluster, proc));
        }
        gone.append("102 0%d.-1\n106 \n".formatted(cluster));
        written += write(out, gone);
      }
    }
  }

  private long submit(OutputStream out, int cluster) throws IOException {
    StringBuilder text = new StringBuilder("105 \n101 0%d.-1 Job Machine\n".formatted(cluster));
    String key = "103 0" + cluster + ".-1 ";
    text.append(key).append("Owner \"user%d\"\n".formatted(cluster % 50));
    text.append(key).append("CredmintScope_scitokens \"storage.read:/data\"\n");
    for (int i = 0; i < ATTRIBUTES; i++) {
      text.append(key).append("SomeAttribute").append(i).append(" \"the value of it\"\n");
    }
    for (int proc = 0; proc < perCluster; proc++) {
      String job = cluster + "." + proc;
      text.append("101 ").append(job).append(" Job Machine\n103 ").append(job);
      text.append(" JobStatus 1\n103 ").append(job).append(" ProcId ").append(proc).append('\n');
      if (asking) {
        text.append("103 ").append(job).append(" OAuthServicesNeeded \"scitokens_").append(job);
        text.append("\"\n");
      }
      text.append("103 ").append(job).append(" GlobalJobId \"ap.example.org#").append(job);
      text.append("#1795319387\"\n");
    }
    return write(out, text.append("106 \n"));
  }

  private static long write(OutputStream out, StringBuilder text) throws IOException {
    byte[] bytes = text.toString().getBytes(US_ASCII);
    out.write(bytes);
    return bytes.length;
  }

  private void read() throws IOException {
    long before = used();
    QueueFilter filter =
        new QueueFilter(
            Set.of("scitokens"),
            Set.of("CredmintScope_scitokens", "CredmintLifetime_scitokens", "ProjectName"));
    JobQueue queue = new JobQueue(Host.create(), log, filter);
    for (int round = 1; round <= 2; round++) {
      look(queue, before, "all");
      Files.writeString(
          log, "105 \n103 1.0 ProjectName \"new\"\n106 \n", StandardOpenOption.APPEND);
      look(queue, before, "one");
      Path copy = log.resolveSibling("copy");
      Files.copy(log, copy);
      Files.move(copy, log, java.nio.file.StandardCopyOption.REPLACE_EXISTING);
    }
    queue.close();
  }

  private void look(JobQueue queue, long before, String what) throws IOException {
    long start = System.nanoTime();
    long cpu = THREADS.getCurrentThreadCpuTime();
    int changes = ((QueueReadResult.Changes) queue.read()).changes().size();
    double seconds = (System.nanoTime() - start) / 1e9;
    double processor = (THREADS.getCurrentThreadCpuTime() - cpu) / 1e9;
    System.out.printf(
        "%s: %,d changes, %,d MB in %.4f s (%.0f MB/s), %.4f s of processor time, %,d kB kept%n",
        what,
        changes,
        Files.size(log) >> 20,
        seconds,
        Files.size(log) / seconds / (1 << 20),
        processor,
        (used() - before) >> 10);
  }

  private static long used() {
    System.gc();
    Runtime runtime = Runtime.getRuntime();
    return runtime.totalMemory() - runtime.freeMemory();
  }
}
