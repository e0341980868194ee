// SPDX-License-Identifier: Apache-2.0
package org.credmint.standing;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.credmint.config.standing.StandingSettings;
import org.credmint.config.standing.Target;
import org.credmint.config.standing.TargetTemplate;
import org.credmint.config.standing.TargetTemplate.UnfitTargetException;
import org.credmint.config.standing.TemplatePlace;
import org.credmint.policy.decision.TraceStep;

/**
 * What templates can name of a target: its attributes, {@code name}, {@code credential}, and {@code
 * host} where the target has no attribute of that name.
 */
record TargetValues(StandingSettings settings, Target target) {
  Optional<String> find(String name) {
    return switch (name.toLowerCase(Locale.ROOT)) {
      case "name" -> Optional.of(target.name().isEmpty() ? settings.name() : target.name());
      case "credential" -> Optional.of(settings.name());
      case "host" -> target.attribute(name).or(() -> Optional.of(settings.host()));
      default -> target.attribute(name);
    };
  }

  /** A template filled; the reason of a failure names the knob. */
  String fill(String knob, TargetTemplate template, TemplatePlace place)
      throws UnfitTargetException {
    try {
      return template.fill(this::find, place);
    } catch (UnfitTargetException e) {
      throw new UnfitTargetException(knob + " " + e.reason());
    }
  }

  List<String> fillAll(String knob, List<TargetTemplate> templates, TemplatePlace place)
      throws UnfitTargetException {
    List<String> filled = new ArrayList<>();
    for (TargetTemplate template : templates) {
      filled.add(fill(knob, template, place));
    }
    return filled;
  }

  /** What gave a claim its value. */
  static TraceStep step(String claim, String value, String knob) {
    return new TraceStep(claim, value, knob);
  }
}
