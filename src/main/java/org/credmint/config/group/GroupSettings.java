// SPDX-License-Identifier: Apache-2.0
package org.credmint.config.group;

import java.nio.file.Path;
import java.util.Optional;

/**
 * Where a provider learns who is in which group, and who must be in one.
 *
 * @param mapFile which user is in which groups ({@code AUTHZ_GROUP_MAPFILE})
 * @param required the group a user must be in to be served ({@code AUTHZ_GROUP_REQUIREMENT})
 * @param system whether the system's groups count as well ({@code SYSTEM_GROUPS})
 * @param ofTemplate the groups that {@code AUTHZ_GROUP_TEMPLATE} gives scopes for ({@code
 *     TEMPLATE_GROUPS}); those that a policy or the requirement names count in any case
 */
public record GroupSettings(
    Optional<Path> mapFile, Optional<String> required, boolean system, GroupFilter ofTemplate) {
  /** No groups at all. */
  public static final GroupSettings NONE =
      new GroupSettings(Optional.empty(), Optional.empty(), false, GroupFilter.ALL);
}
