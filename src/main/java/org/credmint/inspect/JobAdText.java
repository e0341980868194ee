// SPDX-License-Identifier: Apache-2.0
package org.credmint.inspect;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/** The text of a file that may hold job ads, taken apart into single ads. */
public final class JobAdText {
  private static final Pattern BLANK_LINES = Pattern.compile("\\n\\s*\\n");
  private static final Pattern ATTRIBUTE =
      Pattern.compile("(?m)^\\s*[A-Za-z_][A-Za-z0-9_.]*\\s*=[^=]");

  private JobAdText() {}

  /** A file that holds no ads in the form that is read. */
  public static final class UnreadableAdException extends Exception {
    private static final long serialVersionUID = 1L;

    UnreadableAdException(String reason) {
      super(reason);
    }
  }

  /**
   * The ads of a file, a line {@code Name = value} for each attribute and an empty line between two
   * ads, as {@code condor_q -long} prints them.
   *
   * @return never none
   * @throws UnreadableAdException where the file has another form, or no ad
   */
  public static List<byte[]> split(byte[] file) throws UnreadableAdException {
    String text = new String(file, StandardCharsets.UTF_8).replace("\r\n", "\n").strip();
    if (text.startsWith("{") || text.startsWith("[{") || text.startsWith("[\n{")) {
      throw otherForm("JSON");
    }
    if (text.startsWith("<")) {
      throw otherForm("XML");
    }
    if (text.startsWith("[")) {
      throw otherForm("the new ClassAd syntax");
    }
    List<byte[]> ads = new ArrayList<>();
    for (String part : BLANK_LINES.split(text, -1)) {
      if (ATTRIBUTE.matcher(part).find()) {
        ads.add(part.getBytes(StandardCharsets.UTF_8));
      }
    }
    if (ads.isEmpty()) {
      throw new UnreadableAdException("contains no job ad; use the output of 'condor_q -long'");
    }
    return ads;
  }

  private static UnreadableAdException otherForm(String form) {
    return new UnreadableAdException(
        "contains job ads in " + form + "; use the output of 'condor_q -long'");
  }
}
