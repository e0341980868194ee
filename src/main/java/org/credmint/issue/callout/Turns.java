// SPDX-License-Identifier: Apache-2.0
package org.credmint.issue.callout;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.credmint.htcondor.CredentialFileNames;
import org.credmint.issue.carried.CarriedPlan;
import org.credmint.os.Host;
import org.credmint.os.file.Directory;
import org.credmint.os.file.DurableBatch;
import org.credmint.os.libc.PosixException;

/**
 * Whose turn it is among programs, also after a restart: the file {@code CREDMINT_TURNS} of the
 * credential directory holds a line for each credential with several, its name and a number. Where
 * the file cannot be read or written, the turns go on from what is known. Safe for use by several
 * threads.
 */
public final class Turns {
  private static final int LARGEST = 1 << 20;
  private static final int MODE = 0600;

  /** So that nothing jumps where the count begins anew, whatever the number of programs. */
  private static final int MOST = 720_720_000;

  private final Host host;
  private final Path directory;
  private final Map<String, Integer> next = new TreeMap<>();
  private boolean read;

  /** The turns that are kept in a credential directory. */
  public Turns(Host host, Path directory) {
    this.host = host;
    this.directory = directory;
  }

  /** The program whose turn it is; the next call gives the next one. */
  synchronized CarriedPlan.Call next(CarriedPlan plan) {
    List<CarriedPlan.Call> calls = plan.calls();
    if (calls.size() == 1) {
      return calls.get(0);
    }
    try (Directory open = host.openDirectory(directory)) {
      load(open);
      int turn = take(plan.id().provider());
      store(open);
      return calls.get(turn % calls.size());
    } catch (PosixException e) {
      return calls.get(take(plan.id().provider()) % calls.size());
    }
  }

  private int take(String name) {
    int turn = next.getOrDefault(name, 0);
    next.put(name, (turn + 1) % MOST);
    return turn;
  }

  private void load(Directory open) throws PosixException {
    if (read) {
      return;
    }
    read = true;
    if (open.state(CredentialFileNames.TURNS).isPresent()) {
      byte[] content = open.read(CredentialFileNames.TURNS, LARGEST);
      new String(content, StandardCharsets.UTF_8).lines().forEach(this::remember);
    }
  }

  private void remember(String line) {
    String[] words = line.split(" ", -1);
    if (words.length == 2 && words[1].matches("[0-9]{1,9}")) {
      next.putIfAbsent(words[0], Integer.parseInt(words[1]));
    }
  }

  private void store(Directory open) {
    String text =
        next.entrySet().stream()
            .map(one -> one.getKey() + " " + one.getValue() + "\n")
            .collect(Collectors.joining());
    host.durableBatch()
        .replaceAll(
            List.of(
                new DurableBatch.Replacement(
                    open,
                    CredentialFileNames.TURNS,
                    text.getBytes(StandardCharsets.UTF_8),
                    MODE,
                    OptionalInt.empty())));
  }
}
