// SPDX-License-Identifier: Apache-2.0
package org.credmint.os.file;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.credmint.os.ChildJvm;
import org.credmint.os.Host;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Kills a process that replaces files, again and again at random moments, and looks at what it
 * leaves. The states are counted; only a whole content, with owner and mode, may ever be there.
 */
class DurableBatchKillIT {

  private static final int LINES = 4;
  private static final int KILLS_PER_LINE = Integer.getInteger("credmint.kills", 20) / LINES;

  @TempDir Path top;

  @Test
  @Timeout(300)
  void killedAtAnyMomentEveryFileIsWholeAndNothingIsLostOrForeign() throws Exception {
    ExecutorService pool = Executors.newFixedThreadPool(LINES);
    List<Callable<Map<String, Integer>>> lines = new ArrayList<>();
    for (int line = 0; line < LINES; line++) {
      Path home = Files.createDirectory(top.resolve("line" + line));
      Random random = new Random(line);
      lines.add(() -> killAgainAndAgain(home, random));
    }
    Map<String, Integer> seen = new TreeMap<>();
    for (Future<Map<String, Integer>> line : pool.invokeAll(lines)) {
      line.get().forEach((state, count) -> seen.merge(state, count, Integer::sum));
    }
    pool.shutdown();
    System.out.println("states after kill -9: " + seen);
    assertThat(seen).containsOnlyKeys("kills", "whole", "temporary file left");
    assertThat(seen).containsEntry("kills", LINES * KILLS_PER_LINE);
    assertThat(seen).containsEntry("whole", LINES * KILLS_PER_LINE * DurableBatchKillChild.FILES);
  }

  private Map<String, Integer> killAgainAndAgain(Path home, Random random) throws Exception {
    Map<String, Integer> seen = new TreeMap<>();
    for (int i = 0; i < 2; i++) {
      Files.createDirectory(home.resolve("user" + i));
    }
    int generation = 0;
    for (int kill = 0; kill < KILLS_PER_LINE; kill++) {
      String first = Integer.toString(generation);
      List<String> flags = List.of("-Xmx32m");
      try (ChildJvm child =
          ChildJvm.start("", DurableBatchKillChild.class, flags, home.toString(), first)) {
        child.awaitLine("ready");
        child.killAfter(random.nextInt(20_000), TimeUnit.MICROSECONDS);
      }
      seen.merge("kills", 1, Integer::sum);
      generation = Math.max(generation, look(home, seen));
    }
    return seen;
  }

  /** Counts the state of each file, removes what a restarted daemon would, returns the newest. */
  private static int look(Path home, Map<String, Integer> seen) throws Exception {
    int newest = 0;
    for (int i = 0; i < DurableBatchKillChild.FILES; i++) {
      Path file = home.resolve("user" + i % 2).resolve(DurableBatchKillChild.name(i));
      int generation = Files.exists(file) ? generation(Files.readAllBytes(file)) : -2;
      newest = Math.max(newest, generation);
      seen.merge(state(file, generation), 1, Integer::sum);
    }
    Host host = Host.create();
    for (int i = 0; i < 2; i++) {
      try (Directory user = host.openDirectory(home.resolve("user" + i))) {
        for (DirectoryEntry entry : user.entries()) {
          if (DurableBatch.isTemp(entry.name())) {
            seen.merge("temporary file left", 1, Integer::sum);
            user.remove(entry.name());
          } else if (!entry.name().endsWith(".use")) {
            seen.merge("foreign file " + entry.name(), 1, Integer::sum);
          }
        }
      }
    }
    return newest;
  }

  private static String state(Path file, int generation) throws Exception {
    if (generation < 0) {
      return generation == -1 ? "torn or empty" : "missing";
    }
    Map<String, Object> attributes = Files.readAttributes(file, "unix:mode,uid");
    boolean right =
        ((int) attributes.get("mode") & 07777) == 0400
            && attributes.get("uid").equals(Host.create().identity().uid());
    return right ? "whole" : "wrong owner or mode";
  }

  /** The generation that a content tells, or -1 when it is not exactly that generation's. */
  private static int generation(byte[] content) {
    String text = new String(content, StandardCharsets.US_ASCII);
    int from = text.indexOf(':') + 1;
    int to = text.indexOf(' ');
    if (from <= 0 || to <= from) {
      return -1;
    }
    int generation = Integer.parseInt(text.substring(from, to));
    return Arrays.equals(content, DurableBatchKillChild.content(generation)) ? generation : -1;
  }
}
