// SPDX-License-Identifier: Apache-2.0
package org.credmint.key;

import org.credmint.config.provider.KeySettings;

/** Opens the keys that providers sign with. */
@FunctionalInterface
public interface KeySource {
  /**
   * Opens the key of a provider.
   *
   * @param provider its name
   * @param daemonUser the user id that the daemon has or will have, by which the files' owners are
   *     judged
   * @param served whether the provider is to be served; if not, something else is wrong with it,
   *     and nothing may be changed
   */
  KeyLoadResult open(String provider, KeySettings key, int daemonUser, boolean served);
}
