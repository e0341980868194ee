// SPDX-License-Identifier: Apache-2.0
package org.credmint.oauth;

import java.time.InstantSource;
import org.credmint.config.oauth.ClientSettings;
import org.credmint.issue.lane.LaneIssuer;
import org.credmint.issue.oauth.ClientIssuer;
import org.credmint.issue.oauth.ClientPlan;

/** How one issuer is asked by HTCondor as itself, for files of both forms. */
final class ClientAsking {
  private final ClientSettings settings;
  private final Access access;
  private final InstantSource clock;
  private final ClientIssuer json;
  private final ClientIssuer bare;

  ClientAsking(ClientSettings settings, Access access, InstantSource clock) {
    this.settings = settings;
    this.access = access;
    this.clock = clock;
    this.json = issuer(true);
    this.bare = issuer(false);
  }

  private ClientIssuer issuer(boolean asJson) {
    return new ClientIssuer(
        access.endpoint(),
        access.client(),
        settings.service().location().issuer(),
        settings.additions(),
        asJson,
        access.asked());
  }

  /** The same, which goes on when this one is retired. */
  ClientAsking anew() {
    return new ClientAsking(settings, access, clock);
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
