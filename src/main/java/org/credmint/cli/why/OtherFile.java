// SPDX-License-Identifier: Apache-2.0
package org.credmint.cli.why;

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
import org.credmint.diagnosis.Link;
import org.credmint.diagnosis.ReaderLinks;
import org.credmint.os.Host;
import org.credmint.os.file.Directory;
import org.credmint.os.file.FileRead;
import org.credmint.os.file.UnfitFileException;
import org.credmint.os.libc.FileNames;
import org.credmint.os.libc.FileState;
import org.credmint.os.libc.PosixException;

/**
 * A file of which only what it holds can be judged. Users may have put anything there: only regular
 * files are opened, and no link is followed.
 *
 * @param path absolute
 * @param whose what is known of it, such as {@code Credmint does not keep it}
 */
record OtherFile(Host host, Path path, String whose, Instant now) {
  private static final String FILE = "file";
  private static final ValidityRule AS_IT_IS = new ValidityRule(Duration.ZERO, Duration.ZERO);

  /** What is to be said of it. */
  List<Link> links(ReaderLinks reader) {
    Path parent = path.getParent();
    if (parent == null) {
      return List.of(Link.fault(FILE, path + " is a directory", "ls -ld " + path));
    }
    try (Directory directory = host.openDirectoryFollowingLink(parent)) {
      String name = FileNames.ofText(String.valueOf(path.getFileName()));
      FileRead file = directory.readWithState(name, ContentReader.MAX_BYTES);
      try {
        Instant written = Instant.ofEpochSecond(0, file.state().modifiedNanos());
        return judged(ContentReader.read(file.content(), written), reader);
      } finally {
        Arrays.fill(file.content(), (byte) 0);
      }
    } catch (UnfitFileException e) {
      return List.of(unfit(e));
    } catch (PosixException e) {
      return List.of(unread(e));
    }
  }

  private Link unfit(UnfitFileException e) {
    return e.kind() == FileState.Kind.SYMLINK
        ? Link.unknown(
            FILE,
            path + " is a symbolic link, which is not followed: ask about the file it leads to",
            "readlink -f " + word())
        : Link.fault(FILE, String.valueOf(e.getMessage()), "ls -ld " + word());
  }

  private Link unread(PosixException e) {
    if (e.isGone()) {
      return Link.fault(FILE, "%s is not there; %s".formatted(path, whose), "namei -l " + word());
    }
    return e.symbol().equals("EACCES")
        ? Link.unknown(FILE, path + " may not be read", "sudo credmint why " + word())
        : Link.fault(
            FILE, "%s cannot be read: %s".formatted(path, e.getMessage()), "namei -l " + word());
  }

  private List<Link> judged(Content content, ReaderLinks reader) {
    List<Link> chain = new ArrayList<>();
    chain.add(Link.ok(FILE, path + " is there; " + whose));
    Validity validity = content.validity(AS_IT_IS, now);
    String text = "%s: %s".formatted(path, validity.reason());
    String inspect = "credmint inspect " + word();
    chain.add(
        validity.isValid() ? Link.ok("validity", text) : Link.fault("validity", text, inspect));
    if (content instanceof Content.Credential credential && credential.token().isPresent()) {
      credential.token().get().close();
      chain.addAll(reader.of(said(credential), inspect));
    }
    return chain;
  }

  private String word() {
    return Link.word(path);
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
