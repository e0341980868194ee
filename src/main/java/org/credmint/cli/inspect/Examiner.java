// SPDX-License-Identifier: Apache-2.0
package org.credmint.cli.inspect;

import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
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
   * @return one finding, or one for each IDTOKEN of a file that holds several
   * @throws IOException where it cannot be read
   */
  List<Inspected> examine(CredentialSpec spec) throws IOException {
    List<Content> contents = contents(spec);
    List<Inspected> all = new ArrayList<>();
    for (Content content : contents) {
      boolean isOne = contents.size() == 1;
      all.add(examine(isOne ? spec : spec.ofLine(all.size() + 1), content));
    }
    return all;
  }

  private Inspected examine(CredentialSpec spec, Content content) {
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

  private List<Content> contents(CredentialSpec spec) throws IOException {
    byte[] bytes = input.read(spec.file());
    byte[] hidden =
        spec.privateFile().isPresent() ? input.read(spec.privateFile().get()) : new byte[0];
    try {
      return contents(spec, bytes, hidden, input.writtenAt(spec.file()));
    } finally {
      Arrays.fill(bytes, (byte) 0);
      Arrays.fill(hidden, (byte) 0);
    }
  }

  private static List<Content> contents(
      CredentialSpec spec, byte[] bytes, byte[] hidden, Instant writtenAt) {
    Optional<CredentialType> type = spec.type();
    if (type.isEmpty() || type.get() == CredentialType.IDTOKEN) {
      List<Content> all = ContentReader.readAll(bytes, writtenAt);
      if (all.size() > 1 || type.isEmpty()) {
        return all;
      }
    }
    return List.of(
        spec.privateFile().isPresent()
            ? ContentReader.readPair(type.orElseThrow(), bytes, hidden, writtenAt)
            : ContentReader.read(type.orElseThrow(), bytes, writtenAt));
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
