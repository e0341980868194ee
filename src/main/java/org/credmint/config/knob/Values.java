// SPDX-License-Identifier: Apache-2.0
package org.credmint.config.knob;

import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.regex.Pattern;
import org.credmint.credential.SigningAlgorithm;
import org.credmint.credential.TokenProfile;
import org.credmint.htcondor.log.LogLimit;
import org.credmint.secret.Redaction;

/** From a knob's text to a value with a type. */
public final class Values {
  /** The same bound as for {@code sub}; an issuer is a column in many a reader's database. */
  private static final int LONGEST_ISSUER = 255;

  private static final int LONGEST_KEY_ID = 255;
  private static final int LONGEST_SHOWN = 120;

  /** Host names as they are in use, underscores included, and addresses; then perhaps a port. */
  private static final Pattern HOST =
      Pattern.compile("(?:[A-Za-z0-9._-]+|\\[[0-9A-Fa-f:.]+])(?::[0-9]{1,5})?");

  private static final Pattern BLANKS = Pattern.compile("\\s+");
  private static final Pattern BLANKS_AND_COMMAS = Pattern.compile("[\\s,]+");

  private Values() {}

  /** A reader of one kind of value. */
  @FunctionalInterface
  public interface Converter<T> {
    /** The value that the text stands for. */
    T convert(String text) throws InvalidKnobValueException;
  }

  /** HTCondor's literals: {@code true}, {@code false}, {@code 1}, {@code 0}, in any case. */
  public static boolean bool(String text) throws InvalidKnobValueException {
    return switch (text.toLowerCase(Locale.ROOT)) {
      case "true", "1" -> true;
      case "false", "0" -> false;
      default -> throw new InvalidKnobValueException("is not a boolean", "write true or false");
    };
  }

  /** A whole number between two bounds, both included. */
  public static Converter<Long> integer(long least, long most) {
    return text -> {
      OptionalLong value = IntegerExpression.evaluate(text);
      if (value.isEmpty()) {
        throw new InvalidKnobValueException(
            "is neither an integer nor simple arithmetic such as 20 * 60",
            "write a number from " + least + " to " + most);
      }
      if (value.getAsLong() < least || value.getAsLong() > most) {
        throw new InvalidKnobValueException(
            "is " + value.getAsLong() + ", outside " + least + " to " + most,
            "write a number in this range");
      }
      return value.getAsLong();
    };
  }

  /** Whole seconds between two bounds, both included. */
  public static Converter<Duration> seconds(long least, long most) {
    Converter<Long> number = integer(least, most);
    return text -> {
      Optional<Timespan> written = Timespan.parse(text);
      if (written.isPresent()) {
        throw new InvalidKnobValueException(
            "has a unit, but HTCondor's knobs take a plain number of seconds",
            "write " + written.get().asKnobValue());
      }
      return Duration.ofSeconds(number.convert(text));
    };
  }

  /** An absolute path. */
  public static Path path(String text) throws InvalidKnobValueException {
    try {
      Path path = Path.of(text);
      if (path.isAbsolute()) {
        return path.normalize();
      }
    } catch (InvalidPathException e) {
      throw new InvalidKnobValueException("is not a path", "write an absolute path");
    }
    throw new InvalidKnobValueException(
        "is not an absolute path", "write the full path, starting with '/'");
  }

  /** An absolute path that ends in a name. */
  public static Path file(String text) throws InvalidKnobValueException {
    Path path = path(text);
    if (path.getFileName() == null) {
      throw new InvalidKnobValueException("is not a file", "write the full path of the file");
    }
    return path;
  }

  /** A size in the form of HTCondor's {@code MAX_<NAME>_LOG}, in bytes. */
  public static long bytes(String text) throws InvalidKnobValueException {
    Optional<LogLimit> limit = LogLimit.parse(text);
    String fix = "write a number and a unit, such as 100 Mb";
    if (limit.isEmpty()) {
      throw new InvalidKnobValueException("is not a size", fix);
    }
    if (limit.get().isAge()) {
      throw new InvalidKnobValueException("is a time, but the audit log is rotated by size", fix);
    }
    return limit.get().amount();
  }

  /** {@code 0400} or {@code 0600}, octal as for chmod. */
  public static int useFileMode(String text) throws InvalidKnobValueException {
    return switch (text) {
      case "0400", "400" -> 0400;
      case "0600", "600" -> 0600;
      default ->
          throw new InvalidKnobValueException(
              "is not a mode that HTCondor accepts for credentials", "write 0400 or 0600");
    };
  }

  /** A key id: printable, and short enough to be looked up. */
  public static String keyId(String text) throws InvalidKnobValueException {
    if (text.length() > LONGEST_KEY_ID || !isPrintable(text)) {
      throw new InvalidKnobValueException(
          "is longer than " + LONGEST_KEY_ID + " characters or contains a control character",
          "write the `kid` of the key in the published key set");
    }
    return text;
  }

  /** An algorithm, in any case. */
  public static SigningAlgorithm algorithm(String text) throws InvalidKnobValueException {
    return switch (text.toUpperCase(Locale.ROOT)) {
      case "ES256" -> SigningAlgorithm.ES256;
      case "RS256" -> SigningAlgorithm.RS256;
      default ->
          throw new InvalidKnobValueException(
              "is not an algorithm that verifiers of SciTokens and WLCG tokens accept",
              "write ES256 or RS256");
    };
  }

  /** A token profile. */
  public static TokenProfile profile(String text) throws InvalidKnobValueException {
    return TokenProfile.named(text)
        .orElseThrow(
            () ->
                new InvalidKnobValueException(
                    "is not a token version that verifiers know, so they would reject the token",
                    "write scitoken:2.0, scitoken:1.0 or wlcg:1.0"));
  }

  /** Audiences between blanks; commas belong to an audience, as the stock monitor has it. */
  public static List<String> audiences(String text) throws InvalidKnobValueException {
    if (!isPrintable(text.replaceAll("\\s", " "))) {
      throw new InvalidKnobValueException(
          "contains a control character", "write audiences separated by spaces");
    }
    return BLANKS.splitAsStream(text).filter(word -> !word.isEmpty()).distinct().toList();
  }

  /** Words between blanks and commas. */
  public static List<String> list(String text) {
    return BLANKS_AND_COMMAS
        .splitAsStream(text)
        .filter(word -> !word.isEmpty())
        .distinct()
        .toList();
  }

  /**
   * An issuer: an https URL without query and fragment (OpenID Connect Discovery 1.0, section 3).
   */
  public static String issuer(String text) throws InvalidKnobValueException {
    String fix = "write a URL such as https://tokens.example.org";
    URI url;
    try {
      url = new URI(text);
    } catch (URISyntaxException e) {
      throw new InvalidKnobValueException("is not a URL", fix);
    }
    String authority = Optional.ofNullable(url.getRawAuthority()).orElse("");
    if (authority.contains("@") || url.getRawQuery() != null || url.getRawFragment() != null) {
      throw new InvalidKnobValueException(
          "has a query, a fragment or a user name, which an issuer must not have", fix);
    }
    if (!"https".equals(url.getScheme()) || !HOST.matcher(authority).matches()) {
      throw new InvalidKnobValueException(
          "is not an https URL with a host, and verifiers fetch keys over https only", fix);
    }
    if (text.length() > LONGEST_ISSUER) {
      throw new InvalidKnobValueException("is longer than " + LONGEST_ISSUER + " characters", fix);
    }
    return text;
  }

  /** A foreign text as a message may show it: on one line, not long, and no secret by mistake. */
  public static String shown(String text) {
    return Redaction.clean(text, LONGEST_SHOWN);
  }

  private static boolean isPrintable(String text) {
    return text.chars().noneMatch(Character::isISOControl);
  }
}
