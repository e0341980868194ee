package org.credmint.config;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.credmint.config.KnobReader.Found;
import org.credmint.htcondor.Knobs;

/**
 * Which providers are ours.
 *
 * <p>The credd sorts services by the same knobs ({@code CredSorter} in HTCondor's {@code
 * store_cred.cpp}, 24.1.1 and later) and the first match wins: the local names, then those of the
 * other monitors. Disagreeing with it would make submits wait for a file that nobody writes.
 */
final class ProviderNames {
  /** What other monitors of HTCondor serve, in the order of the credd. */
  private static final Map<String, String> OTHERS =
      Map.of(
          "CLIENT_CREDMON_PROVIDER_NAMES", "client credentials",
          "OAUTH2_CREDMON_PROVIDER_NAMES", "OAuth2 logins",
          "VAULT_CREDMON_PROVIDER_NAMES", "Vault",
          "PELICAN_CREDMON_PROVIDER_NAMES", "Pelican");

  private static final Pattern PLAIN = Pattern.compile("[A-Za-z0-9-]+");

  /**
   * What the credd stores at all ({@code store_cred.cpp}), where special characters are allowed.
   */
  private static final Pattern STORABLE = Pattern.compile("[A-Za-z0-9+=_-][A-Za-z0-9+=_.-]*");

  /**
   * A file name holds 255 bytes, and some are needed for a handle and a temporary name's suffix.
   */
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
    return listed.isEmpty() ? List.of(single().value()) : listed;
  }

  private Found single() {
    return reader
        .find(Knob.PROVIDER_NAME)
        .or(() -> KnobReader.defaultOf(Knob.PROVIDER_NAME))
        .orElseThrow();
  }

  /** Whether every name is free of characters that only special-character mode allows. */
  static boolean arePlain(List<String> names) {
    return names.stream().allMatch(name -> PLAIN.matcher(name).matches());
  }

  /** Names that cannot be served, each with its problem. */
  List<Problem> forbidden(List<String> names, boolean allowSpecialCharacters) {
    String knob = knobThatNames();
    List<Problem> problems = new ArrayList<>();
    for (String name : names) {
      Pattern allowed = allowSpecialCharacters ? STORABLE : PLAIN;
      if (!allowed.matcher(name).matches() || name.length() > LONGEST) {
        problems.add(
            Problem.fatal(
                knob,
                Values.shown(name),
                "is no name for a provider",
                allowSpecialCharacters
                    ? "use letters, digits and - _ . + =, and at most " + LONGEST + " of them"
                    : "use letters, digits and hyphens, or set "
                        + Knob.ALLOW_SPECIAL_CHARACTERS.generalName()
                        + " = true"));
      }
    }
    return problems;
  }

  /** The knob that names the providers. */
  String knobThatNames() {
    return reader.find(Knob.PROVIDER_NAMES).isPresent()
        ? Knob.PROVIDER_NAMES.generalName()
        : Knob.PROVIDER_NAME.generalName();
  }

  /** Services that the credd sorts to other monitors, and that nobody serves while we run. */
  List<Problem> servedByOthers(List<String> ours) {
    List<Problem> problems = new ArrayList<>();
    for (String knob : new TreeSet<>(OTHERS.keySet())) {
      Optional<Found> found = reader.find(knob).filter(list -> !list.value().equals("*"));
      found.ifPresent(list -> problems.add(notServed(knob, list, ours)));
    }
    List<String> clients = oauthClients(ours);
    if (!clients.isEmpty()) {
      problems.add(
          Problem.warning(
              "*_CLIENT_ID",
              Values.shown(String.join(" ", clients)),
              "asks for OAuth2 logins, and Credmint serves only local providers",
              "run the stock monitor for them, on a directory of its own"));
    }
    return problems;
  }

  private static Problem notServed(String knob, Found list, List<String> ours) {
    List<String> both = Values.list(list.value()).stream().filter(ours::contains).toList();
    String reason =
        both.isEmpty()
            ? "names services for "
                + OTHERS.get(knob)
                + ", and Credmint serves only local providers"
            : "names " + String.join(" ", both) + ", which the credd takes for local providers";
    String fix =
        both.isEmpty()
            ? "run the stock monitor for them, on a directory of its own"
            : "name a service in one list only";
    return Problem.warning(list.knob(), Values.shown(list.value()), reason, fix);
  }

  private List<String> oauthClients(List<String> ours) {
    return knobs.names().stream()
        .filter(name -> name.regionMatches(true, name.length() - 10, "_CLIENT_ID", 0, 10))
        .filter(name -> knobs.get(name).isPresent())
        .map(name -> name.substring(0, name.length() - 10))
        .filter(service -> ours.stream().noneMatch(service::equalsIgnoreCase))
        .filter(service -> !service.regionMatches(true, 0, "CLIENT_CREDMON", 0, 14))
        .filter(service -> !service.regionMatches(true, service.length() - 8, "_PELICAN", 0, 8))
        .toList();
  }
}
