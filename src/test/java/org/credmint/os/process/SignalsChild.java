// SPDX-License-Identifier: Apache-2.0
package org.credmint.os.process;

import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.AtomicInteger;
import org.credmint.os.Host;

/**
 * A process with the signals taken. It prints {@code ready}, then {@code hangup} and {@code stop}
 * as they come; with the argument {@code exit} a stop ends it with status 0. A line on standard
 * input makes it print {@code stops=N} and end. Meanwhile it makes garbage, so that signals meet a
 * JVM at work.
 */
final class SignalsChild {

  private SignalsChild() {}

  public static void main(String[] args) throws Exception {
    boolean exits = args.length > 0 && args[0].equals("exit");
    AtomicInteger stops = new AtomicInteger();
    Runnable onStop =
        () -> {
          stops.incrementAndGet();
          System.out.println("stop");
          if (exits) {
            System.exit(0);
          }
        };
    for (String note : Host.create().installSignals(() -> System.out.println("hangup"), onStop)) {
      System.out.println("note: " + note);
    }
    Thread busy = new Thread(SignalsChild::makeGarbage);
    busy.setDaemon(true);
    busy.start();
    System.out.println("ready");
    new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8)).readLine();
    System.out.println("stops=" + stops.get());
    System.exit(0);
  }

  private static void makeGarbage() {
    while (true) {
      if ("garbage".repeat(10_000).isEmpty()) {
        System.out.println("garbage");
      }
    }
  }
}
