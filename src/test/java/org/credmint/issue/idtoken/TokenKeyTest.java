// SPDX-License-Identifier: Apache-2.0
package org.credmint.issue.idtoken;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.Payload;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import java.util.Base64;
import java.util.Map;
import java.util.Random;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Test;

/** The derivation of keys, against one that uses nothing but the JDK's HMAC. */
final class TokenKeyTest {
  private static final int KEYS = 10_000;

  private static byte[] hmac(byte[] key, byte[] text) throws GeneralSecurityException {
    Mac mac = Mac.getInstance("HmacSHA256");
    mac.init(new SecretKeySpec(key, "HmacSHA256"));
    return mac.doFinal(text);
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }

  /** RFC 5869 for one block. */
  private static byte[] derive(byte[] material) throws GeneralSecurityException {
    byte[] extracted = hmac(bytes("htcondor"), material);
    byte[] info = Arrays.copyOf(bytes("master jwt"), 11);
    info[10] = 1;
    return hmac(extracted, info);
  }

  private static byte[] unscrambled(byte[] file) {
    int[] pattern = {0xde, 0xad, 0xbe, 0xef};
    byte[] plain = file.clone();
    for (int i = 0; i < plain.length; i++) {
      plain[i] = (byte) (plain[i] ^ pattern[i % 4]);
    }
    return plain;
  }

  private static byte[] cut(byte[] bytes) {
    int length = 0;
    while (length < bytes.length && bytes[length] != 0) {
      length++;
    }
    return Arrays.copyOf(bytes, length);
  }

  private static byte[] twice(byte[] bytes) {
    byte[] all = Arrays.copyOf(bytes, bytes.length * 2);
    System.arraycopy(bytes, 0, all, bytes.length, bytes.length);
    return all;
  }

  private static void assertSigns(TokenKey key, byte[] material) throws GeneralSecurityException {
    String token = key.sign(new Payload(Map.of("sub", "pilot@example.org")));
    int end = token.lastIndexOf('.');
    byte[] expected = hmac(derive(material), bytes(token.substring(0, end)));
    assertThat(Base64.getUrlDecoder().decode(token.substring(end + 1))).isEqualTo(expected);
    assertThat(key.verifies(token)).isTrue();
  }

  @Test
  void tenThousandRandomKeysSignAsHtcondorDerivesThem() throws GeneralSecurityException {
    Random random = new Random(20260512);
    int withNul = 0;
    for (int i = 0; i < KEYS; i++) {
      byte[] file = new byte[16 + random.nextInt(113)];
      random.nextBytes(file);
      if (i % 3 == 0) {
        file[random.nextInt(file.length)] = 0;
        file[random.nextInt(file.length)] = (byte) 0xde; // a NUL when unscrambled, at some places
      }
      withNul +=
          cut(unscrambled(file)).length < file.length || cut(file).length < file.length ? 1 : 0;
      byte[] plain = unscrambled(file);
      assertSigns(TokenKey.named("site", file), plain);
      assertSigns(TokenKey.ofPool("POOL", file, false), twice(plain));
      assertSigns(TokenKey.ofPool("POOL", file, true), twice(cut(unscrambled(cut(file)))));
    }
    assertThat(withNul).isGreaterThan(1_000);
  }

  @Test
  void anotherKeyOrAnotherAlgorithmVerifiesNothing() {
    byte[] file = new byte[64];
    Arrays.fill(file, (byte) 7);
    TokenKey key = TokenKey.named("site", file);
    file[63] = 8;
    TokenKey other = TokenKey.named("site", file);
    String token = key.sign(new Payload(Map.of("sub", "pilot@example.org")));
    assertThat(other.verifies(token)).isFalse();
    assertThat(other.fingerprint()).isNotEqualTo(key.fingerprint());
    String unsigned =
        Base64.getUrlEncoder().withoutPadding().encodeToString(bytes("{\"alg\":\"none\"}"));
    assertThat(key.verifies(unsigned + token.substring(token.indexOf('.')))).isFalse();
    assertThat(key.verifies("")).isFalse();
  }

  @Test
  void nothingPrintsTheKey() {
    byte[] file = bytes("a secret that nobody may read anywhere");
    assertThat(TokenKey.named("site", file)).hasToString("TokenKey[site]");
  }
}
