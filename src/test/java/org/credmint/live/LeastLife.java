// SPDX-License-Identifier: Apache-2.0
package org.credmint.live;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What {@code credmint check} promises of the tokens that running jobs hold.
 *
 * @param seconds the least life of a job's copy while renewals succeed
 * @param secondsWhileFailing the same where they fail until the last moment
 */
record LeastLife(int seconds, int secondsWhileFailing) {
  private static final Pattern LINE =
      Pattern.compile(
          "at least (\\d+) s; at least (\\d+) s if renewals fail until the last moment");

  /** What it says of the only provider of this pool. */
  static LeastLife promisedIn(LivePool pool) {
    String told = pool.run("root", "/opt/credmint/bin/credmint", "check").stdout();
    Matcher line = LINE.matcher(told);
    assertThat(line.find()).as(told).isTrue();
    LeastLife life =
        new LeastLife(Integer.parseInt(line.group(1)), Integer.parseInt(line.group(2)));
    assertThat(line.find()).as("more than one provider in %s", told).isFalse();
    return life;
  }
}
