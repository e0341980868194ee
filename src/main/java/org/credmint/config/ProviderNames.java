package org.credmint.config;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.credmint.config.KnobReader.Found;
import org.credmint.htcondor.Knobs;
import org.credmint.htcondor.SpoolNames;

/**
 * Which providers are ours.
 *
 * <p>The credd sorts services by the same knobs ({@code CredSorter} in HTCondor's {@code
 * store_cred.cpp}, 24.1.1 and later) and the first match wins: the local names, then those of the
 * other monitors. Disagreeing with it would make submits wait for a file that nobody writes.
 */
final class ProviderNames {
  /** What other monitors of HTCondor serve. */
  private static final Map<String, String> OTHERS =
      new TreeMap<>(
          Map.of(
              "CLIENT_CREDMON_PROVIDER_NAMES", "client credentials",
              "OAUTH2_CREDMON_PROVIDER_NAMES", "OAuth2 logins",
              "VAULT_CREDMON_PROVIDER_NAMES", "Vault",
              "PELICAN_CREDMON_PROVIDER_NAMES", "Pelican"));

  private static final String CLIENT_ID = "_CLIENT_ID";
  private static final String STOCK_FIX =
      "run the stock credmon for them, on a separate access point";

  private static final Pattern PLAIN = Pattern.compile("[A-Za-z0-9-]+");

  /** A file name holds 255 bytes, and a handle and a suffix have to fit in too. */
  private static final int LONGEST = 128;

  private final KnobReader reader;
  private final Knobs knobs;

  ProviderNames(KnobReader reader, Knobs knobs) {
    this.reader = reader;
    this.knobs = knobs;
  }

  /** The list, or else the one name of older configurations, which is taken whole. */
  List<String> read() {
    List<String> listed =
        reader.find(Knob.PROVIDER_NAMES).map(found -> Values.list(found.value())).orElse(List.of());
    return listed.isEmpty()
        ? List.of(KnobReader.setOrDefault(reader.find(Knob.PROVIDER_NAME), Knob.PROVIDER_NAME))
        : listed;
  }

  /** The knob that names the providers. */
  String knobThatNames() {
    boolean listed =
        reader.find(Knob.PROVIDER_NAMES).filter(f -> !Values.list(f.value()).isEmpty()).isPresent();
    return (listed ? Knob.PROVIDER_NAMES : Knob.PROVIDER_NAME).generalName();
  }

  /** Whether every name is free of characters that only special-character mode allows. */
  static boolean arePlain(List<String> names) {
    return names.stream().allMatch(name -> name.equals("*") || isPlain(name));
  }

  /** Whether credentials of this name can be on disk and told from others'. */
  static boolean isServable(String name, boolean allowSpecialCharacters) {
    return name.length() <= LONGEST
        && SpoolNames.split(name, allowSpecialCharacters).isPresent()
        && (allowSpecialCharacters || isPlain(name));
  }

  /**
   * What is wrong with the names. Those that the stock monitor refuses to start with are fatal here
   * too; others that cannot be served disable themselves.
   */
  List<Problem> unservable(List<String> names, boolean allowSpecialCharacters) {
    List<Problem> problems = new ArrayList<>();
    for (String name : names) {
      if (name.equals("*")) {
        problems.add(
            disabled(name, "is a wildcard, which is not supported", "list each provider by name"));
      } else if (!allowSpecialCharacters && !isPlain(name)) {
        problems.add(
            Problem.fatal(
                knobThatNames(),
                Values.shown(name),
                "is empty, or contains a character that separates provider and handle",
                "use letters, digits and hyphens, or set "
                    + Knob.ALLOW_SPECIAL_CHARACTERS.generalName()
                    + " = true"));
      } else if (!isServable(name, allowSpecialCharacters)) {
        problems.add(
            disabled(
                name,
                "cannot be used as the name of a credential",
                "use at most "
                    + LONGEST
                    + " letters, digits and - _ . + =, with no leading dot and no trailing underscore"));
      }
    }
    return problems;
  }

  private Problem disabled(String name, String reason, String fix) {
    return Problem.ofProvider(name, knobThatNames(), Values.shown(name), reason, fix);
  }

  private static boolean isPlain(String name) {
    return PLAIN.matcher(name).matches();
  }

  /** Services that the credd sorts to other monitors, and that nobody serves while we run. */
  List<Problem> servedByOthers(List<String> ours) {
    List<Problem> problems = new ArrayList<>();
    OTHERS.forEach(
        (knob, kind) ->
            reader
                .find(knob)
                .filter(found -> !found.value().equals("*"))
                .ifPresent(found -> problems.add(notServed(kind, found, ours))));
    List<String> clients = oauthClients(ours);
    if (!clients.isEmpty()) {
      problems.add(
          Problem.warning(
              "<service>" + CLIENT_ID,
              Values.shown(String.join(" ", clients)),
              "is for OAuth2 logins, but Credmint serves only local providers",
              STOCK_FIX));
    }
    return problems;
  }

  private static Problem notServed(String kind, Found list, List<String> ours) {
    List<String> both = Values.list(list.value()).stream().filter(ours::contains).toList();
    if (both.isEmpty()) {
      return Problem.warning(
          list.knob(),
          Values.shown(list.value()),
          "lists providers for " + kind + ", but Credmint serves only local providers",
          STOCK_FIX);
    }
    return Problem.warning(
        list.knob(),
        Values.shown(list.value()),
        "names " + String.join(" ", both) + ", which the credd treats as a local provider",
        "list each provider in one knob only");
  }

  /** Services with a client id: the credd sends their users to a login page (sorter, rule 6). */
  private List<String> oauthClients(List<String> ours) {
    return knobs.names().stream()
        .filter(name -> endsWith(name, CLIENT_ID) && knobs.get(name).isPresent())
        .map(name -> name.substring(0, name.length() - CLIENT_ID.length()))
        .filter(service -> !endsWith(service, "_PELICAN"))
        .filter(service -> !service.regionMatches(true, 0, "CLIENT_CREDMON", 0, 14))
        .filter(service -> ours.stream().noneMatch(service::equalsIgnoreCase))
        .toList();
  }

  private static boolean endsWith(String name, String end) {
    return name.regionMatches(true, name.length() - end.length(), end, 0, end.length());
  }
}
