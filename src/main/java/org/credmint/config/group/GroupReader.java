// SPDX-License-Identifier: Apache-2.0
package org.credmint.config.group;

import java.util.regex.Pattern;
import org.credmint.config.knob.ProviderKnob;
import org.credmint.config.knob.ProviderKnobs;
import org.credmint.config.knob.Values;

/** Reads the knobs that tell who is in which group, and who must be. */
public final class GroupReader {
  /** What HTCondor's manual promises of the group requirement, and no release does. */
  private static final Pattern SEVERAL_WORDS = Pattern.compile("[\\s\"'()<>|&!?,]");

  private final ProviderKnobs knobs;

  public GroupReader(ProviderKnobs knobs) {
    this.knobs = knobs;
  }

  /** Reads the knobs; problems go to the reader that it was made with. */
  public GroupSettings read() {
    GroupSettings groups =
        new GroupSettings(
            knobs.value(ProviderKnob.AUTHZ_GROUP_MAPFILE, Values::file),
            knobs.value(ProviderKnob.AUTHZ_GROUP_REQUIREMENT, GroupReader::name),
            knobs.value(ProviderKnob.SYSTEM_GROUPS, Values::bool).orElse(false),
            knobs.value(ProviderKnob.TEMPLATE_GROUPS, GroupFilter::parse).orElse(GroupFilter.ALL));
    checkSource(groups);
    checkRequirement();
    return groups;
  }

  private void checkSource(GroupSettings groups) {
    if (knobs.find(ProviderKnob.AUTHZ_GROUP_MAPFILE).isPresent() || groups.system()) {
      return;
    }
    String reason = "refers to groups, but no map file is configured, so nobody gets ";
    String fix = "set " + ProviderKnob.AUTHZ_GROUP_MAPFILE.generalName();
    knobs
        .find(ProviderKnob.AUTHZ_GROUP_REQUIREMENT)
        .ifPresent(found -> knobs.disable(found, reason + "a token", fix));
    knobs
        .find(ProviderKnob.AUTHZ_GROUP_TEMPLATE)
        .ifPresent(found -> knobs.warn(found, reason + "these scopes", fix));
  }

  private void checkRequirement() {
    knobs
        .find(ProviderKnob.AUTHZ_GROUP_REQUIREMENT)
        .filter(found -> !isQuoted(found.value()))
        .filter(found -> SEVERAL_WORDS.matcher(found.value()).find())
        .ifPresent(
            found ->
                knobs.warn(
                    found,
                    "looks like an expression or several groups, but is compared literally with"
                        + " group names",
                    "write the name of a single group, in double quotes if it contains spaces"));
  }

  /** The stock monitor compares the text as it stands; nobody's group has quotes around it. */
  private static String name(String text) {
    return isQuoted(text) ? text.substring(1, text.length() - 1) : text;
  }

  private static boolean isQuoted(String text) {
    return text.length() > 2 && text.startsWith("\"") && text.indexOf('"', 1) == text.length() - 1;
  }
}
