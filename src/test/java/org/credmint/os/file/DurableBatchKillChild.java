// SPDX-License-Identifier: Apache-2.0
package org.credmint.os.file;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import org.credmint.os.Host;
import org.credmint.os.file.DurableBatch.Replacement;
import org.credmint.os.libc.PosixException;

/**
 * Replaces the files of a directory for ever, alternately one by one and all in a batch, until it
 * is killed. Each content tells its generation and its length.
 */
final class DurableBatchKillChild {

  static final int FILES = 6;

  private DurableBatchKillChild() {}

  public static void main(String[] args) throws Exception {
    Host host = Host.create();
    DurableBatch batch = host.durableBatch();
    List<Directory> homes = new ArrayList<>();
    for (int i = 0; i < FILES; i++) {
      homes.add(host.openDirectory(Path.of(args[0], "user" + i % 2)));
    }
    int generation = Integer.parseInt(args[1]);
    while (true) {
      List<Replacement> files = new ArrayList<>();
      for (int i = 0; i < FILES; i++) {
        byte[] content = content(++generation);
        files.add(new Replacement(homes.get(i), name(i), content, 0400, OptionalInt.empty()));
      }
      batch.replaceAll(files).forEach(DurableBatchKillChild::mustBeDone);
      batch.replaceAll(files.subList(0, 1)).forEach(DurableBatchKillChild::mustBeDone);
      if (generation == Integer.parseInt(args[1]) + FILES) {
        System.out.println("ready");
      }
    }
  }

  static String name(int i) {
    return "f" + i + ".use";
  }

  /** Some kilobytes of different lengths, so that a part of one is never the whole of another. */
  static byte[] content(int generation) {
    String head = generation + " ";
    String body = head.repeat(200 + generation % 1_000);
    return (body.length() + ":" + body).getBytes(StandardCharsets.US_ASCII);
  }

  private static void mustBeDone(java.util.Optional<PosixException> failure) {
    if (failure.isPresent()) {
      throw new IllegalStateException(failure.get());
    }
  }
}
