// SPDX-License-Identifier: Apache-2.0
package org.credmint.event;

import java.nio.file.Path;
import java.time.Duration;

/** What happened to the daemon itself. */
public sealed interface DaemonEvent extends Event {
  /** The monitor starts. */
  record Starting(String version, long pid, Path directory) implements DaemonEvent, Notice {
    @Override
    public String text() {
      return "Credmint " + version + " starting: pid " + pid + ", directory " + directory;
    }
  }

  /** All credentials that existed at the start have been processed. */
  record Ready(int credentials, int users) implements DaemonEvent, Notice {
    @Override
    public String text() {
      return "Ready: watching %s of %s"
          .formatted(Words.count(credentials, "credential"), Words.count(users, "user"));
    }
  }

  /** The library that computes signatures from now on. */
  record Signing(String provider) implements DaemonEvent, Notice {
    @Override
    public String text() {
      return "Signing with " + provider;
    }
  }

  /** The audit log cannot be written; its records are kept in memory. */
  record AuditLogFailing(String reason) implements DaemonEvent, Alarm {
    @Override
    public String text() {
      return "Cannot write the audit log: "
          + reason
          + "; tokens are still issued, audit records are buffered in memory";
    }
  }

  /** The audit log can be written again. */
  record AuditLogRecovered() implements DaemonEvent, Notice {
    @Override
    public String text() {
      return "Audit log is writable again";
    }
  }

  /** What others read of the daemon's state cannot be written. */
  record StatusNotPublished(String reason) implements DaemonEvent, Warning {
    @Override
    public String text() {
      return "Cannot publish the daemon's state: "
          + reason
          + "; tokens are issued as before, but monitoring sees an old state or none";
    }
  }

  /** What others read of the daemon's state can be written again. */
  record StatusPublished() implements DaemonEvent, Notice {
    @Override
    public String text() {
      return "The daemon's state is published again";
    }
  }

  /** Something about the audit log that an administrator should look at. */
  record AuditLogNotice(String what) implements DaemonEvent, Warning {
    @Override
    public String text() {
      return "Audit log: " + what;
    }
  }

  /**
   * The process could not be set up as it should be, and runs nevertheless.
   *
   * @param what the signal or protection, and what is wrong with it
   */
  record ProcessNote(String what) implements DaemonEvent, Warning {
    @Override
    public String text() {
      return "Process setup: " + what;
    }
  }

  /** The file that marks the end of the first pass could not be written. */
  record CompletionNotMarked(String reason) implements DaemonEvent, Warning {
    @Override
    public String text() {
      return "Cannot write CREDMON_COMPLETE: " + reason + "; service is unaffected";
    }
  }

  /** The {@code condor_master} does not know that all existing credentials are served. */
  record ReadinessNotReported(String reason) implements DaemonEvent, Warning {
    @Override
    public String text() {
      return "Could not report readiness to condor_master: "
          + reason
          + "; service is unaffected, but condor_who -wait may time out";
    }
  }

  /** Signatures are computed without native code. */
  record SlowSigning(String reason, String provider) implements DaemonEvent, Warning {
    @Override
    public String text() {
      return "Cannot load the native signer: %s; signing with %s, at a tenth of the speed"
          .formatted(reason, provider);
    }
  }

  /** The system clock was set, or the host was suspended. */
  record ClockStepped(Duration step) implements DaemonEvent, Warning {
    @Override
    public String text() {
      return "Clock jumped by %d s (clock set or host suspended): checking every credential"
          .formatted(step.toSeconds());
    }
  }

  /** The monitor stops. */
  record Stopping(String cause) implements DaemonEvent, Notice {
    @Override
    public String text() {
      return "Stopping: " + cause;
    }
  }
}
