// SPDX-License-Identifier: Apache-2.0
package org.credmint.oauth;

import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.Map;
import org.credmint.issue.lane.Lanes;
import org.credmint.key.KeyRing;
import org.credmint.key.SignatureProvider;
import org.credmint.os.Host;

/** Loaders of services of remote issuers, for tests. */
public final class TestLoader {
  private TestLoader() {}

  /**
   * One that evaluates no expression.
   *
   * @param host the same as the daemon's, which takes another's temporary files for leftovers
   */
  public static OAuthLoader of(Host host, Lanes lanes, InstantSource clock) {
    return new OAuthLoader(
        host,
        lanes,
        clock,
        new KeyRing(host, new SecureRandom()).reading(),
        SignatureProvider.ofTheJdk(),
        (expression, users) -> Map.of());
  }
}
