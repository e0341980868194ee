// SPDX-License-Identifier: Apache-2.0
package org.credmint.htcondor.nativelib;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.security.interfaces.ECPublicKey;
import java.security.spec.ECGenParameterSpec;
import java.util.Base64;
import org.credmint.secret.Secret;

/**
 * Signs whatever it is told to, with the JDK alone, so that no code of ours is judged by itself.
 */
final class TestIssuer {

  private static final Base64.Encoder URL = Base64.getUrlEncoder().withoutPadding();

  final String url;
  final String keyId;
  private final KeyPair keys;

  TestIssuer(String url, String keyId) {
    this.url = url;
    this.keyId = keyId;
    try {
      KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
      generator.initialize(new ECGenParameterSpec("secp256r1"));
      this.keys = generator.generateKeyPair();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  /** A token with these claims (the inside of a JSON object) and this issuer. */
  String token(String claims) {
    String header = "{\"alg\":\"ES256\",\"typ\":\"JWT\",\"kid\":\"" + keyId + "\"}";
    return sign(header, "{\"iss\":\"" + url + "\"," + claims + "}");
  }

  String sign(String header, String payload) {
    String signed =
        URL.encodeToString(header.getBytes(UTF_8))
            + "."
            + URL.encodeToString(payload.getBytes(UTF_8));
    try {
      Signature signature = Signature.getInstance("SHA256withECDSAinP1363Format");
      signature.initSign(keys.getPrivate());
      signature.update(signed.getBytes(UTF_8));
      return signed + "." + URL.encodeToString(signature.sign());
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  static Secret secret(String token) {
    return Secret.of(token.getBytes(UTF_8));
  }

  String jwks() {
    ECPublicKey key = (ECPublicKey) keys.getPublic();
    return "{\"keys\":[{\"kty\":\"EC\",\"crv\":\"P-256\",\"use\":\"sig\",\"alg\":\"ES256\",\"kid\":\"%s\",\"x\":\"%s\",\"y\":\"%s\"}]}"
        .formatted(keyId, coordinate(key.getW().getAffineX()), coordinate(key.getW().getAffineY()));
  }

  String publicPem() {
    String body =
        Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(keys.getPublic().getEncoded());
    return "-----BEGIN PUBLIC KEY-----\n" + body + "\n-----END PUBLIC KEY-----\n";
  }

  private static String coordinate(BigInteger number) {
    byte[] bytes = new byte[32];
    byte[] all = number.toByteArray();
    int length = Math.min(32, all.length);
    System.arraycopy(all, all.length - length, bytes, 32 - length, length);
    return URL.encodeToString(bytes);
  }
}
