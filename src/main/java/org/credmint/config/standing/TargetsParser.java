// SPDX-License-Identifier: Apache-2.0
package org.credmint.config.standing;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.credmint.config.knob.Values;

/**
 * Reads a file of targets: one per line, its name and then attributes, {@code fnal site=FNAL
 * gatekeeper="ce.fnal.gov ce.fnal.gov:9619"}. Blank lines and those that begin with {@code #} are
 * passed over.
 */
public final class TargetsParser {
  /** How large a file may be, in bytes. */
  public static final int LARGEST_FILE = 16 * 1024 * 1024;

  /** How many targets a credential may have. */
  static final int MOST_TARGETS = 100_000;

  private static final int LONGEST_VALUE = 1024;
  private static final int MOST_FLAWS = 20;

  /** Also names a file, so nothing that a file's name cannot hold. */
  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,63}");

  private static final Pattern ATTRIBUTE =
      Pattern.compile("\\s+([A-Za-z]\\w{0,63})=(?:\"([^\"]*)\"|([^\\s\"]*))(?=\\s|$)");

  private final List<Target> targets = new ArrayList<>();
  private final List<String> flaws = new ArrayList<>();
  private final Set<String> names = new HashSet<>();
  private final Set<String> repeated = new HashSet<>();

  private TargetsParser() {}

  /**
   * What a file or a list says.
   *
   * @param targets those that can be used, in order
   * @param flaws what is wrong with the others, in words; empty where all could be read
   */
  public record Targets(List<Target> targets, List<String> flaws) {
    /** Takes copies. */
    public Targets {
      targets = List.copyOf(targets);
      flaws = List.copyOf(flaws);
    }
  }

  /** Whether a text can name a target. */
  static boolean isName(String text) {
    return NAME.matcher(text).matches();
  }

  /** Reads a whole file; whatever the bytes, it answers. */
  public static Targets parse(byte[] file) {
    String text;
    try {
      text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(file)).toString();
    } catch (CharacterCodingException e) {
      return new Targets(List.of(), List.of("it is not UTF-8 text"));
    }
    if (!text.isEmpty() && !text.endsWith("\n")) {
      return new Targets(
          List.of(), List.of("its last line does not end, so the file may have been cut"));
    }
    return new TargetsParser().read(text);
  }

  private Targets read(String text) {
    int number = 0;
    for (String line : text.split("\n", -1)) {
      number++;
      String stripped = line.strip();
      if (!stripped.isEmpty() && !stripped.startsWith("#")) {
        read(number, stripped);
      }
    }
    targets.removeIf(target -> repeated.contains(target.name().toLowerCase(Locale.ROOT)));
    return new Targets(targets, flaws);
  }

  private void read(int number, String line) {
    Optional<String> flaw = targets.size() >= MOST_TARGETS ? Optional.of(tooMany()) : add(line);
    if (flaw.isPresent() && flaws.size() < MOST_FLAWS) {
      flaws.add("line %d: %s".formatted(number, flaw.get()));
    }
  }

  private static String tooMany() {
    return "there are more than %d targets".formatted(MOST_TARGETS);
  }

  /** What is wrong with the line; empty where it gave a target. */
  private Optional<String> add(String line) {
    String name = line.split("\\s", 2)[0];
    if (!isName(name)) {
      return Optional.of(
          "%s cannot name a target; use up to 64 letters, digits and . _ -, beginning with a letter or digit"
              .formatted(Values.shown(name)));
    }
    // Two names that differ in case would be one file where the file system says so.
    if (!names.add(name.toLowerCase(Locale.ROOT))) {
      repeated.add(name.toLowerCase(Locale.ROOT));
      return Optional.of("target " + name + " is listed twice; neither is used");
    }
    Map<String, String> attributes = new LinkedHashMap<>();
    Matcher attribute = ATTRIBUTE.matcher(line);
    int at = name.length();
    while (at < line.length()) {
      if (!attribute.find(at) || attribute.start() != at) {
        return Optional.of(
            "what follows %s is not a list of attributes; write site=FNAL or site=\"two words\""
                .formatted(name));
      }
      String value = attribute.group(2) == null ? attribute.group(3) : attribute.group(2);
      if (value.length() > LONGEST_VALUE || value.chars().anyMatch(Character::isISOControl)) {
        return Optional.of(
            "%s of %s is longer than %d characters, or has a control character"
                .formatted(attribute.group(1), name, LONGEST_VALUE));
      }
      attributes.put(attribute.group(1), value);
      at = attribute.end();
    }
    targets.add(new Target(name, attributes));
    return Optional.empty();
  }
}
