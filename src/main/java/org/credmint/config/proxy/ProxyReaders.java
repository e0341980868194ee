// SPDX-License-Identifier: Apache-2.0
package org.credmint.config.proxy;

import java.time.Duration;
import org.credmint.config.knob.InvalidKnobValueException;
import org.credmint.config.knob.Values;
import org.credmint.htcondor.knob.Knobs;

/**
 * How often HTCondor looks at the file of a proxy, and how much life it wants to find there. The
 * defaults are those of HTCondor 23.9 to 25.14 ({@code param_info.in}, {@code proxymanager.cpp}).
 *
 * @param shadow how often a running job's shadow looks ({@code SHADOW_CHECKPROXY_INTERVAL})
 * @param gridmanager how often the gridmanager looks ({@code GRIDMANAGER_CHECKPROXY_INTERVAL})
 * @param gridmanagerLeast with less life left it holds back jobs of the grid universe ({@code
 *     GRIDMANAGER_MINIMUM_PROXY_TIME})
 * @param submitLeast with less life left a job is not accepted ({@code CRED_MIN_TIME_LEFT})
 * @param delegates whether a job gets a proxy made from the one in the file, and not a copy ({@code
 *     DELEGATE_JOB_GSI_CREDENTIALS})
 * @param delegatedLifetime the longest life of such a proxy; zero for that of the file ({@code
 *     DELEGATE_JOB_GSI_CREDENTIALS_LIFETIME})
 * @param delegationRefresh the share of its life that is left of such a proxy when the shadow makes
 *     another, 0 to 1 ({@code DELEGATE_JOB_GSI_CREDENTIALS_REFRESH})
 */
public record ProxyReaders(
    Duration shadow,
    Duration gridmanager,
    Duration gridmanagerLeast,
    Duration submitLeast,
    boolean delegates,
    Duration delegatedLifetime,
    double delegationRefresh) {
  private static final int DAY = 86_400;
  private static final double QUARTER = 0.25;

  /** What a configuration says; where it says nothing usable, HTCondor's defaults. */
  public static ProxyReaders of(Knobs knobs) {
    return new ProxyReaders(
        seconds(knobs, "SHADOW_CHECKPROXY_INTERVAL", 1, 600),
        seconds(knobs, "GRIDMANAGER_CHECKPROXY_INTERVAL", 1, 600),
        seconds(knobs, "GRIDMANAGER_MINIMUM_PROXY_TIME", 0, 180),
        seconds(knobs, "CRED_MIN_TIME_LEFT", 0, 120),
        delegates(knobs),
        seconds(knobs, "DELEGATE_JOB_GSI_CREDENTIALS_LIFETIME", 0, DAY),
        refresh(knobs.get("DELEGATE_JOB_GSI_CREDENTIALS_REFRESH").orElse("")));
  }

  private static double refresh(String text) {
    return text.strip().matches("0(\\.[0-9]{1,9})?|1(\\.0{1,9})?|\\.[0-9]{1,9}")
        ? Double.parseDouble(text.strip())
        : QUARTER;
  }

  private static Duration seconds(Knobs knobs, String knob, long least, long otherwise) {
    try {
      return knobs.get(knob).isPresent()
          ? Values.seconds(least, Integer.MAX_VALUE).convert(knobs.get(knob).get())
          : Duration.ofSeconds(otherwise);
    } catch (InvalidKnobValueException e) {
      return Duration.ofSeconds(otherwise);
    }
  }

  private static boolean delegates(Knobs knobs) {
    try {
      return knobs.get("DELEGATE_JOB_GSI_CREDENTIALS").isEmpty()
          || Values.bool(knobs.get("DELEGATE_JOB_GSI_CREDENTIALS").get());
    } catch (InvalidKnobValueException e) {
      return true;
    }
  }

  /** The longest time until a new file is noticed. */
  public Duration interval() {
    return shadow.compareTo(gridmanager) >= 0 ? shadow : gridmanager;
  }

  /** How much life has to be left whenever the file is looked at. */
  public Duration least() {
    return gridmanagerLeast.compareTo(submitLeast) >= 0 ? gridmanagerLeast : submitLeast;
  }
}
