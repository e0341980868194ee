// SPDX-License-Identifier: Apache-2.0
package org.credmint.cli.why;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.credmint.content.Content;
import org.credmint.content.ContentReader;
import org.credmint.credential.CredentialKind;
import org.credmint.credential.Description;
import org.credmint.credential.kind.Validity;
import org.credmint.credential.kind.ValidityRule;
import org.credmint.diagnosis.Diagnosis;
import org.credmint.diagnosis.Link;
import org.credmint.diagnosis.ReaderLinks;

/** A file that no provider of ours keeps: only what it holds can be judged. */
record OtherFile(Path path, Instant now) {
  private static final String FILE = "file";
  private static final ValidityRule AS_IT_IS = new ValidityRule(Duration.ZERO, Duration.ZERO);

  Diagnosis diagnosis(ReaderLinks reader) {
    return new Diagnosis(path.toString(), chain(reader));
  }

  private List<Link> chain(ReaderLinks reader) {
    try (InputStream in = Files.newInputStream(path)) {
      byte[] bytes = in.readNBytes(ContentReader.MAX_BYTES + 1);
      try {
        return judged(
            ContentReader.read(bytes, Files.getLastModifiedTime(path).toInstant()), reader);
      } finally {
        Arrays.fill(bytes, (byte) 0);
      }
    } catch (NoSuchFileException e) {
      return List.of(
          Link.fault(
              FILE,
              path + " is not there, and no credential of Credmint's is kept there",
              "namei -l " + path));
    } catch (AccessDeniedException e) {
      return List.of(Link.unknown(FILE, path + " may not be read", "run this command as root"));
    } catch (IOException e) {
      return List.of(
          Link.fault(FILE, path + " cannot be read: " + e.getMessage(), "namei -l " + path));
    }
  }

  private List<Link> judged(Content content, ReaderLinks reader) {
    List<Link> chain = new ArrayList<>();
    chain.add(Link.ok(FILE, path + " is there; Credmint does not keep it"));
    Validity validity = content.validity(AS_IT_IS, now);
    String text = "%s: %s".formatted(path, validity.reason());
    chain.add(
        validity.isValid()
            ? Link.ok("validity", text)
            : Link.fault("validity", text, "credmint inspect " + path));
    if (content instanceof Content.Credential credential && credential.token().isPresent()) {
      credential.token().get().close();
      chain.addAll(reader.of(said(credential)));
    }
    return chain;
  }

  private Description said(Content.Credential token) {
    String audience = token.fact("aud");
    return new Description(
        CredentialKind.SCITOKEN,
        token.fact("iss"),
        "",
        "",
        token.fact("sub"),
        audience.isEmpty() ? List.of() : List.of(audience.split(" ", -1)),
        token.fact("scope"),
        now,
        now);
  }
}
