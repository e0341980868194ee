// SPDX-License-Identifier: Apache-2.0
package org.credmint.htcondor;

import java.util.Optional;

/**
 * The names that HTCondor gives to files and directories in its credential directory, and what they
 * mean.
 *
 * <p>Source: {@code store_cred.cpp} and {@code credmon_interface.cpp} of HTCondor 23.9.6 and
 * 25.14.1.
 */
public final class CredentialFileNames {
  /** Suffix of what the credd stores: the request, or the long-lived credential behind it. */
  public static final String TOP = ".top";

  /** Suffix of the client that belongs to an OAuth2 login; HTCondor's web application makes it. */
  public static final String META = ".meta";

  /** Suffix of the empty file by which the schedd asks to have a user's directory removed. */
  private static final String MARK = ".mark";

  /** Suffix of what jobs read. */
  public static final String USE = ".use";

  /** The file with the monitor's process id, which the credd signals. */
  public static final String PID = "pid";

  /** The file that tells that all credentials present at start have been seen to. */
  public static final String COMPLETE = "CREDMON_COMPLETE";

  /** The file in which Credmint remembers which files it has exported from the directory. */
  public static final String EXPORTS = "CREDMINT_EXPORTS";

  /** The file in which Credmint remembers whose turn it is among programs. */
  public static final String TURNS = "CREDMINT_TURNS";

  private static final int LONGEST_FILE_NAME = 255;

  private CredentialFileNames() {}

  /** A file's stem taken apart: {@code provider} or {@code service_handle}. */
  public record Stem(String provider, String handle) {}

  /**
   * Whether a directory of this name can be a user's: letters, digits and {@code - + = _ .} only,
   * and none of the names with a meaning of their own. A name may end like a sweep mark, which is a
   * file.
   *
   * <p>The name of an account with a domain, {@code alice@site}, is one too: the credd stores
   * nothing for it, but the shadow reads the credentials of such a job in the directory of this
   * name (HTCondor 25.10.1), which is another one than {@code alice}'s.
   */
  public static boolean isUser(String name) {
    int at = name.indexOf('@');
    boolean plain =
        at < 0 ? isPlain(name) : isPlain(name.substring(0, at)) && isPlain(name.substring(at + 1));
    return plain
        && name.length() <= LONGEST_FILE_NAME
        && !name.equals(".")
        && !name.equals("..")
        && !isControl(name);
  }

  /** Whether the name is that of a sweep mark, if it is a file's and no user's directory. */
  public static boolean isMark(String name) {
    return name.endsWith(MARK);
  }

  /**
   * Whether the name is one that HTCondor or a monitor gives to a file of its own in the top
   * directory, whoever the users are: {@code pid}, the completion mark, the list of exported files,
   * or the 64 hexadecimal digits of a pending web login.
   */
  public static boolean isControl(String name) {
    return name.equals(PID)
        || name.equals(COMPLETE)
        || name.equals(EXPORTS)
        || isPendingLogin(name);
  }

  /**
   * Takes the stem of a {@code .top} or {@code .use} file apart.
   *
   * <p>The service ends at the first underscore (HTCondor 25.13.2), unless {@code
   * CREDMON_ALLOW_SPECIAL_CHAR_NAMES} is true: then the whole stem is the service and there are no
   * handles.
   *
   * @return empty where the stem ends in an underscore or holds a character that HTCondor refuses
   *     to store
   */
  public static Optional<Stem> split(String stem, boolean allowSpecialCharacters) {
    if (!isPlain(stem) || stem.startsWith(".") || stem.endsWith("_")) {
      return Optional.empty();
    }
    if (allowSpecialCharacters) {
      return Optional.of(new Stem(stem, ""));
    }
    int underscore = stem.indexOf('_');
    if (underscore < 0) {
      return Optional.of(new Stem(stem, ""));
    }
    return underscore == 0
        ? Optional.empty()
        : Optional.of(new Stem(stem.substring(0, underscore), stem.substring(underscore + 1)));
  }

  private static boolean isPendingLogin(String name) {
    return name.length() == 64 && name.chars().allMatch(c -> Character.digit(c, 16) >= 0);
  }

  private static boolean isPlain(String name) {
    for (int i = 0; i < name.length(); i++) {
      if (!isPlain(name.charAt(i))) {
        return false;
      }
    }
    return !name.isEmpty();
  }

  private static boolean isPlain(char c) {
    boolean letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
    return letter || (c >= '0' && c <= '9') || "-+=_.".indexOf(c) >= 0;
  }
}
