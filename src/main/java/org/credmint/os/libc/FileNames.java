// SPDX-License-Identifier: Apache-2.0
package org.credmint.os.libc;

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;

/**
 * File names without loss. A name in a directory is bytes, not text; here it is a string with one
 * character, 0 to 255, for each byte (ISO 8859-1), so that a name in any encoding survives the way
 * from {@code Directory.entries} to {@code Directory.read}.
 */
public final class FileNames {

  private FileNames() {}

  /**
   * The name that a text has on disk in UTF-8.
   *
   * @param text any text
   * @return the lossless form of the text's UTF-8 bytes
   */
  public static String ofText(String text) {
    return new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
  }

  /**
   * A name for messages: printable ASCII stays, every other byte and the backslash become {@code
   * \xNN}.
   *
   * @param name a lossless name
   * @return ASCII text without control characters
   */
  public static String printable(String name) {
    StringBuilder out = new StringBuilder(name.length());
    for (int i = 0; i < name.length(); i++) {
      char c = name.charAt(i);
      if (c >= ' ' && c < 0x7f && c != '\\') {
        out.append(c);
      } else {
        out.append(String.format(Locale.ROOT, "\\x%02x", (int) c));
      }
    }
    return out.toString();
  }

  /** Whether a string is one name in a directory: not empty, not a way out, only byte values. */
  public static boolean isName(String name) {
    if (name.isEmpty() || name.equals(".") || name.equals("..")) {
      return false;
    }
    for (int i = 0; i < name.length(); i++) {
      char c = name.charAt(i);
      if (c == 0 || c == '/' || c > 0xff) {
        return false;
      }
    }
    return true;
  }

  /** The bytes for the system, ended by a zero byte. */
  public static byte[] terminated(String name) {
    byte[] bytes = name.getBytes(StandardCharsets.ISO_8859_1);
    return Arrays.copyOf(bytes, bytes.length + 1);
  }

  /** A path's bytes, ended by a zero byte, in the encoding in which the JDK made the path. */
  public static byte[] terminated(Path path) {
    Charset charset = Charset.forName(System.getProperty("sun.jnu.encoding", "UTF-8"));
    byte[] bytes = path.toString().getBytes(charset);
    return Arrays.copyOf(bytes, bytes.length + 1);
  }
}
