// SPDX-License-Identifier: Apache-2.0
package org.credmint.publication;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class KeySetTest {
  private static final ECKey A = key("a");
  private static final ECKey OTHER_A = key("a");
  private static final ECKey B = key("b");

  private static ECKey key(String keyId) {
    try {
      return new ECKeyGenerator(Curve.P_256).keyID(keyId).generate();
    } catch (JOSEException e) {
      throw new IllegalStateException(e);
    }
  }

  private static KeySet of(ECKey... keys) throws KeySetException {
    KeySet set = KeySet.empty();
    for (ECKey key : keys) {
      set = set.with(key.toPublicJWK().toJSONString(), "test");
    }
    return set;
  }

  @Test
  void whatIsWrittenIsReadBack() throws KeySetException {
    KeySet set = of(A, B);
    assertThat(set.keyIds()).containsExactly("a", "b");
    assertThat(KeySet.parse(set.toJson(), "x").toJson()).isEqualTo(set.toJson());
    assertThat(set.toJson()).doesNotContain("\"d\"");
  }

  @Test
  void oneKeyTwiceIsOneKey() throws KeySetException {
    assertThat(of(A, A).keyIds()).containsExactly("a");
    assertThat(of(A, B).with(of(B, A), "x").keyIds()).containsExactly("a", "b");
  }

  @Test
  void twoKeysOfOneIdAreRefusedBecauseVerifiersCouldNotTellThemApart() {
    assertThatExceptionOfType(KeySetException.class)
        .isThrownBy(() -> of(A, OTHER_A))
        .withMessageContaining("two different keys have the key ID a")
        .withMessageContaining("another KEY_ID");
  }

  @Test
  void aPrivateKeyIsNeverTakenIn() {
    assertThatExceptionOfType(KeySetException.class)
        .isThrownBy(() -> KeySet.empty().with(A.toJSONString(), "/set"))
        .withMessageContaining("/set holds a private key")
        .satisfies(e -> assertThat(e.getMessage()).doesNotContain(A.getD().toString()));
  }

  @Test
  void aKeyIsTakenAwayByItsId() throws KeySetException {
    assertThat(of(A, B).without("a").keyIds()).containsExactly("b");
    assertThat(of(A, B).without("c").keyIds()).containsExactly("a", "b");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "{",
        "[]",
        "null",
        "{}",
        "{\"keys\":3}",
        "{\"keys\":[3]}",
        "{\"keys\":[null]}",
        "{\"keys\":[{\"kty\":\"EC\"}]}",
        "{\"keys\":[{\"kty\":\"oct\",\"kid\":\"s\",\"k\":\"c2VjcmV0\"}]}",
      })
  void whatIsNoSetOfPublicKeysIsRefusedWithTheFilesName(String text) {
    assertThatExceptionOfType(KeySetException.class)
        .isThrownBy(() -> KeySet.parse(text, "/set"))
        .withMessageContaining("/set");
  }

  @Test
  void aKeyWithoutAnIdIsRefused() throws JOSEException {
    ECKey nameless = new ECKeyGenerator(Curve.P_256).generate();
    assertThatExceptionOfType(KeySetException.class)
        .isThrownBy(() -> KeySet.parse("{\"keys\":[" + nameless.toPublicJWK() + "]}", "/set"))
        .withMessageContaining("without a key ID");
  }

  @Test
  void damagedSetsAreReadOrRefusedAndNothingElse() throws KeySetException {
    String whole = of(A, B).toJson();
    Random random = new Random(1);
    for (int i = 0; i < 20_000; i++) {
      StringBuilder text = new StringBuilder(whole);
      for (int changes = random.nextInt(4); changes >= 0; changes--) {
        text.setCharAt(random.nextInt(text.length()), (char) (32 + random.nextInt(95)));
      }
      text.setLength(random.nextInt(10) == 0 ? random.nextInt(text.length()) : text.length());
      try {
        KeySet.parse(text.toString(), "x").toJson();
      } catch (KeySetException e) {
        assertThat(e.getMessage()).isNotEmpty();
      }
    }
  }
}
