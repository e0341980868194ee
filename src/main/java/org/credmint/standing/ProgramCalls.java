// SPDX-License-Identifier: Apache-2.0
package org.credmint.standing;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.credmint.config.standing.StandingKnob;
import org.credmint.config.standing.StandingSettings;
import org.credmint.config.standing.StandingSettings.Program;
import org.credmint.config.standing.Target;
import org.credmint.config.standing.TargetTemplate;
import org.credmint.config.standing.TargetTemplate.UnfitTargetException;
import org.credmint.config.standing.TemplatePlace;
import org.credmint.issue.carried.CarriedPlan.Call;

/** The calls of a program that can make the credential of one target. */
record ProgramCalls(StandingSettings settings, Program program, Target target) {
  private static final String ANY = "*";

  /** One, or one for each item whose turn may come. */
  List<Call> all() throws UnfitTargetException {
    if (program.items().isEmpty()) {
      return List.of(call(""));
    }
    if (program.itemBy().isPresent()) {
      return List.of(call(itemOf(program.itemBy().get())));
    }
    List<Call> calls = new ArrayList<>();
    for (String item : program.items()) {
      calls.add(call(item));
    }
    return calls;
  }

  private String itemOf(TargetTemplate by) throws UnfitTargetException {
    String knob = StandingKnob.ITEM_BY.nameFor(settings.name());
    String value = new TargetValues(settings, target).fill(knob, by, TemplatePlace.ARGUMENT);
    return item(value)
        .or(() -> item(ANY))
        .orElseThrow(
            () ->
                new UnfitTargetException(
                    "%s is %s, for which %s has no word"
                        .formatted(knob, value, StandingKnob.ITEMS.nameFor(settings.name()))));
  }

  private Optional<String> item(String value) {
    return program.items().stream()
        .filter(one -> one.startsWith(value + ":"))
        .map(one -> one.substring(value.length() + 1))
        .findFirst();
  }

  private Call call(String item) throws UnfitTargetException {
    TargetValues values = new TargetValues(settings, target);
    String knob = StandingKnob.PROGRAM.nameFor(settings.name());
    List<String> command = new ArrayList<>();
    for (TargetTemplate word : program.command()) {
      try {
        command.add(
            word.fill(
                name -> name.equals("item") ? Optional.of(item) : values.find(name),
                TemplatePlace.ARGUMENT));
      } catch (UnfitTargetException e) {
        throw new UnfitTargetException(knob + " " + e.reason());
      }
    }
    return new Call(item, command);
  }
}
