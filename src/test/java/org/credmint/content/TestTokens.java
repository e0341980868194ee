// SPDX-License-Identifier: Apache-2.0
package org.credmint.content;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSObject;
import com.nimbusds.jose.JWSSigner;
import com.nimbusds.jose.Payload;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import java.nio.charset.StandardCharsets;
import java.util.Base64;

/** Tokens for tests. */
public final class TestTokens {
  /** A SciToken's claims, valid for a quarter of an hour from {@link TestCertificates#FROM}. */
  public static final String CLAIMS =
      "{\"iss\":\"https://ap.example\",\"sub\":\"alice\",\"aud\":[\"https://se.example\"],"
          + "\"scope\":\"read:/a write:/b\",\"ver\":\"scitoken:2.0\",\"jti\":\"j-1\","
          + "\"iat\":1795824000,\"nbf\":1795824000,\"exp\":1795824900}";

  private TestTokens() {}

  /** A new key on P-256. */
  public static ECKey key(String keyId) {
    try {
      return new ECKeyGenerator(Curve.P_256).keyID(keyId).generate();
    } catch (JOSEException e) {
      throw new IllegalStateException(e);
    }
  }

  /** A token signed with ES256. */
  public static String signed(ECKey key, String claims) {
    try {
      return signed(new ECDSASigner(key), JWSAlgorithm.ES256, key.getKeyID(), claims);
    } catch (JOSEException e) {
      throw new IllegalStateException(e);
    }
  }

  /** A token signed with HS256, as HTCondor's own are. */
  public static String signed(byte[] secret, String keyId, String claims) {
    try {
      return signed(new MACSigner(secret), JWSAlgorithm.HS256, keyId, claims);
    } catch (JOSEException e) {
      throw new IllegalStateException(e);
    }
  }

  private static String signed(
      JWSSigner signer, JWSAlgorithm algorithm, String keyId, String claims) throws JOSEException {
    JWSObject token =
        new JWSObject(new JWSHeader.Builder(algorithm).keyID(keyId).build(), new Payload(claims));
    token.sign(signer);
    return token.serialize();
  }

  /** A token with any header and claims, and a signature that is none. */
  public static String unsigned(String header, String claims) {
    return encoded(header) + "." + encoded(claims) + ".AAAA";
  }

  private static String encoded(String text) {
    return Base64.getUrlEncoder()
        .withoutPadding()
        .encodeToString(text.getBytes(StandardCharsets.UTF_8));
  }
}
