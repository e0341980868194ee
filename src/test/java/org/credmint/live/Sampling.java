// SPDX-License-Identifier: Apache-2.0
package org.credmint.live;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** A job that looks at its token once a second and writes down what the token says. */
final class Sampling {
  private static final int TIME = 0;
  private static final int JTI = 2;
  private static final int EXPIRY = 3;
  private static final int COLUMNS = 6;

  private final LivePool pool;
  private final int cluster;
  private final Path samples;

  private Sampling(LivePool pool, int cluster, Path samples) {
    this.pool = pool;
    this.cluster = cluster;
    this.samples = samples;
  }

  /** Submits it as this user, and waits until it has seen a token. */
  static Sampling start(LivePool pool, String user, int seconds) {
    Path script = Path.of(System.getProperty("basedir", ""), "scripts", "lib", "demo-job");
    Path home = pool.home(user);
    try {
      Files.copy(script, home.resolve("sample"), StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    int cluster =
        pool.submit(
            user,
            pool.asking("scitokens")
                + """
                executable = /bin/sh
                arguments = "-c 'sh /home/%1$s/sample %2$d > /home/%1$s/samples'"
                transfer_executable = false
                queue
                """
                    .formatted(user, seconds));
    Sampling job = new Sampling(pool, cluster, home.resolve("samples"));
    pool.waitForFile(job.samples, Duration.ofSeconds(60));
    pool.waitFor(
        "a sample",
        Duration.ofSeconds(30),
        () -> job.jtis().isEmpty() ? Optional.empty() : Optional.of(job));
    return job;
  }

  int cluster() {
    return cluster;
  }

  /** The different tokens that it has seen so far. */
  Set<String> jtis() {
    return lines().stream().map(columns -> columns[JTI]).collect(Collectors.toSet());
  }

  /** How many samples found no live token. */
  long expired() {
    return lines().stream()
        .filter(columns -> Long.parseLong(columns[EXPIRY]) <= Long.parseLong(columns[TIME]))
        .count();
  }

  boolean runs() {
    int state = Integer.parseInt(pool.attribute(cluster, "JobStatus").orElse("0"));
    return state == LivePool.RUNNING;
  }

  void awaitToken(String jti, Duration limit) {
    pool.waitFor(
        "the job to see the new token",
        limit,
        () -> jtis().contains(jti) ? Optional.of(jti) : Optional.empty());
  }

  void remove() {
    pool.call("root", "condor_rm", Integer.toString(cluster));
  }

  private List<String[]> lines() {
    try {
      return Files.readString(samples)
          .lines()
          .map(line -> line.split("\t", -1))
          .filter(columns -> columns.length == COLUMNS)
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
