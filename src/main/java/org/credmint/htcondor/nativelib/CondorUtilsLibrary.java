// SPDX-License-Identifier: Apache-2.0
package org.credmint.htcondor.nativelib;

import com.sun.jna.Pointer;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.credmint.htcondor.knob.CondorVersion;
import org.credmint.htcondor.knob.Knobs;
import org.credmint.htcondor.tool.KnobSource;
import org.jspecify.annotations.Nullable;

/**
 * libcondor_utils, HTCondor's own code, so that an administrator can see what HTCondor itself says
 * of its version and its knobs.
 *
 * <p><b>For short-lived commands only, never for the daemon.</b> It promises nothing to others: its
 * file name and its C++ names change from release to release, it keeps its state in globals, and it
 * ends the process as it sees fit. {@link #configure} asks it not to, which it heeds where there is
 * no configuration, and not where a line is wrong.
 *
 * <p><b>Lifetimes.</b> The library and its one configuration stay until the process ends. Texts
 * that it keeps are copied, those that it hands over are freed here.
 *
 * <p><b>Threads.</b> Only one thread may ever use it.
 *
 * <p>The names are those of 23.9.6 and 25.14.1, which agree. What a release lacks comes back as
 * empty.
 */
public final class CondorUtilsLibrary {

  private static final String FILES = "libcondor_utils_*.so";

  /** Where packages have it, besides where the configuration says. */
  private static final List<String> USUAL_DIRECTORIES =
      List.of(
          "/usr/lib64",
          "/usr/lib64/condor",
          "/usr/lib",
          "/usr/lib/condor",
          "/usr/lib/x86_64-linux-gnu",
          "/usr/lib/aarch64-linux-gnu");

  private static final String CONFIG = "_Z9config_exi";
  private static final String PARAM = "_Z5paramPKc";

  /** CONFIG_OPT_NO_EXIT and CONFIG_OPT_WANT_QUIET of condor_config.h. */
  private static final int RETURN_AND_BE_QUIET = 0x100 | 0x200;

  /** C++ returns a bool in the lowest byte and leaves the others as they are. */
  private static final int BOOL_MASK = 0xff;

  private final Path file;
  private final NativeApi api;

  private CondorUtilsLibrary(Path file, NativeApi api) {
    this.file = file;
    this.api = api;
  }

  /** Looks for the library, below {@code LIB} and {@code RELEASE_DIR} first. */
  public static LibraryLoad<CondorUtilsLibrary> load(Knobs knobs) {
    List<Path> directories = new ArrayList<>();
    knobs.get("LIB").map(Path::of).ifPresent(directories::add);
    knobs.get("RELEASE_DIR").map(Path::of).ifPresent(root -> directories.add(root.resolve("lib")));
    knobs
        .get("RELEASE_DIR")
        .map(Path::of)
        .ifPresent(root -> directories.add(root.resolve("lib64")));
    USUAL_DIRECTORIES.forEach(directory -> directories.add(Path.of(directory)));
    return load(directories);
  }

  /** Takes the newest of the first directory that has any. */
  static LibraryLoad<CondorUtilsLibrary> load(List<Path> directories) {
    Optional<Path> found =
        directories.stream().map(CondorUtilsLibrary::newest).flatMap(Optional::stream).findFirst();
    if (found.isEmpty()) {
      return new LibraryLoad.Absent<>("there is no " + FILES + " in " + directories);
    }
    try {
      NativeApi api = NativeApi.load(found.get().toString());
      return new LibraryLoad.Loaded<>(new CondorUtilsLibrary(found.get(), api));
    } catch (MissingNativeException e) {
      return new LibraryLoad.Absent<>(String.valueOf(e.getMessage()));
    }
  }

  private static Optional<Path> newest(Path directory) {
    try (DirectoryStream<Path> files = Files.newDirectoryStream(directory, FILES)) {
      List<Path> all = new ArrayList<>();
      files.forEach(all::add);
      return all.stream().max(Comparator.comparing(CondorUtilsLibrary::release));
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  /** Of {@code libcondor_utils_25_14_1.so}: 25.14.1. */
  private static CondorVersion release(Path file) {
    String digits = file.getFileName().toString().replaceAll("[^0-9]+", ".");
    return CondorVersion.parse(digits.substring(1)).orElse(new CondorVersion(0, 0, 0));
  }

  /** The library's file. */
  public Path file() {
    return file;
  }

  /** Its version string, such as {@code $CondorVersion: 25.14.1 2026-10-16 ... $}. */
  public Optional<String> version() {
    return keptText("CondorVersion");
  }

  /** Its platform string, such as {@code $CondorPlatform: X86_64-Debian_13 $}. */
  public Optional<String> platform() {
    return keptText("CondorPlatform");
  }

  /**
   * Reads HTCondor's configuration, as a tool does; {@link #param} then tells of it. Prints
   * complaints on the standard streams, and ends the process with status 1 where a line of the
   * configuration is wrong: so only after {@link KnobSource} has read it without complaint.
   *
   * @return why it could not be read; empty where it was
   */
  public Optional<String> configure() {
    try {
      boolean read = (api.callInt(CONFIG, RETURN_AND_BE_QUIET) & BOOL_MASK) != 0;
      return read ? Optional.empty() : Optional.of("HTCondor's configuration cannot be read");
    } catch (MissingNativeException e) {
      return Optional.of(String.valueOf(e.getMessage()));
    }
  }

  /**
   * A knob's expanded value.
   *
   * @param name such as {@code LOG}; {@code CREDMON_OAUTH.LOG} for what holds for a daemon alone
   * @return empty where it is not set, is blank, or before {@link #configure}
   */
  public Optional<String> param(String name) {
    try {
      String value = NativeApi.takeText(api.callPointer(PARAM, name));
      return value.isEmpty() ? Optional.empty() : Optional.of(value);
    } catch (MissingNativeException e) {
      return Optional.empty();
    }
  }

  private Optional<String> keptText(String function) {
    try {
      @Nullable Pointer text = api.callPointer(function);
      return text == null ? Optional.empty() : Optional.of(NativeApi.text(text));
    } catch (MissingNativeException e) {
      return Optional.empty();
    }
  }
}
