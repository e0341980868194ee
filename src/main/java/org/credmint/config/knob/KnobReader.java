// SPDX-License-Identifier: Apache-2.0
package org.credmint.config.knob;

import java.util.Optional;
import java.util.stream.Stream;
import org.credmint.htcondor.knob.Knobs;

/** Finds the value of a knob by the names and in the order in which HTCondor looks for it. */
public final class KnobReader {
  /** The place that HTCondor tells for values of its own table. */
  private static final String HTCONDORS_DEFAULT = "<Default>";

  private static final String LOCAL = "LOCAL_CREDMON_";

  private final Knobs knobs;
  private final String daemonName;
  private final String family;

  /**
   * A reader for one daemon.
   *
   * @param daemonName HTCondor's name of the daemon: {@code CREDMON_OAUTH.X} goes before {@code X}
   */
  public KnobReader(Knobs knobs, String daemonName) {
    this(knobs, daemonName, LOCAL);
  }

  private KnobReader(Knobs knobs, String daemonName, String family) {
    this.knobs = knobs;
    this.daemonName = daemonName;
    this.family = family;
  }

  /**
   * The same with the knobs of another family in the place of the local issuer's.
   *
   * @param prefix of their names, such as {@code CLIENT_CREDMON_}
   */
  public KnobReader of(String prefix) {
    return new KnobReader(knobs, daemonName, prefix);
  }

  private String named(String name) {
    return name.startsWith(LOCAL) ? family + name.substring(LOCAL.length()) : name;
  }

  /**
   * A value and where it was found.
   *
   * @param knob the name that holds it, or that would where it is a default
   */
  public record KnobValue(String knob, String value) {}

  /** The knob of this very name. */
  public Optional<KnobValue> find(String written) {
    String name = named(written);
    String daemonsOwn = daemonName + "." + name;
    Optional<KnobValue> own = knobs.get(daemonsOwn).map(value -> new KnobValue(daemonsOwn, value));
    return own.isPresent() ? own : knobs.get(name).map(value -> new KnobValue(name, value));
  }

  /** The value that holds for the whole daemon; empty where the knob is not set. */
  public Optional<KnobValue> find(Knob knob) {
    return find(knob.generalName());
  }

  /** The provider's own value. */
  Optional<KnobValue> findOwn(Knob knob, String provider) {
    return find(knob.literalNameFor(provider)).or(() -> find(knob.nameFor(provider)));
  }

  /** The provider's own value, or the one that holds for all. */
  public Optional<KnobValue> find(Knob knob, String provider) {
    return findOwn(knob, provider).or(() -> find(knob));
  }

  /**
   * The same, where a knob that stands there with nothing behind it counts as set: the first of the
   * names that stands there at all.
   */
  public Optional<KnobValue> findEvenBlank(Knob knob, String provider) {
    return firstEvenBlank(
        Stream.of(knob.literalNameFor(provider), knob.nameFor(provider), knob.generalName()));
  }

  /** The value for the whole daemon; a blank one where there is no other. */
  public Optional<KnobValue> findEvenBlank(Knob knob) {
    return find(knob).or(() -> firstEvenBlank(Stream.of(knob.generalName())));
  }

  private Optional<KnobValue> firstEvenBlank(Stream<String> names) {
    return names
        .map(this::named)
        .flatMap(name -> Stream.of(daemonName + "." + name, name))
        .flatMap(name -> knobs.getEvenBlank(name).map(value -> new KnobValue(name, value)).stream())
        .findFirst();
  }

  /** Whether nobody wrote the value, but HTCondor itself names it as its default. */
  public boolean isHtcondorsDefault(KnobValue found) {
    return knobs.origin(found.knob()).filter(HTCONDORS_DEFAULT::equals).isPresent();
  }

  /** The value that is set, or the knob's default. */
  public static String setOrDefault(Optional<KnobValue> set, Knob knob) {
    return set.or(() -> defaultOf(knob)).orElseThrow().value();
  }

  /** The knob's default. */
  static Optional<KnobValue> defaultOf(Knob knob) {
    return knob.defaultValue().map(value -> new KnobValue(knob.generalName(), value));
  }
}
