// SPDX-License-Identifier: Apache-2.0
package org.credmint.cli.inspect;

import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.credmint.credential.kind.CredentialType;
import org.credmint.credential.kind.Purpose;
import org.credmint.credential.kind.Role;

/**
 * A file, and what is known of the credential in it from elsewhere.
 *
 * @param file its name; {@code -} for the standard input
 * @param privateFile that of the private half of a pair
 * @param type what it is to be; empty where that is to be found out
 * @param role what it is for; empty where nobody says
 */
record CredentialSpec(
    String file, Optional<String> privateFile, Optional<CredentialType> type, Optional<Role> role) {
  static final String FORM =
      "type=,purpose=,trust_domain=,security_class=,target=,minimum_lifetime=,file=,private=";

  private static final Set<String> NAMES =
      Set.of(
          "type",
          "purpose",
          "trust_domain",
          "security_class",
          "target",
          "minimum_lifetime",
          "file",
          "private");

  /**
   * What the command line says of all files.
   *
   * @param type of what type they are to be
   * @param role the values for what a file's own words leave out
   */
  record Defaults(Purposes purposes, Optional<CredentialType> type, Optional<Role> role) {}

  /** The same for one of several credentials of the file. */
  CredentialSpec ofLine(int number) {
    return new CredentialSpec(file + " token " + number, privateFile, type, role);
  }

  /** A file of which nothing is said. */
  static CredentialSpec of(String file, Defaults defaults) {
    return new CredentialSpec(file, Optional.empty(), defaults.type(), defaults.role());
  }

  /**
   * Reads words such as {@code type=scitoken,purpose=request,trust_domain=OSG,file=/t}; a path with
   * a comma cannot be written so.
   *
   * @throws IllegalArgumentException where they are wrong; the message says why
   */
  static CredentialSpec parse(String text, Defaults defaults) {
    Map<String, String> words = words(text);
    String file = words.get("file");
    if (file == null || file.isEmpty()) {
      throw new IllegalArgumentException("'" + text + "' names no file: add file=PATH");
    }
    Optional<CredentialType> type =
        Optional.ofNullable(words.get("type")).map(CredentialSpec::type).or(defaults::type);
    if (words.containsKey("private") && type.filter(CredentialType::isPair).isEmpty()) {
      throw new IllegalArgumentException(
          "private= is for pairs: add type=x509_pair, key_pair or username_password");
    }
    return new CredentialSpec(
        file, Optional.ofNullable(words.get("private")), type, role(words, defaults));
  }

  private static Map<String, String> words(String text) {
    Map<String, String> words = new HashMap<>();
    for (String word : text.split(",", -1)) {
      int equals = word.indexOf('=');
      String name = equals < 0 ? word : word.substring(0, equals).toLowerCase(Locale.ROOT);
      if (equals < 0 || !NAMES.contains(name)) {
        throw new IllegalArgumentException(
            "'"
                + word
                + "' is not NAME=VALUE with one of "
                + String.join(", ", new TreeSet<>(NAMES)));
      }
      if (words.put(name, word.substring(equals + 1)) != null) {
        throw new IllegalArgumentException(name + " is given twice");
      }
    }
    return words;
  }

  /** The type of a name. */
  static CredentialType type(String name) {
    return CredentialType.named(name)
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "'%s' is not a type of credential: use %s".formatted(name, types())));
  }

  private static String types() {
    return Arrays.stream(CredentialType.values())
        .map(type -> type + type.alias().map(alias -> " (" + alias + ")").orElse(""))
        .collect(Collectors.joining(", "));
  }

  private static Optional<Role> role(Map<String, String> words, Defaults defaults) {
    Optional<Role> usual = defaults.role();
    if (words.get("purpose") == null && usual.isEmpty()) {
      return Optional.empty();
    }
    Purpose purpose =
        words.get("purpose") == null
            ? usual.orElseThrow().purpose()
            : defaults.purposes().named(words.get("purpose"));
    return Optional.of(role(purpose, words, usual));
  }

  private static Role role(Purpose purpose, Map<String, String> words, Optional<Role> usual) {
    return new Role(
        purpose,
        words.getOrDefault("trust_domain", usual.map(Role::trustDomain).orElse("")),
        words.getOrDefault("security_class", usual.map(Role::securityClass).orElse("")),
        words.getOrDefault("target", usual.map(Role::target).orElse("")),
        seconds(words.getOrDefault("minimum_lifetime", "0")));
  }

  private static Duration seconds(String text) {
    if (!text.matches("[0-9]{1,10}")) {
      throw new IllegalArgumentException(
          "minimum_lifetime=" + text + " is not a number of seconds");
    }
    return Duration.ofSeconds(Long.parseLong(text));
  }
}
