package org.credmint.key;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.SecureRandom;
import java.security.interfaces.ECPrivateKey;
import java.security.interfaces.ECPublicKey;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.ECPoint;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

final class P256Test {
  private P256 curve;
  private ECPoint base;
  private BigInteger order;

  @BeforeEach
  void makeTheCurve() throws GeneralSecurityException {
    curve = P256.create(new SecureRandom());
    base = curve.parameters().getGenerator();
    order = curve.parameters().getOrder();
  }

  @Test
  void thePublicPointIsTheOneThatTheJdkMakes() throws GeneralSecurityException {
    KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
    generator.initialize(new ECGenParameterSpec("secp256r1"));
    for (int i = 0; i < 50; i++) {
      KeyPair pair = generator.generateKeyPair();
      assertThat(curve.publicPoint(((ECPrivateKey) pair.getPrivate()).getS()))
          .isEqualTo(((ECPublicKey) pair.getPublic()).getW());
    }
  }

  @Test
  void thePointsOfSmallNumbersAreThePublishedOnes() {
    assertThat(curve.publicPoint(BigInteger.ONE)).isEqualTo(base);
    assertThat(curve.publicPoint(BigInteger.TWO))
        .isEqualTo(
            point(
                "7cf27b188d034f7e8a52380304b51ac3c08969e277f21b35a60b48fc47669978",
                "07775510db8ed040293d9ac69f7430dbba7dade63ce982299e04b79d227873d1"));
  }

  @Test
  void theLargestNumberGivesTheBasePointMirrored() {
    ECPoint mirrored = curve.publicPoint(order.subtract(BigInteger.ONE));
    assertThat(mirrored.getAffineX()).isEqualTo(base.getAffineX());
    assertThat(mirrored.getAffineY()).isNotEqualTo(base.getAffineY());
  }

  @Test
  void onlyNumbersBelowTheOrderArePrivateKeys() {
    assertThat(curve.isPrivateNumber(BigInteger.ZERO)).isFalse();
    assertThat(curve.isPrivateNumber(BigInteger.ONE)).isTrue();
    assertThat(curve.isPrivateNumber(order.subtract(BigInteger.ONE))).isTrue();
    assertThat(curve.isPrivateNumber(order)).isFalse();
  }

  @Test
  void aNumberKeepsItsLeadingZerosAsBytes() {
    assertThat(P256.unsigned(BigInteger.valueOf(258))).hasSize(32).endsWith(1, 2);
    assertThat(P256.unsigned(order)).hasSize(32).startsWith((byte) 0xff);
  }

  private static ECPoint point(String x, String y) {
    return new ECPoint(new BigInteger(x, 16), new BigInteger(y, 16));
  }
}
