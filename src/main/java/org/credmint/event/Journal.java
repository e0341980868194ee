// SPDX-License-Identifier: Apache-2.0
package org.credmint.event;

/** Where events are told. Called by the loop's thread only. */
public interface Journal {
  /** Tells one event. Never throws: a full disk must not stop renewals. */
  void record(Event event);
}
