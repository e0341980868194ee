// SPDX-License-Identifier: Apache-2.0
package org.credmint.config.oauth;

/** The kinds of services that remote issuers give tokens for, as HTCondor's knobs tell them. */
public enum ServiceKind {
  /** Users log in, and their refresh tokens are renewed. */
  LOGIN("OAUTH2_CREDMON_PROVIDER_NAMES", "", ""),
  /** HTCondor itself is the client (RFC 6749 section 4.4). */
  CLIENT("CLIENT_CREDMON_PROVIDER_NAMES", "CLIENT_CREDMON_", ""),
  /**
   * Users store a token, which is exchanged for a refresh token of HTCondor's (RFC 8693), as
   * HTCondor 25.14 does it for Pelican federations.
   */
  PELICAN("PELICAN_CREDMON_PROVIDER_NAMES", "", "_PELICAN");

  private final String list;
  private final String before;
  private final String after;

  ServiceKind(String list, String before, String after) {
    this.list = list;
    this.before = before;
    this.after = after;
  }

  /** The knob that lists the services. */
  public String list() {
    return list;
  }

  /** What stands before the names of its knobs. */
  String prefix() {
    return before;
  }

  /** A knob of HTCondor's for one service. */
  String nameOf(String service, String stem) {
    return before + service + after + "_" + stem;
  }

  /** The knob for all services of this kind; empty where there is none. */
  String generalNameOf(String stem) {
    return before.isEmpty() ? "" : before + stem;
  }
}
