package org.credmint.daemon;

import org.credmint.credential.CredentialId;
import org.credmint.daemon.UserState.Progress;
import org.credmint.queue.JobRequest;
import org.jspecify.annotations.Nullable;

/** What the loop knows of one job's credential. Touched by the loop's thread only. */
final class JobState {
  final CredentialId id;

  /** Null where only the file is known: its job has left while nobody looked. */
  @Nullable JobRequest request;

  Known known;
  long scheduledMillis = Known.NEVER;
  int checkedUnder;

  /** Identifies the refusal for which the job was put on hold; 0 for none. */
  int heldFor;

  /** Whether the ledger was told that the file goes, though it is still there. */
  boolean doomed;

  boolean urgent;
  Progress progress = Progress.IDLE;

  JobState(CredentialId id) {
    this.id = id;
    this.known = Known.nothing(id.stem());
  }

  boolean isAskedFor() {
    return request != null;
  }
}
