// SPDX-License-Identifier: Apache-2.0
package org.credmint.config.claim;

import java.util.LinkedHashSet;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import org.credmint.config.knob.InvalidKnobValueException;
import org.credmint.config.knob.ProviderKnob;
import org.credmint.config.knob.ProviderKnobs;
import org.credmint.config.knob.Values;

/** Reads the knobs that say whether a provider issues for users or for jobs. */
public final class JobScopingReader {
  /** A ClassAd attribute's name, as HTCondor's submit language takes it. */
  private static final Pattern IDENTIFIER = Pattern.compile("[A-Za-z_][A-Za-z0-9_]{0,127}");

  private final ProviderKnobs knobs;

  public JobScopingReader(ProviderKnobs knobs) {
    this.knobs = knobs;
  }

  /** What was read; an invalid knob is reported, and its default used. */
  public JobScoping read() {
    Granularity granularity =
        knobs
            .value(ProviderKnob.GRANULARITY, JobScopingReader::granularity)
            .orElse(Granularity.USER);
    Set<String> attributes =
        knobs.value(ProviderKnob.JOB_ATTRIBUTES, JobScopingReader::attributes).orElse(Set.of());
    if (granularity == Granularity.USER) {
      knobs
          .find(ProviderKnob.JOB_ATTRIBUTES)
          .ifPresent(
              found ->
                  knobs.warn(
                      found,
                      "has no effect, because the provider issues per-user credentials and sees no job",
                      "set "
                          + ProviderKnob.GRANULARITY.nameFor(knobs.provider())
                          + " to job or cluster"));
    }
    return new JobScoping(granularity, attributes);
  }

  /** A granularity, in any case. */
  private static Granularity granularity(String text) throws InvalidKnobValueException {
    return switch (text.toLowerCase(Locale.ROOT)) {
      case "user" -> Granularity.USER;
      case "cluster" -> Granularity.CLUSTER;
      case "job" -> Granularity.JOB;
      default ->
          throw new InvalidKnobValueException("is not a granularity", "write user, cluster or job");
    };
  }

  private static Set<String> attributes(String text) throws InvalidKnobValueException {
    Set<String> names = JobScoping.ignoringCase(Set.of());
    for (String name : Values.list(text)) {
      if (!IDENTIFIER.matcher(name).matches()) {
        throw new InvalidKnobValueException(
            "has " + Values.shown(name) + ", which is not a valid ClassAd attribute name",
            "use names of letters, digits and underscores, separated by spaces or commas");
      }
      names.add(name);
    }
    return new LinkedHashSet<>(names);
  }
}
