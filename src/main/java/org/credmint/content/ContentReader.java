// SPDX-License-Identifier: Apache-2.0
package org.credmint.content;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.credmint.content.Content.Credential;
import org.credmint.content.Content.Identity;
import org.credmint.content.Content.Lifetime;
import org.credmint.content.Content.Unusable;
import org.credmint.credential.kind.CredentialType;
import org.credmint.credential.kind.Validity.Verdict;
import org.credmint.issue.TokenFileParser;

/** Finds out what bytes are. Whatever they are, there is an answer and no exception. */
public final class ContentReader {
  /** As for the files of tokens; no certificate chain comes near it. */
  public static final int MAX_BYTES = 65_536;

  private static final byte[] BOM = {(byte) 0xef, (byte) 0xbb, (byte) 0xbf};

  private ContentReader() {}

  /**
   * Reads bytes as what they look like.
   *
   * @param bytes any; not kept
   * @param writtenAt when they were written, from which a relative expiry counts
   */
  public static Content read(byte[] bytes, Instant writtenAt) {
    if (bytes.length > MAX_BYTES) {
      return unreadable("too much", "it is larger than " + MAX_BYTES + " bytes");
    }
    if (startsWith(bytes, BOM)) {
      return unreadable("text", "it starts with a byte order mark, which readers do not skip");
    }
    String text = new String(bytes, StandardCharsets.ISO_8859_1).strip();
    if (text.isEmpty()) {
      return unreadable("nothing", "it is empty");
    }
    return text.startsWith("{") ? JsonContent.read(bytes, writtenAt) : pemOrLine(bytes, text);
  }

  private static Content pemOrLine(byte[] bytes, String text) {
    return text.contains("-----BEGIN ") ? PemContent.read(bytes) : line(bytes, text);
  }

  /**
   * The contents of a file that may hold several IDTOKENs, one a line, as HTCondor takes them.
   *
   * @param bytes any; not kept
   * @param writtenAt when they were written
   * @return one content for each IDTOKEN; for anything else, one for all
   */
  public static List<Content> readAll(byte[] bytes, Instant writtenAt) {
    List<Content> tokens =
        TokenFileParser.lines(bytes).stream()
            .filter(TokenContent::looksLikeOne)
            .map(line -> TokenContent.read(line, ""))
            .toList();
    boolean areIdtokens =
        tokens.size() > 1
            && bytes.length <= MAX_BYTES
            && tokens.size() == TokenFileParser.lines(bytes).size()
            && tokens.stream().allMatch(ContentReader::isIdtoken);
    return areIdtokens ? tokens : List.of(read(bytes, writtenAt));
  }

  private static boolean isIdtoken(Content content) {
    return content instanceof Credential credential && credential.type() == CredentialType.IDTOKEN;
  }

  private static Content line(byte[] bytes, String text) {
    List<String> lines = TokenFileParser.lines(bytes);
    if (lines.stream().anyMatch(TokenContent::looksLikeOne)) {
      return lines.size() == 1
          ? TokenContent.read(lines.get(0), "")
          : unreadable("token", "it contains more than one line beside comments");
    }
    if (text.startsWith("ssh-") || text.startsWith("ecdsa-sha2-")) {
      return KeyContent.ofSsh(text);
    }
    if (text.startsWith("cipher:")) {
      return symmetricKey(text);
    }
    return text(bytes);
  }

  /**
   * Reads bytes as a credential of one type.
   *
   * @param type any; a pair is read by {@link #readPair}
   * @return of the type, or why it is not
   */
  public static Content read(CredentialType type, byte[] bytes, Instant writtenAt) {
    if (type == CredentialType.DYNAMIC) {
      return wrong(type, "it is made anew for each target, so no file holds one");
    }
    if (type.isPair()) {
      return wrong(type, "the file of its private half is not given");
    }
    if (type == CredentialType.TEXT) {
      return text(bytes);
    }
    Content found = read(bytes, writtenAt);
    return found instanceof Credential credential ? wanted(type, credential) : found;
  }

  private static Content wanted(CredentialType type, Credential credential) {
    boolean isToken = type == CredentialType.TOKEN && credential.token().isPresent();
    return isToken || credential.type() == type
        ? credential.as(type)
        : wrong(type, "it is " + credential.form() + " (" + credential.type() + ")");
  }

  /**
   * Reads a pair. What is known of it is what is known of its public half.
   *
   * @param type a pair
   * @return why it is none, also where the halves do not belong together
   */
  public static Content readPair(
      CredentialType type, byte[] publicHalf, byte[] privateHalf, Instant writtenAt) {
    return switch (type) {
      case X509_PAIR -> PemContent.pair(publicHalf, privateHalf);
      case KEY_PAIR -> KeyContent.pair(publicHalf, privateHalf);
      case USERNAME_PASSWORD -> namedUser(publicHalf, privateHalf);
      default -> wrong(type, "it has one half only");
    };
  }

  private static Content namedUser(byte[] name, byte[] password) {
    Content half = text(password);
    if (half instanceof Unusable) {
      return half;
    }
    Content found = text(name);
    return found instanceof Credential credential
        ? credential.as(CredentialType.USERNAME_PASSWORD)
        : found;
  }

  private static Content text(byte[] bytes) {
    try {
      String text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
      if (text.isBlank()) {
        return unreadable("nothing", "it is empty");
      }
      if (text.codePoints().noneMatch(ContentReader::isBinary)) {
        String remark = "text means something to its reader only; nothing of it can be checked";
        return plain(CredentialType.TEXT, "text", remark);
      }
    } catch (CharacterCodingException e) {
      // refused below
    }
    return unreadable("binary data", "it is no credential that HTCondor knows");
  }

  /** Controls other than white space. */
  private static boolean isBinary(int character) {
    return Character.isISOControl(character) && (character < '\t' || character > '\r');
  }

  private static Content symmetricKey(String text) {
    boolean isKey =
        text.toLowerCase(Locale.ROOT)
            .matches("cipher:aes_256_cbc,key:[0-9a-f]{64},iv:[0-9a-f]{32}");
    return isKey
        ? plain(CredentialType.SYMMETRIC_KEY, "a symmetric key", "a key does not expire by itself")
        : unreadable(
            "a symmetric key",
            "it is not cipher:aes_256_cbc, a key of 32 bytes and an iv of 16, in hexadecimal");
  }

  static Credential plain(CredentialType type, String form, String remark) {
    return new Credential(
        type,
        form,
        Identity.NONE,
        Lifetime.UNLIMITED,
        List.of(),
        List.of(remark),
        Optional.empty());
  }

  private static Content wrong(CredentialType type, String reason) {
    return new Unusable(type.toString(), Verdict.WRONG_TYPE, "not " + type + ": " + reason);
  }

  static Unusable unreadable(String form, String reason) {
    return new Unusable(form, Verdict.UNREADABLE, reason);
  }

  private static boolean startsWith(byte[] bytes, byte[] start) {
    return bytes.length >= start.length
        && Arrays.equals(bytes, 0, start.length, start, 0, start.length);
  }
}
