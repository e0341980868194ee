// SPDX-License-Identifier: Apache-2.0
package org.credmint.config.knob;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A knob that is read from HTCondor's configuration, with what an administrator has to know of it.
 *
 * <p>The tables ({@link DaemonKnob}, {@link ProviderKnob}) are the only places that hold a knob's
 * name and default: the readers take both from there, and {@code docs/configuration.md} must show
 * exactly these rows. A default is written as it would stand in the configuration and goes through
 * the same checks.
 */
public sealed interface Knob permits DaemonKnob, ProviderKnob {

  /** Who gave the knob its name, and whether a provider can have its own. */
  enum Family {
    /** A knob of HTCondor's, written as it stands. */
    HTCONDOR("", false),
    /** A knob of the stock local issuer. */
    LOCAL("LOCAL_CREDMON_", true),
    /** A knob of ours for the whole daemon. */
    CREDMINT("CREDMINT_", false),
    /** A knob of ours that a provider can have for itself. */
    CREDMINT_PROVIDER("CREDMINT_", true);

    private final String prefix;
    private final boolean perProvider;

    Family(String prefix, boolean perProvider) {
      this.prefix = prefix;
      this.perProvider = perProvider;
    }
  }

  /**
   * A row of the table.
   *
   * @param stem the name behind the family's prefix and the provider's name
   * @param meaning what it decides
   * @param unit unit, form and range of its values
   * @param preset the default; empty for none
   * @param since the release it appeared in: HTCondor's, or ours for knobs of ours
   * @param fallback what is read where the knob is not set, before the default; empty for nothing
   */
  record Definition(
      Family family,
      String stem,
      String meaning,
      String unit,
      String preset,
      String since,
      String fallback) {}

  /** Its row of the table. */
  Definition definition();

  /** All knobs, in the order of the tables. */
  static List<Knob> all() {
    return Stream.<Knob>concat(Stream.of(DaemonKnob.values()), Stream.of(ProviderKnob.values()))
        .toList();
  }

  /** The name that holds for the whole daemon, such as {@code LOCAL_CREDMON_ISSUER}. */
  default String generalName() {
    return definition().family().prefix + definition().stem();
  }

  /**
   * The name that holds for one provider, such as {@code LOCAL_CREDMON_chem_ISSUER}, as HTCondor
   * can read it.
   */
  default String nameFor(String provider) {
    return literalNameFor(ProviderSpelling.of(provider));
  }

  /**
   * The same with the provider's name as it is, which a file cannot hold for every provider, but
   * the environment can.
   */
  default String literalNameFor(String provider) {
    return definition().family().prefix + provider + "_" + definition().stem();
  }

  /** Whether a provider can have its own value. */
  default boolean perProvider() {
    return definition().family().perProvider;
  }

  /** Whether the knob is of our making. */
  default boolean ours() {
    return definition().family().prefix.equals("CREDMINT_");
  }

  /** What is read where the knob is not set, before the default; empty for nothing. */
  default String fallback() {
    return definition().fallback();
  }

  /** The default, or empty where the knob has none. */
  default Optional<String> defaultValue() {
    String preset = definition().preset();
    return preset.isEmpty() ? Optional.empty() : Optional.of(preset);
  }
}
