package org.credmint.os;

import java.io.File;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.commons.exec.CommandLine;
import org.apache.commons.exec.DefaultExecutor;
import org.jspecify.annotations.Nullable;

/**
 * Commons Exec's executor for one command, which knows its process so that the whole tree can be
 * killed: the library's own watchdog ends the first process only, and its pumps then wait for
 * whoever still holds the pipe.
 */
final class ProcessLauncher extends DefaultExecutor {

  private static final File ROOT = new File("/");
  private static final File NULL = new File("/dev/null");

  private final boolean hasInput;
  private volatile @Nullable Process process;
  private volatile boolean killed;

  @SuppressWarnings("deprecation") // the builder cannot make a subclass
  ProcessLauncher(boolean hasInput) {
    this.hasInput = hasInput;
    setWorkingDirectory(ROOT);
    setExitValues(null); // every exit status is a result, none an exception
  }

  @Override
  protected Process launch(CommandLine command, Map<String, String> env, Path directory)
      throws IOException {
    List<String> argv = new ArrayList<>(List.of(command.toStrings()));
    ProcessBuilder builder = new ProcessBuilder(argv).directory(ROOT);
    builder.environment().putAll(env);
    if (!hasInput) {
      builder.redirectInput(Redirect.from(NULL));
    }
    Process started = builder.start();
    process = started;
    if (killed) {
      kill(); // the time was over before it began
    }
    return started;
  }

  @Override
  protected Thread createThread(Runnable runnable, String name) {
    Thread thread = new Thread(runnable, "command");
    thread.setDaemon(true);
    return thread;
  }

  boolean isStarted() {
    return process != null;
  }

  /** The exit status of a process that has ended; empty-handed callers get -1. */
  int exitStatus() {
    Process started = process;
    return started == null || started.isAlive() ? -1 : started.exitValue();
  }

  /** Kills the process and all below it, from the leaves' side of the list to the root. */
  void kill() {
    killed = true;
    Process started = process;
    if (started != null) {
      List<ProcessHandle> below = started.descendants().toList();
      started.destroyForcibly();
      below.forEach(ProcessHandle::destroyForcibly);
    }
  }
}
