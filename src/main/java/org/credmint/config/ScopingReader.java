package org.credmint.config;

import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.credmint.config.Values.Converter;

/** Reads the knobs that decide what a provider's tokens allow, and to whom. */
final class ScopingReader {
  /** What HTCondor's manual promises of the group requirement, and no release does. */
  private static final Pattern EXPRESSION_SIGNS = Pattern.compile("[\\s\"'()<>|&!?,]");

  private final ProviderKnobs knobs;

  ScopingReader(ProviderKnobs knobs) {
    this.knobs = knobs;
  }

  /** The part of {@link ProviderSettings} of the same names; scopes are empty where wrong. */
  record Scoping(
      Optional<ScopeTemplate> scopes,
      Optional<String> expression,
      Optional<ScopeTemplate> groupScopes,
      Optional<Path> groupMapFile,
      Optional<String> requiredGroup) {}

  Scoping read() {
    Scoping scoping =
        new Scoping(
            knobs.value(Knob.AUTHZ_TEMPLATE, template("username")),
            knobs.value(Knob.AUTHZ_TEMPLATE_EXPR, text -> text),
            knobs.value(Knob.AUTHZ_GROUP_TEMPLATE, template("groupname")),
            knobs.value(Knob.AUTHZ_GROUP_MAPFILE, Values::file),
            knobs.value(Knob.AUTHZ_GROUP_REQUIREMENT, text -> text));
    checkMapFile();
    checkRequirement();
    checkExpression();
    return scoping;
  }

  private static Converter<ScopeTemplate> template(String place) {
    return text -> {
      try {
        return ScopeTemplate.parse(text, Set.of(place));
      } catch (ScopeTemplate.InvalidTemplate e) {
        throw new BadValue(
            String.valueOf(e.getMessage()),
            "write scopes such as read:/data/{" + place + "}, separated by blanks");
      }
    };
  }

  private void checkMapFile() {
    if (knobs.find(Knob.AUTHZ_GROUP_MAPFILE).isPresent()) {
      return;
    }
    String reason = "is about groups, but no file says who is in them, so nobody gets ";
    String fix = "set " + Knob.AUTHZ_GROUP_MAPFILE.generalName();
    knobs
        .find(Knob.AUTHZ_GROUP_REQUIREMENT)
        .ifPresent(found -> knobs.disable(found, reason + "a token", fix));
    knobs
        .find(Knob.AUTHZ_GROUP_TEMPLATE)
        .ifPresent(found -> knobs.warn(found, reason + "these scopes", fix));
  }

  private void checkRequirement() {
    knobs
        .find(Knob.AUTHZ_GROUP_REQUIREMENT)
        .filter(found -> EXPRESSION_SIGNS.matcher(found.value()).find())
        .ifPresent(
            found ->
                knobs.warn(
                    found,
                    "looks like an expression, but is compared with names of groups as it stands",
                    "write the name of one group"));
  }

  /** HTCondor's manual has the expression go before the template, the stock code adds it. */
  private void checkExpression() {
    knobs
        .find(Knob.AUTHZ_TEMPLATE_EXPR)
        .filter(found -> knobs.find(Knob.AUTHZ_TEMPLATE).isEmpty())
        .ifPresent(
            found ->
                knobs.warn(
                    found,
                    "adds to the template and does not replace it, so every user also gets "
                        + Knob.AUTHZ_TEMPLATE.defaultValue().orElse(""),
                    "set " + Knob.AUTHZ_TEMPLATE.generalName() + " to what every user may get"));
  }
}
