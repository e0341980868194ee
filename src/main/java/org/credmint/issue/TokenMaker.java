package org.credmint.issue;

import java.nio.charset.StandardCharsets;
import java.security.SignatureException;
import java.time.Duration;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import org.credmint.config.ProviderSettings;
import org.credmint.credential.TokenClaims;
import org.credmint.credential.TokenProfile;
import org.credmint.json.JsonWriter;
import org.credmint.key.Signer;
import org.credmint.key.SigningKey;

/**
 * Makes one provider's tokens with one key: a signed JSON Web Token in compact form (RFC 7519, RFC
 * 7515 section 7.1). For one thread at a time.
 *
 * <p>The order of members is fixed here and nowhere else. Header (RFC 7515 section 4.1): {@code
 * alg, kid, typ}. Claims: {@code iss, aud} (RFC 7519 sections 4.1.1 and 4.1.3), {@code ver}
 * (SciTokens 2.0) or {@code wlcg.ver} (WLCG Common JWT Profile), which are the same in most tokens
 * of a provider; then {@code sub} (4.1.2), {@code scope} (RFC 8693 section 4.2), {@code iat, nbf,
 * exp, jti} (4.1.6, 4.1.5, 4.1.4, 4.1.7).
 *
 * <p>The text is put together here rather than by Nimbus, which makes maps, dates and strings of
 * it: with the native provider that takes 118 microseconds of processor time a token, this way 36,
 * of which 25 are the signature (JDK 17 with the flags of our launcher).
 */
final class TokenMaker {
  private static final Base64.Encoder BASE64 = Base64.getUrlEncoder().withoutPadding();
  private static final byte[] DOT = {'.'};

  private final Signer signer;
  private final ProviderSettings provider;
  private final byte[] before;
  private final byte[] header;
  private final JsonWriter json = new JsonWriter();

  /** What the last token had, and the next one mostly has too. */
  private List<String> audiences = List.of();

  private Duration lifetime = Duration.ZERO;
  private byte[] after;
  private int sameLength;

  TokenMaker(ProviderSettings provider, SigningKey key, Signer signer) {
    this.signer = signer;
    this.provider = provider;
    this.header = header(key);
    this.before = ascii(provider.form().json() ? "{\"access_token\": \"" : "");
    this.after = after(lifetime);
    writeSame();
  }

  /** A new token as the content of a file: in a JSON object, or bare with a newline. */
  byte[] make(TokenClaims claims) throws SignatureException {
    keepWhatIsTheSame(claims);
    byte[] payload = BASE64.encode(payload(claims));
    byte[] raw = signer.sign(header, payload);
    byte[] signature = BASE64.encode(raw);
    byte[] content = concat(before, header, payload, DOT, signature, after);
    Arrays.fill(raw, (byte) 0);
    Arrays.fill(signature, (byte) 0);
    return content;
  }

  private static byte[] header(SigningKey key) {
    byte[] text =
        new JsonWriter()
            .mark('{')
            .name("alg")
            .text(key.algorithm().name())
            .name("kid")
            .text(key.keyId())
            .name("typ")
            .text("JWT")
            .mark('}')
            .toBytes();
    return concat(BASE64.encode(text), DOT);
  }

  private void keepWhatIsTheSame(TokenClaims claims) {
    if (!claims.audiences().equals(audiences)) {
      audiences = claims.audiences();
      writeSame();
    }
    if (!claims.lifetime().equals(lifetime)) {
      lifetime = claims.lifetime();
      after = after(lifetime);
    }
  }

  private byte[] after(Duration expiresIn) {
    return ascii(
        provider.form().json() ? "\", \"expires_in\": " + expiresIn.toSeconds() + "}" : "\n");
  }

  private void writeSame() {
    TokenProfile profile = provider.form().profile();
    json.cutTo(0).mark('{').name("iss").text(provider.issuer());
    writeAudiences();
    if (profile == TokenProfile.SCITOKENS_2) {
      json.name("ver").text("scitoken:2.0");
    } else if (profile == TokenProfile.WLCG_1) {
      json.name("wlcg.ver").text("1.0");
    }
    sameLength = json.length();
  }

  private void writeAudiences() {
    if (!audiences.isEmpty()) {
      json.name("aud").mark('[');
      for (String audience : audiences) {
        json.comma().text(audience);
      }
      json.mark(']');
    }
  }

  private byte[] payload(TokenClaims claims) {
    json.cutTo(sameLength).name("sub").text(claims.subject());
    if (!claims.scope().isEmpty()) {
      json.name("scope").text(claims.scope());
    }
    json.name("iat").number(claims.issuedAt().getEpochSecond());
    if (claims.notBefore().isPresent()) {
      json.name("nbf").number(claims.notBefore().get().getEpochSecond());
    }
    json.name("exp").number(claims.expiresAt().getEpochSecond());
    return json.name("jti").text(claims.tokenId()).mark('}').toBytes();
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }

  private static byte[] concat(byte[]... parts) {
    int length = 0;
    for (byte[] part : parts) {
      length += part.length;
    }
    byte[] all = new byte[length];
    int at = 0;
    for (byte[] part : parts) {
      System.arraycopy(part, 0, all, at, part.length);
      at += part.length;
    }
    return all;
  }
}
