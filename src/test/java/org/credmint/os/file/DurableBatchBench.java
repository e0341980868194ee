// SPDX-License-Identifier: Apache-2.0
package org.credmint.os.file;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.OptionalInt;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.credmint.os.Host;
import org.credmint.os.file.DurableBatch.Replacement;

/**
 * Measures {@link DurableBatch}; not a test. Arguments: a directory on the file system to measure,
 * and seconds per line (5). Each line writes 1,000-byte files over as many directories as there are
 * files in a batch, new ones first and then replacements.
 */
final class DurableBatchBench {

  private static final int DIRECTORIES = 2_048;
  private static final byte[] CONTENT = "x".repeat(1_000).getBytes(StandardCharsets.US_ASCII);

  private final Host host = Host.create();
  private final DurableBatch batch = host.durableBatch();
  private final List<Directory> directories = new ArrayList<>();
  private final long nanosPerLine;

  private DurableBatchBench(Path home, long nanosPerLine) throws Exception {
    this.nanosPerLine = nanosPerLine;
    for (int i = 0; i < DIRECTORIES; i++) {
      directories.add(host.openDirectory(Files.createDirectories(home.resolve("user" + i))));
    }
  }

  public static void main(String[] args) throws Exception {
    Path home = Files.createTempDirectory(Path.of(args[0]), "bench");
    long seconds = args.length > 1 ? Long.parseLong(args[1]) : 5;
    DurableBatchBench bench = new DurableBatchBench(home, seconds * 1_000_000_000L);
    bench.round(512, 2);
    System.out.printf(
        "%8s %8s %12s %14s %12s%n", "batch", "threads", "files/s", "ms/batch", "CPU us/file");
    for (int size : new int[] {1, 4, 64, 512, 2_048}) {
      for (int threads : new int[] {1, 2}) {
        bench.print(size, threads);
      }
    }
  }

  private void print(int size, int threads) throws Exception {
    Duration cpu = cpu();
    long start = System.nanoTime();
    long files = round(size, threads);
    double perSecond = files * 1e9 / (System.nanoTime() - start);
    System.out.printf(
        Locale.ROOT,
        "%8d %8d %,12.0f %14.2f %12.1f%n",
        size,
        threads,
        perSecond,
        size * threads * 1_000 / perSecond,
        cpu().minus(cpu).toNanos() / 1e3 / files);
  }

  private static Duration cpu() {
    return ProcessHandle.current().info().totalCpuDuration().orElseThrow();
  }

  /** How many files were written in the time of a line. */
  private long round(int size, int threads) throws Exception {
    ExecutorService pool = Executors.newFixedThreadPool(threads);
    long start = System.nanoTime();
    List<Callable<Long>> work = new ArrayList<>();
    for (int thread = 0; thread < threads; thread++) {
      int first = thread * DIRECTORIES / threads;
      work.add(() -> write(size, first, start));
    }
    long files = 0;
    for (Future<Long> done : pool.invokeAll(work)) {
      files += done.get();
    }
    pool.shutdown();
    return files;
  }

  private long write(int size, int first, long start) {
    long files = 0;
    int next = first;
    while (System.nanoTime() - start < nanosPerLine) {
      Replacement[] chunk = new Replacement[size];
      for (int i = 0; i < size; i++) {
        Directory directory = directories.get(next++ % DIRECTORIES);
        chunk[i] = new Replacement(directory, "scitokens.use", CONTENT, 0400, OptionalInt.empty());
      }
      batch
          .replaceAll(Arrays.asList(chunk))
          .forEach(
              failure ->
                  failure.ifPresent(
                      e -> {
                        throw new IllegalStateException(e);
                      }));
      files += size;
    }
    return files;
  }
}
