// SPDX-License-Identifier: Apache-2.0
package org.credmint.cli.inspect;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Set;
import org.credmint.htcondor.nativelib.EnforcementResult;
import org.credmint.htcondor.nativelib.LibraryLoad;
import org.credmint.htcondor.nativelib.SciTokensLibrary;
import org.credmint.htcondor.nativelib.SciTokensProfile;
import org.credmint.os.file.TemporaryDirectory;
import org.credmint.secret.Secret;

/**
 * What libSciTokens says of a token.
 *
 * @param isRefusal whether it refuses it; not where it could not be asked
 * @param text for people
 */
public record TokenOpinion(boolean isRefusal, String text) {

  /**
   * What is to be judged.
   *
   * @param issuer whom the verifier trusts
   * @param jwks the issuer's keys
   * @param profile the rules
   * @param audiences who the verifier is
   */
  public record Question(
      String issuer, String jwks, SciTokensProfile profile, List<String> audiences) {
    /** Takes a copy. */
    public Question {
      audiences = List.copyOf(audiences);
    }
  }

  /**
   * Asks the library.
   *
   * @param token bare; stays the caller's to close
   * @param profileName how the answer calls the rules; may be empty
   */
  public static TokenOpinion of(
      LibraryLoad<SciTokensLibrary> load, Question question, Secret token, String profileName) {
    if (load instanceof LibraryLoad.Absent<SciTokensLibrary> absent) {
      return new TokenOpinion(false, absent.reason());
    }
    SciTokensLibrary library = ((LibraryLoad.Loaded<SciTokensLibrary>) load).library();
    try (TemporaryDirectory keys = TemporaryDirectory.create()) {
      library.keepKeysIn(keys.path());
      return library.trust(question.issuer(), question.jwks())
          ? judged(library, question, token, profileName)
          : new TokenOpinion(false, "not checked: this release does not accept key sets");
    } catch (IOException | UncheckedIOException e) {
      return new TokenOpinion(
          false,
          "not checked: cannot create a temporary directory for its keys: " + e.getMessage());
    }
  }

  private static TokenOpinion judged(
      SciTokensLibrary library, Question question, Secret token, String profileName) {
    EnforcementResult judgement =
        library.judge(token, question.issuer(), question.profile(), question.audiences(), Set.of());
    if (judgement instanceof EnforcementResult.Refused refused) {
      return new TokenOpinion(true, "REFUSED: " + refused.reason());
    }
    List<String> allowed =
        ((EnforcementResult.Accepted) judgement)
            .acls().stream().map(acl -> acl.authz() + ":" + acl.resource()).sorted().toList();
    String as = profileName.isEmpty() ? "" : " as " + profileName;
    return new TokenOpinion(
        false,
        "accepted"
            + as
            + ", allows "
            + (allowed.isEmpty() ? "nothing" : String.join(" ", allowed)));
  }
}
