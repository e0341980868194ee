// SPDX-License-Identifier: Apache-2.0
package org.credmint.status;

import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.credmint.config.knob.Problem;
import org.credmint.credential.CredentialId;
import org.credmint.event.ConfigurationEvent;
import org.credmint.event.ControlEvent;
import org.credmint.event.CredentialEvent;
import org.credmint.event.DaemonEvent;
import org.credmint.event.DirectoryEvent;
import org.credmint.event.Event;
import org.credmint.event.JobQueueEvent;
import org.credmint.event.Journal;
import org.credmint.status.StatusReport.StatusProblem;
import org.jspecify.annotations.Nullable;

/**
 * Remembers of all events what a report needs: how many of each, why credentials failed, and what
 * is wrong. Called by the loop's thread only.
 */
public final class StatusTally implements Journal {
  private static final int MOST_REASONS = 2_000;
  private static final int LONGEST_REASON = 400;
  private static final String AUDIT_LOG = "audit log";
  private static final String REVOCATIONS = "revocations";

  /** The subject of a problem with the configuration in use. */
  public static final String CONFIGURATION = "configuration";

  /** The subject of a problem with a job queue. */
  public static final String JOB_QUEUE = "job queue";

  /** The subject of a problem with the credential directory. */
  public static final String DIRECTORY = "credential directory";

  /** What a failure came to. */
  public enum FailureClass {
    /** It is tried again. */
    RETRIED,
    /** Only a change of the configuration helps. */
    BLOCKED,
    /** Policy does not allow it. */
    REFUSED,
    /** Somebody else removed the file. */
    LOST,
    /** The file could not be removed. */
    NOT_REMOVED;

    /** In lower case. */
    public String word() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  private static final class Counts {
    private long renewals;
    private @Nullable Instant lastSuccess;
    private final Map<String, Long> failures = new HashMap<>();
  }

  private static final class Reasons extends LinkedHashMap<CredentialId, String> {
    private static final long serialVersionUID = 1;

    @Override
    protected boolean removeEldestEntry(Map.Entry<CredentialId, String> eldest) {
      return size() > MOST_REASONS;
    }
  }

  private final InstantSource clock;
  private final Map<String, Counts> providers = new HashMap<>();
  private final Reasons reasons = new Reasons();

  /** Apart: users cause refusals at will, and must not displace the reasons of failures. */
  private final Reasons refusals = new Reasons();

  private final OpenProblems problems = new OpenProblems();
  private boolean changed = true;

  /** Nothing has happened yet. */
  public StatusTally(InstantSource clock) {
    this.clock = clock;
  }

  @Override
  public void record(Event event) {
    changed = true;
    if (event instanceof CredentialEvent one) {
      record(one);
    } else if (event instanceof DirectoryEvent one) {
      record(one);
    } else if (event instanceof ConfigurationEvent one) {
      record(one);
    } else if (event instanceof JobQueueEvent one) {
      record(one);
    } else if (event instanceof ControlEvent.RevocationsUnreadable one) {
      begins(REVOCATIONS, REVOCATIONS, Alarm.CRITICAL, one.text());
    } else if (event instanceof ControlEvent.RevocationsRecovered) {
      problems.ends(REVOCATIONS);
    } else if (event instanceof DaemonEvent.AuditLogFailing one) {
      begins(AUDIT_LOG, AUDIT_LOG, Alarm.WARNING, one.text());
    } else if (event instanceof DaemonEvent.AuditLogRecovered) {
      problems.ends(AUDIT_LOG);
    }
  }

  private void record(CredentialEvent event) {
    if (event instanceof CredentialEvent.Renewed one) {
      Counts counts = counts(one.id());
      counts.renewals++;
      counts.lastSuccess = clock.instant();
      forget(one.id());
    } else if (event instanceof CredentialEvent.NotRenewed one) {
      boolean again = one.retryAt().isPresent();
      fails(one.id(), again ? FailureClass.RETRIED : FailureClass.BLOCKED, one.reason());
    } else if (event instanceof CredentialEvent.Refused one) {
      fails(one.id(), FailureClass.REFUSED, one.rule() + ": " + one.reason());
    } else if (event instanceof CredentialEvent.Lost one) {
      fails(one.id(), FailureClass.LOST, one.kind());
    }
  }

  private void record(DirectoryEvent event) {
    if (event instanceof DirectoryEvent.Removed one) {
      forget(one.id());
    } else if (event instanceof DirectoryEvent.NotRemoved one) {
      fails(one.id(), FailureClass.NOT_REMOVED, one.reason());
    } else if (event instanceof DirectoryEvent.DirectoryUnreadable one) {
      begins(DIRECTORY, DIRECTORY, Alarm.CRITICAL, one.text());
    } else if (event instanceof DirectoryEvent.DirectoryScanned) {
      problems.ends(DIRECTORY);
    }
  }

  /** Each schedd's queue is a problem of its own. */
  private record QueueOf(String schedd) {}

  private void record(JobQueueEvent event) {
    if (event instanceof JobQueueEvent.QueueUnreadable one) {
      begins(new QueueOf(one.schedd()), JOB_QUEUE, Alarm.CRITICAL, one.text());
    } else if (event instanceof JobQueueEvent.QueueReadable one) {
      problems.ends(new QueueOf(one.schedd()));
    } else if (event instanceof JobQueueEvent.QueueNotFollowed one) {
      problems.ends(new QueueOf(one.schedd()));
    }
  }

  private void record(ConfigurationEvent event) {
    if (event instanceof ConfigurationEvent.ConfigurationUnreadable one) {
      begins(CONFIGURATION, CONFIGURATION, Alarm.WARNING, one.text());
    } else if (event instanceof ConfigurationEvent.ConfigurationRecovered) {
      problems.ends(CONFIGURATION);
    } else if (event instanceof ConfigurationEvent.ConfigurationProblem one) {
      boolean warning = one.problem().severity() == Problem.Severity.WARNING;
      Alarm alarm = warning ? Alarm.NONE : Alarm.CRITICAL;
      begins(one.problem(), one.problem().subject(), alarm, one.text());
    } else if (event instanceof ConfigurationEvent.ProblemResolved one) {
      problems.ends(one.problem());
    }
  }

  private Counts counts(CredentialId id) {
    return providers.computeIfAbsent(id.provider(), provider -> new Counts());
  }

  private void fails(CredentialId id, FailureClass what, String reason) {
    counts(id).failures.merge(what.word(), 1L, Long::sum);
    forget(id); // to be the youngest
    (what == FailureClass.REFUSED ? refusals : reasons).put(id, cut(reason));
  }

  private void forget(CredentialId id) {
    reasons.remove(id);
    refusals.remove(id);
  }

  private void begins(Object key, String subject, Alarm alarm, String text) {
    problems.begins(key, new StatusProblem(subject, alarm, clock.instant(), cut(text)));
  }

  private static String cut(String text) {
    if (text.length() <= LONGEST_REASON) {
      return text;
    }
    boolean splitsPair = Character.isHighSurrogate(text.charAt(LONGEST_REASON - 1));
    return text.substring(0, splitsPair ? LONGEST_REASON - 1 : LONGEST_REASON) + "…";
  }

  /** Whether anything has happened since this was last asked. */
  public boolean takeChanged() {
    boolean was = changed;
    changed = false;
    return was;
  }

  /** Why a credential failed last; empty where it did not, or where nobody knows any more. */
  public String reasonOf(CredentialId id) {
    return reasons.getOrDefault(id, refusals.getOrDefault(id, ""));
  }

  /** What is wrong now, the most urgent first. */
  public List<StatusProblem> problems() {
    return problems.worst();
  }

  /** What a provider has issued. */
  public ProviderStatus.Issued issuedBy(String provider) {
    Counts counts = providers.get(provider);
    return counts == null
        ? ProviderStatus.Issued.NOTHING
        : new ProviderStatus.Issued(
            counts.renewals, Optional.ofNullable(counts.lastSuccess), counts.failures);
  }
}
