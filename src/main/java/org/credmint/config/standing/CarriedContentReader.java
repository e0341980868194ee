// SPDX-License-Identifier: Apache-2.0
package org.credmint.config.standing;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.credmint.config.knob.InvalidKnobValueException;
import org.credmint.config.knob.Values;
import org.credmint.config.standing.StandingSettings.Content;
import org.credmint.config.standing.StandingSettings.Program;
import org.credmint.credential.kind.CredentialType;

/** Reads where a credential comes from that is not made here: a program, or a file. */
final class CarriedContentReader {
  private static final long LONGEST_CALL_SECONDS = 3600;
  private static final String ITEM = "item";
  private static final List<StandingKnob> OF_MAKERS =
      List.of(
          StandingKnob.KEY,
          StandingKnob.PROVIDER,
          StandingKnob.TRUST_DOMAIN,
          StandingKnob.FORM,
          StandingKnob.CERTIFICATE_FILE,
          StandingKnob.PRIVATE_KEY_FILE,
          StandingKnob.PRIVATE_KEY_PASSPHRASE_FILE,
          StandingKnob.X509_CERT_DIR,
          StandingKnob.PROXY_KEY_TYPE,
          StandingKnob.LIMITED,
          StandingKnob.PATH_LENGTH);

  private static final List<StandingKnob> OF_PROGRAMS =
      List.of(
          StandingKnob.PROGRAM_USER,
          StandingKnob.PROGRAM_TIMEOUT,
          StandingKnob.ITEMS,
          StandingKnob.ITEM_BY);

  private final StandingKnobs own;
  private final CredentialType type;
  private final boolean isCallback;

  CarriedContentReader(StandingKnobs own, CredentialType type, boolean isCallback) {
    this.own = own;
    this.isCallback = isCallback;
    this.type = type;
  }

  /** Whether a credential is carried, and not made here. */
  static boolean isCarried(StandingKnobs own) {
    return own.find(StandingKnob.PROGRAM).isPresent() || own.find(StandingKnob.FILE).isPresent();
  }

  /** Says of knobs about programs that they need one. */
  static void refuseWithoutProgram(StandingKnobs own) {
    if (own.find(StandingKnob.PROGRAM).isEmpty()) {
      OF_PROGRAMS.forEach(knob -> own.refuse(knob, "PROGRAM is not set"));
    }
  }

  /** The content; empty where a knob is wrong. */
  Optional<Content> read() {
    OF_MAKERS.forEach(knob -> own.refuse(knob, "it is for credentials that are made here"));
    if (type.isPair()) {
      own.disable(
          StandingKnob.TYPE,
          "is two files, and each standing credential is one",
          "declare one credential for each half, such as x509_cert and private_key");
    }
    Optional<Path> file = own.value(StandingKnob.FILE, Values::file);
    if (own.find(StandingKnob.FILE).isPresent()) {
      ofFiles();
    }
    Optional<Program> program = own.find(StandingKnob.PROGRAM).flatMap(set -> program());
    List<TargetTemplate> scope = scope();
    return own.isDisabled()
        ? Optional.empty()
        : Optional.of(new Content.Carried(type, file, program, scope, set(StandingKnob.AUDIENCE)));
  }

  /** What a file holds was agreed on elsewhere. */
  private void ofFiles() {
    for (StandingKnob knob :
        List.of(
            StandingKnob.TOKEN_LIFETIME,
            StandingKnob.MINIMUM_LIFETIME,
            StandingKnob.SUBJECT_TEMPLATE,
            StandingKnob.AUTHORIZATIONS,
            StandingKnob.AUDIENCE,
            StandingKnob.SCOPE)) {
      own.refuse(knob, "a FILE is delivered as it is");
    }
  }

  private Optional<Program> program() {
    Optional<List<TargetTemplate>> command =
        own.value(StandingKnob.PROGRAM, CarriedContentReader::command);
    Optional<String> account = own.value(StandingKnob.PROGRAM_USER, DeliveryReader::account);
    Optional<Duration> timeout =
        own.value(StandingKnob.PROGRAM_TIMEOUT, Values.seconds(1, LONGEST_CALL_SECONDS));
    Optional<TargetTemplate> by = own.value(StandingKnob.ITEM_BY, TargetTemplate::parse);
    List<String> items =
        own.value(StandingKnob.ITEMS, text -> items(text, by.isPresent())).orElse(List.of());
    checkItems(command.orElse(List.of()), items, by);
    return command.isPresent() && timeout.isPresent()
        ? Optional.of(new Program(command.get(), account, timeout.get(), items, by))
        : Optional.empty();
  }

  private void checkItems(
      List<TargetTemplate> command, List<String> items, Optional<TargetTemplate> by) {
    boolean used = command.stream().anyMatch(word -> word.names().contains(ITEM));
    if (used && items.isEmpty()) {
      own.disable(
          StandingKnob.ITEMS,
          "is not set or has a mistake, and PROGRAM contains {item}",
          "list the words that {item} stands for");
    } else if (by.isPresent() && items.isEmpty()) {
      own.disable(StandingKnob.ITEMS, "is not set, but ITEM_BY is", "write value:word pairs");
    }
  }

  private static List<TargetTemplate> command(String text) throws InvalidKnobValueException {
    List<TargetTemplate> words = new ArrayList<>();
    for (String word : text.strip().split("\\s+", -1)) {
      words.add(TargetTemplate.parse(word));
    }
    TargetTemplate path = words.get(0);
    if (!path.text().startsWith("/") || !Set.of(ITEM).containsAll(path.names())) {
      throw new InvalidKnobValueException(
          "does not begin with the full path of a program",
          "write a path that begins with / and has no variable but {item}");
    }
    return words;
  }

  private static List<String> items(String text, boolean byValue) throws InvalidKnobValueException {
    List<String> items = Values.list(text);
    for (String item : items) {
      String word = item.substring(item.indexOf(':') + 1);
      if ((byValue && item.indexOf(':') <= 0) || !word.matches("[A-Za-z0-9._+-]+")) {
        throw new InvalidKnobValueException(
            "has %s, which is not %s"
                .formatted(Values.shown(item), byValue ? "value:word" : "a word"),
            "use letters, digits and . _ + -" + (byValue ? ", such as FNAL:a CERN:b *:c" : ""));
      }
    }
    return items;
  }

  /** An IDTOKEN's scopes are authorizations; one without any may do everything. */
  private List<TargetTemplate> scope() {
    if (type != CredentialType.IDTOKEN || own.find(StandingKnob.FILE).isPresent()) {
      return set(StandingKnob.SCOPE);
    }
    if (!isCallback && own.find(StandingKnob.AUTHORIZATIONS).isEmpty()) {
      own.disable(
          StandingKnob.AUTHORIZATIONS,
          "is not set, so that nothing bounds what an IDTOKEN allows",
          "list what the credential may do, such as READ WRITE");
    }
    return own
        .value(StandingKnob.AUTHORIZATIONS, TargetTemplate::parseAll)
        .orElse(List.of())
        .stream()
        .map(one -> TargetTemplate.literal("condor:/" + one.text()))
        .toList();
  }

  /** The default of these knobs is for what is made here. */
  private List<TargetTemplate> set(StandingKnob knob) {
    return own.find(knob)
        .flatMap(set -> own.value(knob, TargetTemplate::parseAll))
        .orElse(List.of());
  }
}
