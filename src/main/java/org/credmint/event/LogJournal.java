// SPDX-License-Identifier: Apache-2.0
package org.credmint.event;

import org.credmint.htcondor.log.DaemonLog;

/** Tells events in HTCondor's daemon log. */
public final class LogJournal implements Journal {
  private final DaemonLog log;

  /** A journal in an open log. */
  public LogJournal(DaemonLog log) {
    this.log = log;
  }

  @Override
  public void record(Event event) {
    switch (event.level()) {
      case NORMAL -> log.always(event.text());
      case WARNING -> log.always("WARNING: " + event.text());
      case ERROR -> log.error("ERROR: " + event.text());
      case DETAIL -> log.fullDebug(event::text);
    }
  }
}
