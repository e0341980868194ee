package org.credmint.key;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;

/**
 * The PEM blocks of a file (RFC 7468, and the encryption headers of RFC 1421 that OpenSSL still
 * writes). Text around the blocks is passed over.
 *
 * <p>It works on bytes and never makes a string of a block's content, so that the content can be
 * wiped.
 */
final class Pem {
  private static final String BEGIN = "-----BEGIN ";
  private static final String END = "-----END ";
  private static final String DASHES = "-----";
  private static final String WRITE_AGAIN = "copy the whole file again from its source";
  private static final int LINE_LENGTH = 64;

  private final byte[] file;
  private int at;

  private Pem(byte[] file) {
    this.file = file;
  }

  /**
   * One block.
   *
   * @param label what stands behind BEGIN, such as {@code EC PRIVATE KEY}
   * @param encrypted whether the content needs a passphrase; it is empty then
   * @param content the decoded content, to be wiped by whoever uses it
   */
  @SuppressWarnings("ArrayRecordComponent") // a carrier: never compared, and prints no content
  record Block(String label, boolean encrypted, byte[] content) implements AutoCloseable {
    boolean isPrivateKey() {
      return label.endsWith("PRIVATE KEY");
    }

    @Override
    public void close() {
      Arrays.fill(content, (byte) 0);
    }

    @Override
    public String toString() {
      return "Block[" + label + "]";
    }
  }

  /**
   * Finds all blocks.
   *
   * @throws UnusableKey where a block has no end or is not base64
   */
  static List<Block> blocks(byte[] file) throws UnusableKey {
    Pem pem = new Pem(file);
    List<Block> blocks = new ArrayList<>();
    try {
      while (pem.at < file.length) {
        Line line = pem.nextLine();
        if (line.startsWith(BEGIN) && line.endsWith(DASHES)) {
          blocks.add(pem.block(line.between(BEGIN, DASHES)));
        }
      }
      return blocks;
    } catch (UnusableKey e) {
      blocks.forEach(Block::close);
      throw e;
    }
  }

  /** A file with one block. */
  static byte[] encode(String label, byte[] content) {
    byte[] body = Base64.getMimeEncoder(LINE_LENGTH, new byte[] {'\n'}).encode(content);
    byte[] head = ascii(BEGIN + label + DASHES + "\n");
    byte[] tail = ascii("\n" + END + label + DASHES + "\n");
    byte[] file = Arrays.copyOf(head, head.length + body.length + tail.length);
    System.arraycopy(body, 0, file, head.length, body.length);
    System.arraycopy(tail, 0, file, head.length + body.length, tail.length);
    Arrays.fill(body, (byte) 0);
    return file;
  }

  private Block block(String label) throws UnusableKey {
    byte[] base64 = new byte[file.length - at];
    int length = 0;
    boolean encrypted = label.equals("ENCRYPTED PRIVATE KEY");
    try {
      while (at < file.length) {
        Line line = nextLine();
        if (line.startsWith(END)) {
          byte[] content = encrypted ? new byte[0] : decode(Arrays.copyOf(base64, length));
          return new Block(label, encrypted, content);
        }
        if (line.contains(':')) {
          encrypted |= line.startsWith("Proc-Type:") && line.endsWith("ENCRYPTED");
        } else {
          length = line.copyTo(base64, length);
        }
      }
      throw new UnusableKey("is truncated: a PEM block has no END line", WRITE_AGAIN);
    } finally {
      Arrays.fill(base64, (byte) 0);
    }
  }

  private static byte[] decode(byte[] base64) throws UnusableKey {
    try {
      return Base64.getDecoder().decode(base64);
    } catch (IllegalArgumentException e) {
      throw new UnusableKey("is damaged: a PEM block is not base64", WRITE_AGAIN);
    } finally {
      Arrays.fill(base64, (byte) 0);
    }
  }

  /** The next line without the blanks around it; {@link #at} is behind its end. */
  private Line nextLine() {
    int from = at;
    while (at < file.length && file[at] != '\n' && file[at] != '\r') {
      at++;
    }
    int to = at;
    at = Math.min(at + 1, file.length);
    while (from < to && isBlank(file[from])) {
      from++;
    }
    while (to > from && isBlank(file[to - 1])) {
      to--;
    }
    return new Line(from, to);
  }

  private static boolean isBlank(byte b) {
    return b == ' ' || b == '\t';
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }

  /** A stretch of the file. */
  private final class Line {
    private final int from;
    private final int to;

    Line(int from, int to) {
      this.from = from;
      this.to = to;
    }

    boolean startsWith(String text) {
      byte[] wanted = ascii(text);
      return to - from >= wanted.length
          && Arrays.equals(file, from, from + wanted.length, wanted, 0, wanted.length);
    }

    boolean endsWith(String text) {
      byte[] wanted = ascii(text);
      return to - from >= wanted.length
          && Arrays.equals(file, to - wanted.length, to, wanted, 0, wanted.length);
    }

    boolean contains(char c) {
      for (int i = from; i < to; i++) {
        if (file[i] == c) {
          return true;
        }
      }
      return false;
    }

    String between(String start, String end) {
      int first = from + start.length();
      int length = Math.max(to - end.length() - first, 0);
      return new String(file, first, length, StandardCharsets.ISO_8859_1);
    }

    int copyTo(byte[] target, int offset) {
      System.arraycopy(file, from, target, offset, to - from);
      return offset + to - from;
    }
  }
}
