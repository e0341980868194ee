// SPDX-License-Identifier: Apache-2.0
package org.credmint.content.signature;

import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;
import org.credmint.config.pool.PasswordFiles;
import org.credmint.content.signature.SignatureVerdict.NotChecked;
import org.credmint.content.signature.SignatureVerdict.Refused;
import org.credmint.content.signature.SignatureVerdict.Verified;
import org.credmint.issue.CompactJws;
import org.credmint.issue.MalformedTokenException;
import org.credmint.issue.idtoken.TokenKeys;
import org.credmint.secret.Redaction;
import org.credmint.secret.Secret;

/**
 * Judges IDTOKENs by the key files of this machine, as its HTCondor daemons would.
 *
 * @param keys opens the files; makes none
 */
public record PoolKeys(TokenKeys keys) {
  /** A token names the file of its key, and must name none elsewhere. */
  private static final Pattern FILE_NAME = Pattern.compile("[A-Za-z0-9_][A-Za-z0-9._@-]{0,254}");

  private static final int SHOWN = 100;

  /**
   * Whether the key that a token names signed it.
   *
   * @param token in compact form; not kept
   */
  public SignatureVerdict judge(Secret token) {
    String text = token.expose(bytes -> new String(bytes, StandardCharsets.ISO_8859_1));
    try {
      Object named = CompactJws.of(text).header().get("kid");
      return judge(text, named instanceof String name ? name : PasswordFiles.POOL);
    } catch (MalformedTokenException e) {
      return new Refused("bad: " + e.reason());
    }
  }

  private SignatureVerdict judge(String token, String name) {
    String shown = Redaction.printable(name, SHOWN);
    if (!FILE_NAME.matcher(name).matches()) {
      return new Refused("bad: its key ID " + shown + " cannot be the name of a key file");
    }
    TokenKeys.Answer answer = keys.find(name);
    if (answer instanceof TokenKeys.Answer.Usable usable) {
      return usable.key().verifies(token)
          ? new Verified("good: signed with the pool's key " + shown + " (HS256)")
          : new Refused("bad: it was not signed with this pool's key " + shown);
    }
    return unknown(answer, shown);
  }

  private static SignatureVerdict unknown(TokenKeys.Answer answer, String shown) {
    return new NotChecked(
        answer instanceof TokenKeys.Answer.Refused refused
            ? "not checked: %s %s; %s".formatted(refused.file(), refused.reason(), refused.fix())
            : "not checked: this machine has no key " + shown);
  }
}
