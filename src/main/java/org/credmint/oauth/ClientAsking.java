// SPDX-License-Identifier: Apache-2.0
package org.credmint.oauth;

import java.time.InstantSource;
import org.credmint.config.oauth.OAuthSettings;
import org.credmint.issue.lane.LaneIssuer;
import org.credmint.issue.oauth.ClientIssuer;
import org.credmint.issue.oauth.ClientPlan;

/** How one issuer is asked by HTCondor as itself, for files of both forms. */
final class ClientAsking {
  private final Access access;
  private final InstantSource clock;
  private final ClientIssuer json;
  private final ClientIssuer bare;

  ClientAsking(OAuthSettings service, Access access, InstantSource clock) {
    this.access = access;
    this.clock = clock;
    this.json =
        new ClientIssuer(access.endpoint(), access.client(), service.location().issuer(), true);
    this.bare =
        new ClientIssuer(access.endpoint(), access.client(), service.location().issuer(), false);
  }

  /** Asks in a lane. */
  LaneIssuer<ClientPlan> inLane(boolean asJson) {
    return new LaneIssuer<>(of(asJson), access.lane(), clock);
  }

  ClientIssuer of(boolean asJson) {
    return asJson ? json : bare;
  }

  /** Tells the client's secret or key, and whom it trusts, from others. */
  String proof() {
    return access.proof();
  }

  void retire() {
    json.retire();
    bare.retire();
  }

  boolean wasRefused() {
    return json.wasRefused() || bare.wasRefused();
  }
}
