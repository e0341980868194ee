// SPDX-License-Identifier: Apache-2.0
package org.credmint.config;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.credmint.config.knob.KnobReader;
import org.credmint.config.knob.KnobReader.KnobValue;
import org.credmint.config.knob.Problem;
import org.credmint.config.knob.Values;
import org.credmint.config.oauth.OAuthKnob;
import org.credmint.config.oauth.ServiceKind;
import org.credmint.htcondor.knob.Knobs;

/**
 * The services that knobs give to HTCondor's other monitors, as the credd sorts them ({@code
 * CredSorter}, see {@link ProviderNames}). Credmint serves the OAuth2 logins among them; the files
 * of all others are left alone.
 */
final class OtherMonitors {
  private static final Map<String, String> LISTS = Map.of("VAULT_CREDMON_PROVIDER_NAMES", "Vault");

  private static final String EVERY_NAME = "*";
  private static final String CLIENT_ID = "_CLIENT_ID";
  private static final String PELICAN = "_PELICAN";
  private static final String STOCK_FIX =
      "run the stock credmon for them, on a separate access point";

  private final KnobReader reader;
  private final Knobs knobs;
  private final Set<String> ours;
  private final Set<String> logins;

  /**
   * The monitors beside ours.
   *
   * @param ours the providers of the local issuer and of client credentials: the credd takes them
   *     for such whoever else names them
   * @param logins the services that are OAuth2 logins, and ours too
   */
  OtherMonitors(KnobReader reader, Knobs knobs, List<String> ours, Set<String> logins) {
    this.reader = reader;
    this.knobs = knobs;
    this.ours = Set.copyOf(ours);
    this.logins = Set.copyOf(logins);
  }

  /** The services that lists name. */
  Set<String> claimed() {
    Set<String> claimed = new HashSet<>(logins);
    claimed.addAll(namedIn(OAuthKnob.LIST));
    LISTS.keySet().forEach(knob -> claimed.addAll(namedIn(knob)));
    return claimed;
  }

  /** The services that have an OAuth2 client of their own, in any case. */
  Set<String> clients() {
    Set<String> clients = new HashSet<>();
    for (String service : oauthClients()) {
      clients.add(service);
      if (endsWith(service, PELICAN)) {
        clients.add(service.substring(0, service.length() - PELICAN.length()));
      }
    }
    return clients;
  }

  /** What nobody serves while we run, and what can be taken for ours. */
  List<Problem> problems() {
    List<Problem> problems = new ArrayList<>();
    LISTS.forEach(
        (knob, kind) ->
            reader
                .find(knob)
                .filter(found -> !found.value().equals(EVERY_NAME))
                .ifPresent(found -> problems.add(notServed(kind, found))));
    List<String> clients =
        oauthClients().stream().filter(service -> !endsWith(service, PELICAN)).toList();
    notListed(clients).ifPresent(problems::add);
    LISTS.keySet().forEach(knob -> clashes(knob, namedIn(knob), problems));
    List<String> listed = new ArrayList<>();
    for (ServiceKind kind : List.of(ServiceKind.LOGIN, ServiceKind.PELICAN)) {
      listed.addAll(namedIn(kind.list()));
      clashes(kind.list(), namedIn(kind.list()), problems);
    }
    clients.stream()
        .filter(service -> listed.stream().noneMatch(service::equalsIgnoreCase))
        .forEach(service -> clashes(service + CLIENT_ID, List.of(service), problems));
    return problems;
  }

  private boolean isLogin(String service) {
    return logins.stream().anyMatch(service::equalsIgnoreCase);
  }

  private Optional<Problem> notListed(List<String> clients) {
    List<String> others = clients.stream().filter(service -> !isLogin(service)).toList();
    return others.isEmpty()
        ? Optional.empty()
        : Optional.of(
            Problem.ofProvider(
                String.join(", ", others),
                "<service>" + CLIENT_ID,
                Values.shown(String.join(" ", others)),
                "has an OAuth2 client, but is not listed in " + OAuthKnob.LIST,
                "list it there, or remove its knobs"));
  }

  private Problem notServed(String kind, KnobValue list) {
    List<String> both = Values.list(list.value()).stream().filter(ours::contains).toList();
    if (both.isEmpty()) {
      return Problem.ofProvider(
          String.join(", ", Values.list(list.value())),
          list.knob(),
          Values.shown(list.value()),
          "lists providers for " + kind + ", which Credmint does not serve",
          STOCK_FIX);
    }
    return Problem.warning(
        list.knob(),
        Values.shown(list.value()),
        "lists " + String.join(" ", both) + ", which the credd treats as a local provider",
        "list each service in only one of the knobs");
  }

  /** A service and a handle share one file name with another service: a_b is both. */
  private void clashes(String knob, List<String> theirs, List<Problem> problems) {
    boolean isClient = endsWith(knob, CLIENT_ID);
    for (String other : theirs) {
      for (String own : ours.stream().sorted().toList()) {
        if (startsWithService(other, own, isClient)) {
          problems.add(clash(knob, other, own, other, own));
        } else if (startsWithService(own, other, isClient)) {
          problems.add(clash(knob, other, own, own, other));
        }
      }
    }
  }

  private static boolean startsWithService(String longer, String shorter, boolean anyCase) {
    String start = shorter + "_";
    return longer.regionMatches(anyCase, 0, start, 0, start.length());
  }

  private Problem clash(String knob, String other, String own, String file, String base) {
    String handle = file.substring(base.length() + 1);
    return new Problem(
        Problem.Severity.WARNING,
        Optional.of(own),
        knob,
        endsWith(knob, CLIENT_ID) ? "" : Values.shown(other),
        ("the files of service %s can be mistaken for those of provider %s: %s.top could also mean"
                + " %s with handle %s; Credmint %s of service %s%s")
            .formatted(
                other,
                own,
                file,
                base,
                handle,
                isLogin(other) ? "takes them for files" : "leaves the files",
                other,
                isLogin(other) ? "" : " alone"),
        "rename one of the two, so that neither name begins with the other and an underscore, and"
            + " keep the old name in service while queued jobs request it");
  }

  private List<String> namedIn(String knob) {
    return reader.find(knob).map(found -> Values.list(found.value())).orElse(List.of()).stream()
        .filter(name -> !name.equals(EVERY_NAME) && !ours.contains(name))
        .toList();
  }

  /** Services with a client id: the credd sends their users to a login page (sorter, rule 6). */
  private List<String> oauthClients() {
    return knobs.names().stream()
        .filter(name -> endsWith(name, CLIENT_ID) && knobs.get(name).isPresent())
        .map(name -> name.substring(0, name.length() - CLIENT_ID.length()))
        .filter(service -> !service.regionMatches(true, 0, "CLIENT_CREDMON", 0, 14))
        .filter(service -> ours.stream().noneMatch(service::equalsIgnoreCase))
        .toList();
  }

  private static boolean endsWith(String name, String end) {
    return name.regionMatches(true, name.length() - end.length(), end, 0, end.length());
  }
}
