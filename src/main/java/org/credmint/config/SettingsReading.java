// SPDX-License-Identifier: Apache-2.0
package org.credmint.config;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.credmint.config.knob.KnobNames;
import org.credmint.config.knob.Problem;
import org.credmint.config.oauth.OAuthDestination;
import org.credmint.config.provider.KeySettings;
import org.credmint.config.provider.ReadableRights;
import org.credmint.config.standing.StandingRights;

/**
 * What came of reading the knobs: the settings where anything can be served, and every problem
 * either way.
 *
 * @param settings empty where a problem is fatal or no provider is usable
 * @param rights of each provider that is named, what could be read of its rights
 * @param standing what each standing credential that is named is written to allow
 * @param logins where the secrets of the remote issuers' services that are named are sent
 * @param problems in the order in which they were found; empty where all is well
 * @param parts what could be read either way
 */
public record SettingsReading(
    Optional<Settings> settings,
    Map<String, ReadableRights> rights,
    Map<String, StandingRights> standing,
    Map<String, OAuthDestination> logins,
    List<Problem> problems,
    Parts parts) {
  /**
   * What could be read even where the whole cannot be used, so that it can be checked all the same.
   *
   * @param credentialDirectory empty where the knob is not set or cannot be read
   * @param pullInterval how often jobs fetch
   * @param keys of each provider whose knobs for the key are sound
   * @param names under which knobs were written
   * @param remote the providers that remote issuers sign for
   */
  public record Parts(
      Optional<Path> credentialDirectory,
      PullInterval pullInterval,
      Map<String, KeySettings> keys,
      KnobNames names,
      Set<String> remote) {
    /** Takes copies. */
    public Parts {
      keys = Map.copyOf(keys);
      remote = Set.copyOf(remote);
    }
  }

  /** Takes copies. */
  public SettingsReading {
    rights = Map.copyOf(rights);
    standing = Map.copyOf(standing);
    logins = Map.copyOf(logins);
    problems = List.copyOf(problems);
  }
}
