// SPDX-License-Identifier: Apache-2.0
package org.credmint.issue.callout;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.credmint.config.standing.StandingKnob;
import org.credmint.config.standing.StandingSettings.Program;
import org.credmint.config.standing.TargetTemplate;
import org.credmint.config.standing.TargetTemplate.UnfitTargetException;
import org.credmint.config.standing.TemplatePlace;
import org.credmint.issue.carried.CarriedPlan.Call;

/**
 * The calls of a program that can make the credential of one target.
 *
 * @param credential the name of the credential, for messages
 * @param values tells what templates can name of the target
 */
public record ProgramCalls(
    String credential, Program program, Function<String, Optional<String>> values) {
  private static final String ITEM = "item";
  private static final String ANY = "*";

  /**
   * One, or one for each item whose turn may come.
   *
   * @throws UnfitTargetException where the templates give nothing usable
   */
  public List<Call> all() throws UnfitTargetException {
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
    String value = filled(StandingKnob.ITEM_BY, by, "");
    return item(value)
        .or(() -> item(ANY))
        .orElseThrow(
            () ->
                new UnfitTargetException(
                    "%s is %s, for which %s has no word"
                        .formatted(
                            StandingKnob.ITEM_BY.nameFor(credential),
                            value,
                            StandingKnob.ITEMS.nameFor(credential))));
  }

  private Optional<String> item(String value) {
    return program.items().stream()
        .filter(one -> one.startsWith(value + ":"))
        .map(one -> one.substring(value.length() + 1))
        .findFirst();
  }

  private Call call(String item) throws UnfitTargetException {
    List<String> command = new ArrayList<>();
    for (TargetTemplate word : program.command()) {
      command.add(filled(StandingKnob.PROGRAM, word, item));
    }
    return new Call(item, command);
  }

  private String filled(StandingKnob knob, TargetTemplate word, String item)
      throws UnfitTargetException {
    try {
      return word.fill(
          name -> name.equals(ITEM) && !item.isEmpty() ? Optional.of(item) : values.apply(name),
          TemplatePlace.ARGUMENT);
    } catch (UnfitTargetException e) {
      throw new UnfitTargetException(knob.nameFor(credential) + " " + e.reason());
    }
  }
}
