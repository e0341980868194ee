// SPDX-License-Identifier: Apache-2.0
package org.credmint.issue.lane;

import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import org.credmint.issue.CredentialReading;
import org.credmint.issue.CredentialReading.Decoded;
import org.credmint.issue.Issuance;
import org.credmint.issue.Issuer;
import org.credmint.policy.decision.Plan;
import org.credmint.secret.Secret;

/**
 * Has another issuer issue in a {@link Lane}, since it waits for somebody else.
 *
 * @param issuer asks somebody else; its {@link Issuer#issue} may take as long as the lane allows
 * @param lane where it does so
 * @param clock tells it the time at which its turn has come
 */
public record LaneIssuer<P extends Plan>(Issuer<P> issuer, Lane lane, InstantSource clock)
    implements Issuer<P> {
  @Override
  public Issuance issue(P plan, Instant now) {
    return lane.issue(plan, () -> issuer.issue(plan, clock.instant()));
  }

  @Override
  public CredentialReading read(byte[] file) {
    return issuer.read(file);
  }

  @Override
  public Optional<String> difference(P plan, Decoded found, Secret file) {
    return issuer.difference(plan, found, file);
  }

  @Override
  public boolean hasIssued(Decoded found, Secret file) {
    return issuer.hasIssued(found, file);
  }

  @Override
  public String identity() {
    return issuer.identity();
  }
}
