// SPDX-License-Identifier: Apache-2.0
package org.credmint.config;

import java.util.regex.Pattern;

/** Reads the knobs that tell who is in which group, and who must be. */
final class GroupReader {
  /** What HTCondor's manual promises of the group requirement, and no release does. */
  private static final Pattern EXPRESSION_SIGNS = Pattern.compile("[\\s\"'()<>|&!?,]");

  private final ProviderKnobs knobs;

  GroupReader(ProviderKnobs knobs) {
    this.knobs = knobs;
  }

  GroupSettings read() {
    GroupSettings groups =
        new GroupSettings(
            knobs.value(Knob.AUTHZ_GROUP_MAPFILE, Values::file),
            knobs.value(Knob.AUTHZ_GROUP_REQUIREMENT, text -> text),
            knobs.value(Knob.SYSTEM_GROUPS, Values::bool).orElse(false));
    checkSource(groups);
    checkRequirement();
    return groups;
  }

  private void checkSource(GroupSettings groups) {
    if (knobs.find(Knob.AUTHZ_GROUP_MAPFILE).isPresent() || groups.system()) {
      return;
    }
    String reason = "refers to groups, but no map file is configured, so nobody gets ";
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
                    "looks like an expression, but is compared literally with group names",
                    "write the name of a single group"));
  }
}
