// SPDX-License-Identifier: Apache-2.0
package org.credmint.config.oauth;

import java.util.List;
import org.credmint.config.provider.ProviderSettings;

/**
 * A provider whose tokens HTCondor asks a remote issuer for, as itself.
 *
 * @param service the issuer and the client
 * @param rights what may be asked for: {@code CLIENT_CREDMON_*} in the place of {@code
 *     LOCAL_CREDMON_*}, and the knobs of ours that local providers have too
 * @param userScope what stands before the user's name in the scope that tells it; empty for no such
 *     scope
 * @param additions scopes and audiences that the issuer may add to what is asked for
 */
public record ClientSettings(
    OAuthSettings service, ProviderSettings rights, String userScope, List<String> additions) {
  /** Takes a copy. */
  public ClientSettings {
    additions = List.copyOf(additions);
  }
}
