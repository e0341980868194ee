// SPDX-License-Identifier: Apache-2.0
package org.credmint.config.oauth;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.credmint.config.knob.KnobReader;
import org.credmint.config.knob.Problem;
import org.credmint.config.knob.Values;
import org.credmint.htcondor.knob.Knobs;

/**
 * Reads which services are OAuth2 logins, and their knobs.
 *
 * <p>The credd sorts services so ({@code CredSorter} in HTCondor's {@code store_cred.cpp}): local
 * names and those of client credentials first, then {@code OAUTH2_CREDMON_PROVIDER_NAMES}; where
 * that list is empty or {@code *}, each service with a {@code <service>_CLIENT_ID}. Each service is
 * read for itself: what is wrong with one is no harm to the others.
 */
public final class OAuthReader {
  private static final String EVERY_NAME = "*";
  private static final String CLIENT_ID = "_CLIENT_ID";
  private static final String PELICAN = "_PELICAN";
  private static final String CLIENT_CREDMON = "CLIENT_CREDMON";

  /** The services of these lists are not sorted by their client. */
  private static final List<String> OTHER_LISTS =
      List.of(
          "CLIENT_CREDMON_PROVIDER_NAMES",
          "VAULT_CREDMON_PROVIDER_NAMES",
          "PELICAN_CREDMON_PROVIDER_NAMES");

  private final KnobReader reader;

  /** A reader of one configuration. */
  public OAuthReader(KnobReader reader) {
    this.reader = reader;
  }

  /**
   * What was read.
   *
   * @param problems everything that is wrong with them
   */
  public record Reading(OAuthServices services, List<Problem> problems) {
    /** Takes a copy. */
    public Reading {
      problems = List.copyOf(problems);
    }
  }

  /** The names of all knobs of ours that they have. */
  public static List<String> ownNamesFor(Collection<String> services) {
    return OAuthKnob.ownNamesFor(ServiceKind.LOGIN, services);
  }

  /** The services that the credd takes for OAuth2 logins. */
  private Set<String> names(Knobs knobs, List<String> locals) {
    List<String> listed = listed(OAuthKnob.LIST);
    Set<String> names = new TreeSet<>(listed);
    if (listed.isEmpty() || listed.contains(EVERY_NAME)) {
      names.addAll(withClient(knobs, locals));
    }
    names.remove(EVERY_NAME);
    names.removeAll(locals);
    names.removeAll(listed(OTHER_LISTS.get(0)));
    return names;
  }

  /** The credd looks at the other lists first. */
  private Set<String> pelican(List<String> locals, Set<String> logins) {
    Set<String> names = new TreeSet<>(listed(ServiceKind.PELICAN.list()));
    names.removeAll(locals);
    names.removeAll(logins);
    OTHER_LISTS.subList(0, 2).forEach(list -> names.removeAll(listed(list)));
    return names;
  }

  private List<String> listed(String knob) {
    return reader.find(knob).map(found -> Values.list(found.value())).orElse(List.of());
  }

  /** Knobs have no case, and services usually are in small letters. */
  private Set<String> withClient(Knobs knobs, List<String> locals) {
    Set<String> others = new HashSet<>();
    locals.forEach(name -> others.add(name.toUpperCase(Locale.ROOT)));
    OTHER_LISTS.forEach(
        list -> listed(list).forEach(name -> others.add(name.toUpperCase(Locale.ROOT))));
    Set<String> names = new TreeSet<>();
    for (String knob : knobs.names()) {
      String service = serviceOf(knob.toUpperCase(Locale.ROOT));
      if (!service.isEmpty() && !others.contains(service) && knobs.get(knob).isPresent()) {
        names.add(service.toLowerCase(Locale.ROOT));
      }
    }
    return names;
  }

  /** Empty where the knob is not that of an OAuth2 service's client. */
  private static String serviceOf(String knob) {
    boolean isOther = knob.startsWith(CLIENT_CREDMON) || knob.endsWith(PELICAN + CLIENT_ID);
    return knob.endsWith(CLIENT_ID) && !isOther
        ? knob.substring(0, knob.length() - CLIENT_ID.length())
        : "";
  }

  /**
   * Reads the services.
   *
   * @param locals the providers that the credd takes for local
   * @param clients what was read of the services that HTCondor asks as itself
   */
  public Reading read(Knobs knobs, List<String> locals, Map<String, ClientSettings> clients) {
    Set<String> names = names(knobs, locals);
    Map<String, OAuthSettings> usable = new TreeMap<>();
    Map<String, OAuthDestination> declared = new TreeMap<>();
    List<Problem> problems = new ArrayList<>();
    ServiceReader services = new ServiceReader(reader);
    Map<String, ServiceKind> kinds = new TreeMap<>();
    pelican(locals, names).forEach(name -> kinds.put(name, ServiceKind.PELICAN));
    names.forEach(name -> kinds.put(name, ServiceKind.LOGIN));
    kinds.forEach(
        (name, kind) -> {
          OAuthKnobs own = new OAuthKnobs(kind, name, reader);
          declared.put(name, services.destination(own));
          services.read(own).ifPresent(one -> usable.put(name, one));
          problems.addAll(own.problems());
        });
    return new Reading(new OAuthServices(usable, declared, clients), problems);
  }
}
