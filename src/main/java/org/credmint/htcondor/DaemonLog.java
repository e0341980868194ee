package org.credmint.htcondor;

import java.nio.charset.StandardCharsets;
import org.credmint.os.AppendFile;
import org.credmint.os.PosixException;

/** local stand-in until the room lands. */
public final class DaemonLog implements AutoCloseable {
  private final AppendFile file;

  public DaemonLog(AppendFile file) {
    this.file = file;
  }

  public static DaemonLog open(
      DaemonLogSettings s, org.credmint.os.Host host, java.time.InstantSource c, java.time.ZoneId z)
      throws PosixException {
    return new DaemonLog(host.openAppendFile(s.file(), 0644));
  }

  private void line(String t) {
    try {
      file.append((t + "\n").getBytes(StandardCharsets.UTF_8));
    } catch (PosixException e) {
      throw new IllegalStateException(e);
    }
  }

  public void always(String t) {
    line(t);
  }

  public void error(String t) {
    line(t);
  }

  public void fullDebug(String t) {
    line(t);
  }

  public void use(DaemonLogSettings s) {}

  @Override
  public void close() {
    file.close();
  }
}
