// SPDX-License-Identifier: Apache-2.0
package org.credmint.htcondor.tool;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.credmint.htcondor.knob.Knobs;

/**
 * The output of {@code condor_config_val -dump -expanded -verbose}, HTCondor 23.9.6 and 25.14.1.
 *
 * <p>An entry is the name with its value, then lines that begin with a blank and a hash; the first
 * of them tells where the knob was set:
 *
 * <pre>
 * LOCAL_CREDMON_ISSUER = https://a.example
 *  # at: /etc/condor/config.d/40-credmint.conf, line 3
 *  # raw: https://$(FULL_HOSTNAME)
 * LOCAL_CREDMON_AUTHZ_TEMPLATE_EXPR @=end
 *    strcat("read:/",
 *    Username)
 * &#64;end
 *  # at: ...
 * </pre>
 *
 * <p>Only a knob that was <em>written</em> in several lines has the second form. One that refers to
 * such a knob is printed in the first form and spills over the following lines, which may look like
 * knobs themselves. Hence {@code -verbose}: without the line about the place, nothing would tell
 * where an entry ends.
 */
final class KnobDump {

  private static final String PLACE = " # at: ";
  private static final String DETAIL = " #";
  private static final String COMMENT = "#";
  private static final String EQUALS = " = ";
  private static final String BLOCK = " @=end";
  private static final String BLOCK_END = "@end";
  private static final String BLOCK_INDENT = "   ";

  private final List<String> lines;
  private final Map<String, String> values = new HashMap<>();
  private final Map<String, String> origins = new HashMap<>();
  private int next;

  private KnobDump(List<String> lines) {
    this.lines = lines;
  }

  /**
   * Reads a dump.
   *
   * @return empty where it holds no entry, or anything but entries
   */
  static Optional<Knobs> parse(byte[] output) {
    // One character a byte, so that no byte is lost before its value is known.
    String text = new String(output, StandardCharsets.ISO_8859_1);
    KnobDump dump = new KnobDump(text.lines().toList());
    return dump.readEntries() ? Optional.of(Knobs.of(dump.values, dump.origins)) : Optional.empty();
  }

  private boolean readEntries() {
    skipDetails();
    while (next < lines.size()) {
      if (!readEntry()) {
        return false;
      }
      skipDetails();
    }
    return !values.isEmpty();
  }

  private void skipDetails() {
    while (next < lines.size() && isDetail(lines.get(next))) {
      next++;
    }
  }

  private static boolean isDetail(String line) {
    return line.startsWith(DETAIL) || line.startsWith(COMMENT);
  }

  private boolean readEntry() {
    int first = next;
    while (next < lines.size() && !lines.get(next).startsWith(PLACE)) {
      next++;
    }
    String head = lines.get(first);
    boolean block = head.endsWith(BLOCK);
    int nameEnd = block ? head.length() - BLOCK.length() : head.indexOf(EQUALS);
    if (next == lines.size() || nameEnd <= 0 || head.lastIndexOf(' ', nameEnd - 1) >= 0) {
      return false;
    }
    String name = head.substring(0, nameEnd);
    List<String> rest = lines.subList(first + 1, next);
    String start = block ? "" : head.substring(nameEnd + EQUALS.length());
    values.put(name, decoded(block ? block(rest) : spilled(start, rest)));
    origins.put(name, decoded(lines.get(next).substring(PLACE.length())));
    return true;
  }

  private static String block(List<String> rest) {
    int end = rest.lastIndexOf(BLOCK_END);
    StringBuilder value = new StringBuilder();
    for (String line : end < 0 ? rest : rest.subList(0, end)) {
      boolean indented = line.startsWith(BLOCK_INDENT);
      value.append(indented ? line.substring(BLOCK_INDENT.length()) : line).append('\n');
    }
    value.setLength(Math.max(0, value.length() - 1));
    return value.toString();
  }

  private static String spilled(String start, List<String> rest) {
    return rest.isEmpty() ? start : start + "\n" + String.join("\n", rest);
  }

  /** Configuration files are UTF-8 nowadays; a value that is not keeps one character a byte. */
  private static String decoded(String bytes) {
    try {
      ByteBuffer buffer = ByteBuffer.wrap(bytes.getBytes(StandardCharsets.ISO_8859_1));
      return StandardCharsets.UTF_8.newDecoder().decode(buffer).toString();
    } catch (CharacterCodingException e) {
      return bytes;
    }
  }
}
