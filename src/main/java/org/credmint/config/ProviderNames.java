// SPDX-License-Identifier: Apache-2.0
package org.credmint.config;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import org.credmint.config.knob.DaemonKnob;
import org.credmint.config.knob.KnobReader;
import org.credmint.config.knob.Problem;
import org.credmint.config.knob.Values;
import org.credmint.htcondor.CredentialFileNames;
import org.credmint.htcondor.knob.Knobs;

/**
 * Which providers are ours.
 *
 * <p>The credd sorts services by the same knobs ({@code CredSorter} in HTCondor's {@code
 * store_cred.cpp}, 24.1.1 and later) and the first match wins: the local names, then those of the
 * other monitors. Disagreeing with it would make submits wait for a file that nobody writes.
 */
final class ProviderNames {
  private static final Pattern PLAIN = Pattern.compile("[A-Za-z0-9-]+");

  /** A file name holds 255 bytes, and a handle and a suffix have to fit in too. */
  private static final int LONGEST = 128;

  private static final String LOCAL = "LOCAL_CREDMON_";

  private final KnobReader reader;

  ProviderNames(KnobReader reader) {
    this.reader = reader;
  }

  /** The list, or else the one name of older configurations, which is taken whole. */
  List<String> read() {
    List<String> listed =
        reader
            .find(DaemonKnob.PROVIDER_NAMES)
            .map(found -> Values.list(found.value()))
            .orElse(List.of());
    return listed.isEmpty()
        ? List.of(
            KnobReader.setOrDefault(
                reader.find(DaemonKnob.PROVIDER_NAME), DaemonKnob.PROVIDER_NAME))
        : listed;
  }

  /**
   * The same, but nothing where nobody wrote a knob of the local issuer: standing credentials need
   * no provider.
   */
  List<String> written(Knobs knobs) {
    boolean isWritten =
        knobs.names().stream()
            .filter(name -> name.toUpperCase(Locale.ROOT).contains(LOCAL))
            .flatMap(name -> reader.find(name).stream())
            .anyMatch(found -> !reader.isHtcondorsDefault(found));
    return isWritten ? read() : List.of();
  }

  /** The knob that names the providers. */
  String knobThatNames() {
    boolean listed =
        reader
            .find(DaemonKnob.PROVIDER_NAMES)
            .filter(f -> !Values.list(f.value()).isEmpty())
            .isPresent();
    return (listed ? DaemonKnob.PROVIDER_NAMES : DaemonKnob.PROVIDER_NAME).generalName();
  }

  /** What is wrong where none of the providers can be served. */
  Problem noneUsable(List<String> names) {
    String knob = knobThatNames();
    String shown = Values.shown(String.join(" ", names));
    String fix = "fix the problems reported for these providers";
    return reader.find(knob).isPresent()
        ? Problem.fatal(knob, shown, "contains no usable provider", fix)
        : Problem.fatal(
            DaemonKnob.PROVIDER_NAMES.generalName(),
            "",
            "is not set, and the default, " + shown + ", is no usable provider",
            fix);
  }

  /** Whether every name is free of characters that only special-character mode allows. */
  static boolean arePlain(List<String> names) {
    return names.stream().allMatch(name -> name.equals("*") || isPlain(name));
  }

  /** Whether credentials of this name can be on disk and told from others'. */
  static boolean isServable(String name, boolean allowSpecialCharacters) {
    return name.length() <= LONGEST
        && CredentialFileNames.split(name, allowSpecialCharacters).isPresent()
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
                    + DaemonKnob.ALLOW_SPECIAL_CHARACTERS.generalName()
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
}
