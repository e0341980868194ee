// SPDX-License-Identifier: Apache-2.0
package org.credmint.config.standing;

import java.util.regex.Pattern;
import org.credmint.config.knob.Values;
import org.credmint.config.standing.TargetTemplate.UnfitTargetException;
import org.credmint.credential.InvalidSegmentException;
import org.credmint.credential.PathSegment;

/** What a template is used for, and how a target's value is kept from leaving its place. */
public enum TemplatePlace {
  /** An identity, {@code name@domain}. */
  SUBJECT("[A-Za-z0-9._+-]+", "letters, digits and . _ + -", 255),
  /** A segment of a scope's path; other characters are percent-encoded. */
  SCOPE("", "", 4096) {
    @Override
    String fitted(String name, String value) throws UnfitTargetException {
      try {
        return PathSegment.encode(value);
      } catch (InvalidSegmentException e) {
        throw new UnfitTargetException(
            "has {%s} = %s, which %s".formatted(name, Values.shown(value), e.reason()));
      }
    }
  },
  /** A service, mostly a URL or a host with a port. */
  AUDIENCE("[A-Za-z0-9._:/\\[\\]-]+", "letters, digits and . _ : / [ ] -", 255) {
    @Override
    String fitted(String name, String value) throws UnfitTargetException {
      boolean isGatekeeper = name.equalsIgnoreCase("gatekeeper");
      return super.fitted(name, isGatekeeper ? audienceOf(value) : value);
    }
  },
  /** A part of a file's name, which is a key's. */
  KEY("[A-Za-z0-9._-]+", "letters, digits and . _ -", 128),
  /** A part of a program's argument; it can never become an option. */
  ARGUMENT(
      "(?!.*[.][.])[A-Za-z0-9._+=:/][A-Za-z0-9._+@=:/-]*",
      "letters, digits and . _ + @ = : / -, with no leading - or @ and no ..",
      1024),
  /** A part of a name in a path. */
  PATH("[A-Za-z0-9_+-][A-Za-z0-9._+-]*", "letters, digits and . _ + -, with no leading dot", 1024);

  /** Of an HTCondor-CE. */
  private static final String USUAL_PORT = ":9619";

  private static final int LONGEST_VALUE = 255;

  private final Pattern allowed;
  private final String described;
  private final int longest;

  TemplatePlace(String allowed, String described, int longest) {
    this.allowed = Pattern.compile(allowed);
    this.described = described;
    this.longest = longest;
  }

  /** How many characters the whole word may have. */
  int longest() {
    return longest;
  }

  /**
   * A value as it can stand there.
   *
   * @param name the attribute
   * @throws UnfitTargetException where it cannot
   */
  String fitted(String name, String value) throws UnfitTargetException {
    if (value.length() > LONGEST_VALUE || !allowed.matcher(value).matches()) {
      throw new UnfitTargetException(
          "has {%s} = %s, but only %s may stand there"
              .formatted(name, Values.shown(value), described));
    }
    return value;
  }

  /** The last word of a gatekeeper, such as {@code ce.example.org ce.example.org:9619}. */
  private static String audienceOf(String gatekeeper) {
    String[] words = gatekeeper.strip().split("\\s+", -1);
    String last = words[words.length - 1];
    return last.endsWith(USUAL_PORT)
        ? last.substring(0, last.length() - USUAL_PORT.length())
        : last;
  }
}
