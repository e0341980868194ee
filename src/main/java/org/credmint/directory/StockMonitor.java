// SPDX-License-Identifier: Apache-2.0
package org.credmint.directory;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A process that is one of HTCondor's own monitors of OAuth credentials: Python that runs a script
 * of the name {@code condor_credmon_...}, or a program of that name.
 *
 * <p>A process that merely names such a file, such as an editor or a shell, is none; nor is {@code
 * condor_credmon_krb}, which keeps the directory of Kerberos.
 *
 * @param directory the credential directory that its command line names; empty where it takes the
 *     one of HTCondor's configuration
 */
public record StockMonitor(Optional<String> directory) {
  private static final String NAME = "condor_credmon_";
  private static final String KERBEROS = NAME + "krb";
  private static final Pattern PYTHON = Pattern.compile("(python|pypy)[0-9.]*");

  /** Options of {@code parse_args} in HTCondor's {@code credmon/utils/utils.py}. */
  private static final String DIRECTORY_OPTION = "--cred-dir";

  private static final String SHORT_OPTION = "-c";

  /** Shorter than this an option of Python's parser may mean another one. */
  private static final int SHORTEST_PREFIX = "--c".length();

  /**
   * What a process is.
   *
   * @param executable its program; empty where the system does not tell
   * @param arguments with what it was started, the first of which is its name
   * @return empty where it is no such monitor
   */
  public static Optional<StockMonitor> of(Optional<Path> executable, List<String> arguments) {
    if (arguments.isEmpty()) {
      return Optional.empty();
    }
    Path program = executable.orElse(Path.of(arguments.get(0)));
    int script = isPython(program) ? scriptOf(arguments) : 0;
    if (script < 0 || !isMonitor(script > 0 ? Path.of(arguments.get(script)) : program)) {
      return Optional.empty();
    }
    return Optional.of(
        new StockMonitor(directory(arguments.subList(script + 1, arguments.size()))));
  }

  /** Whether it keeps this directory, as far as its command line tells. */
  public boolean mayKeep(Path ours) {
    if (directory.isEmpty() || !directory.get().startsWith("/")) {
      return true;
    }
    try {
      return Path.of(directory.get()).toRealPath().equals(ours.toRealPath());
    } catch (IOException e) {
      return false; // what is not there is not kept
    }
  }

  private static boolean isPython(Path program) {
    return PYTHON.matcher(nameOf(program)).matches();
  }

  private static boolean isMonitor(Path program) {
    String name = nameOf(program);
    return name.startsWith(NAME) && !name.startsWith(KERBEROS);
  }

  private static String nameOf(Path file) {
    return String.valueOf(file.getFileName());
  }

  /** Where the script stands among Python's arguments; -1 where it runs none. */
  private static int scriptOf(List<String> arguments) {
    for (int i = 1; i < arguments.size(); i++) {
      String argument = arguments.get(i);
      if (!argument.startsWith("-")) {
        return i;
      }
      if (argument.equals("-") || runsNoScript(argument)) {
        return -1;
      }
      i += takesTheNext(argument) ? 1 : 0;
    }
    return -1;
  }

  /** Options stand together, as in {@code -Im}, up to the first one that takes a value. */
  private static boolean runsNoScript(String option) {
    return valueTaker(option) == 'c' || valueTaker(option) == 'm';
  }

  private static boolean takesTheNext(String option) {
    boolean isLast =
        option.startsWith("--") || option.indexOf(valueTaker(option)) == option.length() - 1;
    return option.equals("--check-hash-based-pycs")
        || (isLast && (valueTaker(option) == 'W' || valueTaker(option) == 'X'));
  }

  /** The first letter among an argument's options that takes a value; 0 for none. */
  private static char valueTaker(String option) {
    if (!option.startsWith("--")) {
      for (int i = 1; i < option.length(); i++) {
        if ("cmWX".indexOf(option.charAt(i)) >= 0) {
          return option.charAt(i);
        }
      }
    }
    return 0;
  }

  private static Optional<String> directory(List<String> options) {
    @Nullable String found = null;
    for (int i = 0; i < options.size(); i++) {
      String option = options.get(i);
      int equals = option.indexOf('=');
      String next = i + 1 < options.size() ? options.get(i + 1) : "";
      if (isDirectoryOption(equals < 0 ? option : option.substring(0, equals))) {
        found = equals < 0 ? next : option.substring(equals + 1);
      } else if (option.startsWith(SHORT_OPTION)) {
        found = option.length() > 2 ? option.substring(2) : next;
      }
    }
    return Optional.ofNullable(found).filter(path -> !path.isEmpty());
  }

  private static boolean isDirectoryOption(String name) {
    return name.length() >= SHORTEST_PREFIX && DIRECTORY_OPTION.startsWith(name);
  }
}
