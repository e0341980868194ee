// SPDX-License-Identifier: Apache-2.0
package org.credmint.issue.endpoint;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import com.nimbusds.oauth2.sdk.auth.ClientAuthentication;
import com.nimbusds.oauth2.sdk.auth.PrivateKeyJWT;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.Optional;
import java.util.function.Supplier;
import org.credmint.key.SignatureProvider;
import org.credmint.key.SigningKey;

/**
 * A client's private key, by which it proves who it is ({@code private_key_jwt}, RFC 7523 section
 * 2.2).
 *
 * @param key signs
 * @param id what the issuer knows the key by; empty where it has to find out
 * @param serials gives each proof a name of its own, since issuers take each once
 */
public record ClientKey(
    SigningKey key, Optional<String> id, SignatureProvider signatures, Supplier<String> serials) {
  /** Issuers bound it, and the request is sent at once. */
  private static final Duration LIFE = Duration.ofSeconds(60);

  /**
   * A proof for one request.
   *
   * @throws IOException where the key cannot sign
   */
  ClientAuthentication proof(String clientId, URI tokenUrl, Instant now) throws IOException {
    JWSHeader.Builder header =
        new JWSHeader.Builder(JWSAlgorithm.parse(key.algorithm().name())).type(JOSEObjectType.JWT);
    id.ifPresent(header::keyID);
    JWTClaimsSet claims =
        new JWTClaimsSet.Builder()
            .issuer(clientId)
            .subject(clientId)
            .audience(tokenUrl.toString())
            .jwtID(serials.get())
            .issueTime(Date.from(now))
            .expirationTime(Date.from(now.plus(LIFE)))
            .build();
    SignedJWT proof = new SignedJWT(header.build(), claims);
    try {
      proof.sign(signatures.signer(key));
    } catch (JOSEException e) {
      throw new IOException("the client's key cannot sign", e);
    }
    return new PrivateKeyJWT(proof);
  }
}
