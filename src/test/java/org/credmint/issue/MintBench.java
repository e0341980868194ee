// SPDX-License-Identifier: Apache-2.0
package org.credmint.issue;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import org.credmint.credential.SigningAlgorithm;
import org.credmint.issue.Issuance.Issued;
import org.credmint.key.SignatureProvider;
import org.credmint.key.SigningKey;
import org.credmint.key.TestKeys;

/**
 * Prints how many tokens a second are minted and read, and how much processor time each takes,
 * which says more on a machine that has other work. Not a test; run its {@code main} from the test
 * class path, with the names of the rows to print, or none for all.
 */
final class MintBench {
  private static final Instant NOW = Instant.parse("2026-11-22T12:00:00Z");
  private static final int ROUNDS = 3;
  private static final long ROUND_NANOS = 2_000_000_000L;
  private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

  private final List<String> wanted;

  private MintBench(List<String> wanted) {
    this.wanted = wanted;
  }

  /** One unit of work; its result is used, so that no compiler leaves it out. */
  private interface Work {
    int run(int number) throws Exception;
  }

  public static void main(String[] rows) throws Exception {
    Locale.setDefault(Locale.ROOT);
    System.out.printf(
        "%s %s, %d processors%n",
        System.getProperty("java.vm.name"),
        System.getProperty("java.version"),
        Runtime.getRuntime().availableProcessors());
    new MintBench(List.of(rows)).all();
  }

  private void all() throws Exception {
    for (SigningAlgorithm algorithm : SigningAlgorithm.values()) {
      SigningKey key = TestKeys.one(algorithm, "local");
      mint(algorithm + "-jdk", key, SignatureProvider.ofTheJdk());
      mint(algorithm + "-native", key, ofNativeCode());
    }
    byte[] file = aFile();
    row("read", number -> TokenFileParser.read(file).hashCode());
  }

  private static SignatureProvider ofNativeCode() {
    SignatureProvider signatureProvider = SignatureProvider.ofTheJdk();
    signatureProvider.preferNative();
    return signatureProvider;
  }

  private void mint(String name, SigningKey key, SignatureProvider signatureProvider)
      throws Exception {
    LocalIssuer issuer =
        new LocalIssuer(
            Plans.PROVIDER.issuer(),
            Plans.PROVIDER.form(),
            key,
            signatureProvider,
            () -> UUID.randomUUID().toString());
    row(
        name,
        number -> {
          Issuance issuance = issuer.issue(Plans.withSubject("user" + number), NOW);
          return ((Issued) issuance).content().length();
        });
  }

  private static byte[] aFile() {
    SigningKey key = TestKeys.one(SigningAlgorithm.ES256, "local");
    String tokenId = "7c9e6679-7425-40de-944b-e07fc1f90ae7";
    LocalIssuer issuer = Plans.issuer(key, SignatureProvider.ofTheJdk(), tokenId);
    Issued issued = (Issued) issuer.issue(Plans.usual(), NOW);
    return issued.content().expose(byte[]::clone);
  }

  private void row(String name, Work work) throws Exception {
    if (wanted.isEmpty() || wanted.contains(name)) {
      for (int threads = 1; threads <= 2; threads++) {
        for (int round = 1; round <= ROUNDS; round++) {
          round(name, threads, round, work);
        }
      }
    }
  }

  private static void round(String name, int threads, int round, Work work) throws Exception {
    ExecutorService pool = Executors.newFixedThreadPool(threads);
    AtomicLong done = new AtomicLong();
    AtomicLong processor = new AtomicLong();
    AtomicLong sink = new AtomicLong();
    long start = System.nanoTime();
    List<Future<?>> all = new ArrayList<>();
    for (int i = 0; i < threads; i++) {
      all.add(
          pool.submit(
              () -> {
                long count = 0;
                long before = THREADS.getCurrentThreadCpuTime();
                while (System.nanoTime() - start < ROUND_NANOS) {
                  sink.addAndGet(work.run((int) (count++ % 20_000)));
                }
                processor.addAndGet(THREADS.getCurrentThreadCpuTime() - before);
                return done.addAndGet(count);
              }));
    }
    for (Future<?> one : all) {
      one.get();
    }
    double seconds = (System.nanoTime() - start) / 1e9;
    pool.shutdown();
    System.out.printf(
        "%-14s %d thread%s round %d: %8.0f/s, %7.1f us of processor time each%s%n",
        name,
        threads,
        threads == 1 ? " " : "s",
        round,
        done.get() / seconds,
        processor.get() / 1e3 / done.get(),
        sink.get() == 0 ? " (nothing done)" : "");
  }
}
