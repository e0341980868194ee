// SPDX-License-Identifier: Apache-2.0
package org.credmint.config.oauth;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.credmint.config.knob.Knob;
import org.credmint.config.knob.KnobReader;
import org.credmint.config.knob.KnobReader.KnobValue;
import org.credmint.config.knob.Problem;
import org.credmint.config.knob.ProviderKnob;
import org.credmint.config.knob.ProviderKnobs;
import org.credmint.config.knob.Values;
import org.credmint.config.provider.ProviderReader;
import org.credmint.config.provider.ProviderReading;
import org.credmint.config.provider.ReadableRights;

/**
 * Reads the providers whose tokens HTCondor asks for as itself: {@code
 * CLIENT_CREDMON_PROVIDER_NAMES}, without those that are local, as the credd has it.
 *
 * <p>The knobs are those of {@code ClientCredmon.py} of HTCondor 25.14: what may be asked for is
 * configured as for local providers.
 */
public final class ClientReader {
  private static final String NO_USER = "none";

  private final KnobReader reader;
  private final KnobReader ofClients;
  private final String fullHostname;

  /**
   * A reader of one configuration.
   *
   * @param fullHostname this host's name, for where the configuration does not tell it
   */
  public ClientReader(KnobReader reader, String fullHostname) {
    this.reader = reader;
    this.ofClients = reader.of(ServiceKind.CLIENT.prefix());
    this.fullHostname = fullHostname;
  }

  /**
   * What was read.
   *
   * @param usable by name
   * @param rights what all may ask for, as far as it can be read
   * @param declared where those of all are sent
   * @param problems everything that is wrong with them
   */
  public record Reading(
      Map<String, ClientSettings> usable,
      Map<String, ReadableRights> rights,
      Map<String, OAuthDestination> declared,
      List<Problem> problems) {
    /** No such provider. */
    public static final Reading NONE = new Reading(Map.of(), Map.of(), Map.of(), List.of());

    /** Takes copies. */
    public Reading {
      usable = Map.copyOf(usable);
      rights = Map.copyOf(rights);
      declared = Map.copyOf(declared);
      problems = List.copyOf(problems);
    }
  }

  private List<String> names(Collection<String> locals, List<Problem> problems) {
    Optional<KnobValue> list = reader.find(ServiceKind.CLIENT.list());
    List<String> all = list.map(found -> Values.list(found.value())).orElse(List.of());
    List<String> both = all.stream().filter(locals::contains).toList();
    if (!both.isEmpty()) {
      problems.add(
          Problem.warning(
              ServiceKind.CLIENT.list(),
              Values.shown(String.join(" ", all)),
              "lists " + String.join(" ", both) + ", which the credd treats as a local provider",
              "list each service in only one of the knobs"));
    }
    return all.stream().filter(name -> !locals.contains(name)).distinct().toList();
  }

  /** The names of all knobs of ours that they have. */
  public static List<String> ownNamesFor(Collection<String> names) {
    List<String> own = new ArrayList<>(OAuthKnob.ownNamesFor(ServiceKind.CLIENT, names));
    for (String name : names) {
      Arrays.stream(ProviderKnob.values())
          .filter(Knob::ours)
          .forEach(knob -> own.add(knob.nameFor(name)));
    }
    return own;
  }

  /**
   * Reads them, each for itself.
   *
   * @param locals the providers that the credd takes for local
   */
  public Reading read(Collection<String> locals) {
    Map<String, ClientSettings> usable = new TreeMap<>();
    Map<String, ReadableRights> rights = new TreeMap<>();
    Map<String, OAuthDestination> declared = new TreeMap<>();
    List<Problem> problems = new ArrayList<>();
    ServiceReader services = new ServiceReader(reader);
    for (String name : names(locals, problems)) {
      OAuthKnobs own = new OAuthKnobs(ServiceKind.CLIENT, name, reader);
      ProviderKnobs knobs = new ProviderKnobs(name, ofClients);
      Optional<OAuthSettings> service = services.read(own);
      ProviderReading asked = new ProviderReader(knobs, fullHostname).readRemote();
      rights.put(name, asked.rights());
      declared.put(name, services.destination(own));
      service
          .flatMap(
              one ->
                  asked
                      .settings()
                      .map(all -> new ClientSettings(one, all, scope(own), additions(own))))
          .ifPresent(one -> usable.put(name, one));
      problems.addAll(own.problems());
      problems.addAll(knobs.problems());
    }
    return new Reading(usable, rights, declared, problems);
  }

  private static List<String> additions(OAuthKnobs own) {
    return own.text(OAuthKnob.ACCEPTED_ADDITIONS).map(Values::list).orElse(List.of());
  }

  private static String scope(OAuthKnobs own) {
    return own.text(OAuthKnob.USER_SCOPE).filter(text -> !text.equals(NO_USER)).orElse("");
  }
}
