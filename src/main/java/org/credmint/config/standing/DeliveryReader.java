// SPDX-License-Identifier: Apache-2.0
package org.credmint.config.standing;

import java.nio.file.Path;
import java.util.Collection;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.credmint.config.knob.InvalidKnobValueException;
import org.credmint.config.knob.Values;
import org.credmint.config.standing.StandingSettings.Delivery;
import org.credmint.config.standing.TargetTemplate.Part;
import org.credmint.credential.kind.CredentialType;
import org.credmint.htcondor.CredentialFileNames;

/** Reads where a standing credential is read. */
final class DeliveryReader {
  private static final int GROUP_AND_OTHERS = 0077;

  /** What HTCondor passes over in a directory ({@code LOCAL_CONFIG_DIR_EXCLUDE_REGEXP}). */
  private static final Pattern PASSED_OVER =
      Pattern.compile(
          "[.#].*|.*(~|\\.rpmsave|\\.rpmnew|\\.dpkg-old|\\.dpkg-dist|\\.cfsaved|\\.pl|\\.py|\\.sh)");

  private static final Set<CredentialType> SECRET_KEYS =
      EnumSet.of(
          CredentialType.PRIVATE_KEY, CredentialType.RSA_PRIVATE_KEY, CredentialType.SYMMETRIC_KEY);

  private final StandingKnobs own;
  private final Collection<String> providers;
  private final Optional<CredentialType> type;
  private final boolean isCallback;

  DeliveryReader(
      StandingKnobs own,
      Collection<String> providers,
      Optional<CredentialType> type,
      boolean isCallback) {
    this.own = own;
    this.providers = providers;
    this.type = type;
    this.isCallback = isCallback;
  }

  /** The delivery; empty where a knob is wrong. */
  Optional<Delivery> read(boolean hasTargets) {
    boolean toUser = own.find(StandingKnob.USER).isPresent();
    if (toUser == own.find(StandingKnob.EXPORT).isPresent()) {
      own.disable(
          StandingKnob.EXPORT,
          toUser ? "is set, and so is USER" : "is not set, and neither is USER",
          "set one of them: EXPORT for a file, USER for a local user's jobs");
      return Optional.empty();
    }
    return toUser ? toUser() : toFile(hasTargets);
  }

  private Optional<Delivery> toUser() {
    for (StandingKnob knob : List.of(StandingKnob.OWNER, StandingKnob.GROUP, StandingKnob.MODE)) {
      if (own.find(knob).isPresent()) {
        own.disable(knob, "applies to exported files only", "remove it, or use EXPORT");
      }
    }
    String name = own.credential();
    providers.stream()
        .filter(one -> name.startsWith(one + "_") || one.startsWith(name + "_"))
        .findFirst()
        .ifPresent(
            one ->
                own.disable(
                    StandingKnob.USER,
                    "makes files in the credential directory whose names could be those of provider "
                        + Values.shown(one),
                    "rename the standing credential"));
    return own.value(StandingKnob.USER, DeliveryReader::user).map(Delivery.ToUser::new);
  }

  private static String user(String text) throws InvalidKnobValueException {
    if (!CredentialFileNames.isUser(text)) {
      throw new InvalidKnobValueException(
          "is not a user name that HTCondor's credd accepts",
          "use letters, digits and - + = _ . only");
    }
    return text;
  }

  private Optional<Delivery> toFile(boolean hasTargets) {
    Optional<TargetTemplate> file = own.value(StandingKnob.EXPORT, this::file);
    if (hasTargets && file.filter(TargetTemplate::isLiteral).isPresent()) {
      own.disable(
          StandingKnob.EXPORT,
          "is the same file for every target",
          "write a variable such as {name} into the path");
    }
    Optional<String> owner = own.value(StandingKnob.OWNER, DeliveryReader::account);
    Optional<String> group = own.value(StandingKnob.GROUP, DeliveryReader::account);
    Optional<Integer> mode = own.value(StandingKnob.MODE, DeliveryReader::mode);
    Optional<Boolean> exposed =
        own.value(StandingKnob.EXPOSE_CALLBACK_TO_PAYLOADS_I_KNOW_WHAT_I_AM_DOING, Values::bool);
    mode.ifPresent(bits -> checkMode(bits, exposed.orElse(false)));
    return file.isPresent() && mode.isPresent()
        ? Optional.of(new Delivery.ToFile(file.get(), owner, group, mode.get()))
        : Optional.empty();
  }

  private void checkMode(int mode, boolean exposed) {
    boolean open = (mode & GROUP_AND_OTHERS) != 0;
    if (open && is(CredentialType.X509_CERT)) {
      own.disable(
          StandingKnob.MODE,
          "lets the group read it, but it holds a private key, and readers refuse such a file",
          "write 0600, and set OWNER to the user whose jobs name it");
    } else if (open && type.filter(SECRET_KEYS::contains).isPresent()) {
      own.disable(
          StandingKnob.MODE,
          "lets the group read it, but it is a secret key",
          "write 0600, and set OWNER to the user who reads it");
    } else if (open && is(CredentialType.IDTOKEN)) {
      own.disable(
          StandingKnob.MODE,
          "lets the group read it, and HTCondor ignores such a file",
          "write 0600, and set OWNER to the user whose daemons read it");
    } else if (open && isCallback && !exposed) {
      own.disable(
          StandingKnob.MODE,
          "lets the group read it, and with that perhaps payloads",
          "write 0600, and set OWNER to the user who reads it");
    }
  }

  private boolean is(CredentialType one) {
    return type.filter(one::equals).isPresent();
  }

  private TargetTemplate file(String text) throws InvalidKnobValueException {
    TargetTemplate file = TargetTemplate.parse(text);
    StringBuilder filled = new StringBuilder();
    for (Part part : file.parts()) {
      filled.append(part instanceof Part.Literal literal ? literal.text() : "x");
    }
    Path path = Values.file(filled.toString());
    if (!path.toString().contentEquals(filled)) {
      throw new InvalidKnobValueException(
          "is not the shortest form of a path", "remove doubled slashes, '.' and '..'");
    }
    if (is(CredentialType.IDTOKEN)
        && PASSED_OVER.matcher(String.valueOf(path.getFileName())).matches()) {
      throw new InvalidKnobValueException(
          "has a name that HTCondor passes over in a directory of tokens",
          "use a plain name, such as pilot");
    }
    return file;
  }

  static String account(String text) throws InvalidKnobValueException {
    if (text.isEmpty() || text.chars().anyMatch(c -> c <= ' ' || c == ':' || c > '~')) {
      throw new InvalidKnobValueException(
          "is not the name of an account", "write a name or a number");
    }
    return text;
  }

  private static int mode(String text) throws InvalidKnobValueException {
    return switch (text.length() == 3 ? "0" + text : text) {
      case "0400" -> 0400;
      case "0440" -> 0440;
      case "0600" -> 0600;
      case "0640" -> 0640;
      default ->
          throw new InvalidKnobValueException(
              "is not a mode for a credential", "write 0400, 0440, 0600 or 0640");
    };
  }
}
