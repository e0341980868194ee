// SPDX-License-Identifier: Apache-2.0
package org.credmint.cli.inspect;

import java.io.IOException;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.credmint.content.Content;
import org.credmint.content.ContentReader;
import org.credmint.content.signature.SignatureVerdict;
import org.credmint.credential.kind.CredentialType;
import org.credmint.credential.kind.ValidityRule;
import org.credmint.htcondor.nativelib.LibraryLoad;
import org.credmint.htcondor.nativelib.SciTokensLibrary;
import org.credmint.htcondor.nativelib.SciTokensProfile;
import org.credmint.secret.Secret;

/**
 * Examines one file after the other.
 *
 * @param keys empty where none are known
 * @param library empty where it is not to be asked
 */
record Examiner(
    FileInput input,
    ValidityRule rule,
    Optional<Inspect.Keys> keys,
    Optional<LibraryLoad<SciTokensLibrary>> library,
    Instant now) {

  /**
   * Reads and judges one file. No secret remains in memory but in copies of the JVM.
   *
   * @throws IOException where it cannot be read
   */
  Inspected examine(CredentialSpec spec) throws IOException {
    Content content = content(spec);
    Optional<Secret> token =
        content instanceof Content.Credential found ? found.token() : Optional.empty();
    try {
      return new Inspected(
          spec,
          content,
          content.validity(rule(spec), now),
          token.map(secret -> signature((Content.Credential) content, secret)),
          token.flatMap(secret -> opinion((Content.Credential) content, secret)));
    } finally {
      token.ifPresent(Secret::close);
    }
  }

  private ValidityRule rule(CredentialSpec spec) {
    return spec.role()
        .map(role -> role.minimumLifetime())
        .filter(own -> own.compareTo(rule.minimumLifetime()) > 0)
        .map(own -> new ValidityRule(rule.skew(), own))
        .orElse(rule);
  }

  private Content content(CredentialSpec spec) throws IOException {
    byte[] bytes = input.read(spec.file());
    byte[] hidden =
        spec.privateFile().isPresent() ? input.read(spec.privateFile().get()) : new byte[0];
    try {
      Instant writtenAt = input.writtenAt(spec.file());
      if (spec.type().isEmpty()) {
        return ContentReader.read(bytes, writtenAt);
      }
      CredentialType type = spec.type().get();
      return spec.privateFile().isPresent()
          ? ContentReader.readPair(type, bytes, hidden, writtenAt)
          : ContentReader.read(type, bytes, writtenAt);
    } finally {
      Arrays.fill(bytes, (byte) 0);
      Arrays.fill(hidden, (byte) 0);
    }
  }

  private SignatureVerdict signature(Content.Credential content, Secret token) {
    if (keys.isEmpty()) {
      return new SignatureVerdict.NotChecked(
          "not checked: give the issuer's keys with --jwks, or --own-keys");
    }
    boolean isOfPool = content.type() == CredentialType.IDTOKEN;
    return isOfPool && keys.get().pool().isPresent()
        ? keys.get().pool().get().judge(token)
        : keys.get().published().judge(token);
  }

  private Optional<TokenOpinion> opinion(Content.Credential content, Secret token) {
    if (library.isEmpty()) {
      return Optional.empty();
    }
    if (content.type() == CredentialType.IDTOKEN) {
      return Optional.of(
          new TokenOpinion(false, "not asked: HTCondor itself judges IDTOKENs, by the key file"));
    }
    if (keys.isEmpty()) {
      return Optional.of(new TokenOpinion(false, "not asked: it needs --jwks or --own-keys"));
    }
    String audience = content.fact("aud");
    TokenOpinion.Question question =
        new TokenOpinion.Question(
            content.fact("iss"),
            keys.get().published().publicJwks(),
            SciTokensProfile.ANY,
            audience.isEmpty() ? List.of() : List.of(audience.split(" ", -1)));
    return Optional.of(TokenOpinion.of(library.get(), question, token, ""));
  }
}
