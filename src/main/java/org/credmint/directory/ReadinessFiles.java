// SPDX-License-Identifier: Apache-2.0
package org.credmint.directory;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.OptionalInt;
import org.credmint.htcondor.CredentialFileNames;
import org.credmint.os.file.Directory;
import org.credmint.os.file.DurableBatch;
import org.credmint.os.libc.PosixException;

/** The two files by which HTCondor and people see that a monitor is there. */
public final class ReadinessFiles {
  private static final int READABLE_BY_ALL = 0644;
  private static final int LONGEST_PID_FILE = 256;

  private final Directory top;
  private final DurableBatch durable;
  private final long pid;

  public ReadinessFiles(Directory top, DurableBatch durable, long pid) {
    this.top = top;
    this.durable = durable;
    this.pid = pid;
  }

  /** Whom the credd wakes from now on. The handlers of signals must be in place. */
  public void announce() throws PosixException {
    replace(CredentialFileNames.PID, Long.toString(pid));
  }

  /** Tells that all that was there at the start has been seen to. */
  public void complete() throws PosixException {
    replace(CredentialFileNames.COMPLETE, "");
  }

  /** Takes both files back, where they are still ours. */
  public void leave() throws PosixException {
    if (Long.toString(pid).equals(readPid(top))) {
      top.remove(CredentialFileNames.PID);
      remove(CredentialFileNames.COMPLETE);
    }
  }

  /** Removes the mark of an earlier run. */
  public void incomplete() throws PosixException {
    remove(CredentialFileNames.COMPLETE);
  }

  private void remove(String name) throws PosixException {
    if (top.state(name).isPresent()) {
      top.remove(name);
    }
  }

  private void replace(String name, String content) throws PosixException {
    byte[] bytes = content.getBytes(StandardCharsets.US_ASCII);
    var replacement =
        new DurableBatch.Replacement(top, name, bytes, READABLE_BY_ALL, OptionalInt.empty());
    var failure = durable.replaceAll(List.of(replacement)).get(0);
    if (failure.isPresent()) {
      throw failure.get();
    }
  }

  /** What the pid file says; empty where there is none. */
  public static String readPid(Directory top) throws PosixException {
    if (top.state(CredentialFileNames.PID).isEmpty()) {
      return "";
    }
    return new String(
            top.read(CredentialFileNames.PID, LONGEST_PID_FILE), StandardCharsets.US_ASCII)
        .trim();
  }
}
