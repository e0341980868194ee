// SPDX-License-Identifier: Apache-2.0
package org.credmint.os;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Another JVM that runs a class of the tests, and is killed when the test is over. */
public final class ChildJvm implements AutoCloseable {

  private final Process process;
  private final BufferedReader out;
  private final Writer in;
  private final List<String> seen = new ArrayList<>();

  private ChildJvm(Process process) {
    this.process = process;
    this.out =
        new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
    this.in = process.outputWriter(StandardCharsets.UTF_8);
  }

  /** Starts it through a shell that runs {@code before} first, such as {@code exec 3</dev/null}. */
  public static ChildJvm start(
      String before, Class<?> main, List<String> flags, String... arguments) throws IOException {
    List<String> java = new ArrayList<>();
    java.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    java.addAll(List.of("-Xshare:auto", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1"));
    java.addAll(flags);
    java.addAll(List.of("-cp", System.getProperty("java.class.path"), main.getName()));
    java.addAll(List.of(arguments));
    // A build in the background has SIGINT ignored, and under nohup SIGHUP; a shell cannot undo
    // that.
    List<String> shell = new ArrayList<>(List.of("env", "--default-signal=HUP,INT,QUIT,TERM"));
    shell.addAll(List.of("/bin/sh", "-c", before + "\nexec \"$@\"", "sh"));
    shell.addAll(java);
    return new ChildJvm(new ProcessBuilder(shell).redirectErrorStream(true).start());
  }

  public long pid() {
    return process.pid();
  }

  /** Reads what the child prints up to a line; fails when the child ends before. */
  public void awaitLine(String expected) throws IOException {
    String line;
    while ((line = out.readLine()) != null) {
      seen.add(line);
      if (line.equals(expected)) {
        return;
      }
    }
    throw new AssertionError("the child ended without '" + expected + "': " + seen);
  }

  public void tell(String line) throws IOException {
    in.write(line + "\n");
    in.flush();
  }

  /** All lines read so far. */
  public List<String> seen() {
    return seen;
  }

  /** Kills it by SIGKILL after a time, should it live that long. */
  public void killAfter(long time, TimeUnit unit) throws InterruptedException {
    if (process.waitFor(time, unit)) {
      throw new AssertionError("the child ended by itself: " + seen);
    }
    process.destroyForcibly().waitFor();
  }

  /** Waits for the end; a child that lives on for ten seconds is a failure. */
  public int exitStatus() throws InterruptedException {
    if (!process.waitFor(10, TimeUnit.SECONDS)) {
      throw new AssertionError("the child lives on: " + seen);
    }
    out.lines().forEach(seen::add);
    return process.exitValue();
  }

  @Override
  public void close() {
    process.destroyForcibly();
    try {
      out.close();
      in.close();
    } catch (IOException e) {
      if (process.isAlive()) {
        throw new UncheckedIOException(e);
      }
    }
  }
}
