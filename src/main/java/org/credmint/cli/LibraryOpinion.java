// SPDX-License-Identifier: Apache-2.0
package org.credmint.cli;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.credmint.credential.TokenProfile;
import org.credmint.htcondor.nativelib.CondorUtilsLibrary;
import org.credmint.htcondor.nativelib.EnforcementResult;
import org.credmint.htcondor.nativelib.LibraryLoad;
import org.credmint.htcondor.nativelib.SciTokensLibrary;
import org.credmint.htcondor.nativelib.SciTokensProfile;
import org.credmint.issue.Issuance;
import org.credmint.os.file.TemporaryDirectory;
import org.credmint.provider.Provider.Sample;
import org.credmint.provider.Provider.Trust;
import org.credmint.secret.Secret;

/** What HTCondor's own libraries say; each says that it is not there where it is not. */
final class LibraryOpinion {
  private static final String DIRECTORY_KNOB = "SEC_CREDENTIAL_DIRECTORY_OAUTH";

  private LibraryOpinion() {}

  /** The version, and a knob as HTCondor's own code reads it. */
  static Map<String, String> ofCondor(LibraryLoad<CondorUtilsLibrary> load) {
    Map<String, String> rows = new LinkedHashMap<>();
    if (load instanceof LibraryLoad.Absent<CondorUtilsLibrary> absent) {
      rows.put("libcondor_utils", absent.reason());
    } else if (load instanceof LibraryLoad.Loaded<CondorUtilsLibrary> loaded) {
      CondorUtilsLibrary library = loaded.library();
      rows.put("libcondor_utils", library.file().toString());
      rows.put("version", library.version().orElse("unknown"));
      rows.put("platform", library.platform().orElse("unknown"));
      Optional<String> failure = library.configure();
      rows.put(
          DIRECTORY_KNOB, failure.orElseGet(() -> library.param(DIRECTORY_KNOB).orElse("not set")));
    }
    return rows;
  }

  /** Whether libSciTokens accepts the sample, and what it would allow. */
  static String ofSample(LibraryLoad<SciTokensLibrary> load, Sample.Made sample) {
    if (sample.trust().isEmpty()) {
      return "not checked: it reads tokens only";
    }
    if (load instanceof LibraryLoad.Loaded<SciTokensLibrary> loaded) {
      try (TemporaryDirectory keys = TemporaryDirectory.create()) {
        loaded.library().keepKeysIn(keys.path());
        return judged(loaded.library(), sample.trust().get(), sample.issued());
      } catch (IOException | UncheckedIOException e) {
        return "not checked: cannot create a temporary directory for its keys: " + e.getMessage();
      }
    }
    return load instanceof LibraryLoad.Absent<SciTokensLibrary> absent ? absent.reason() : "";
  }

  private static String judged(SciTokensLibrary library, Trust trust, Issuance.Issued sample) {
    if (!library.trust(trust.issuer(), "{\"keys\":[" + trust.publicJwk() + "]}")) {
      return "not checked: this release does not accept key sets";
    }
    EnforcementResult judgement;
    try (Secret token = Secret.of(sample.content().expose(LibraryOpinion::withoutEnd))) {
      judgement =
          library.judge(
              token,
              trust.issuer(),
              profile(trust.profile()),
              sample.description().audiences(),
              Set.of());
    }
    if (judgement instanceof EnforcementResult.Accepted accepted) {
      List<String> allowed =
          accepted.acls().stream().map(acl -> acl.authz() + ":" + acl.resource()).sorted().toList();
      return "accepted as " + trust.profile() + ", allows " + String.join(" ", allowed);
    }
    return "REFUSED: " + ((EnforcementResult.Refused) judgement).reason();
  }

  /** A bare token stands on a line of its own. */
  private static byte[] withoutEnd(byte[] line) {
    int length = line.length;
    while (length > 0 && line[length - 1] <= ' ') {
      length--;
    }
    return Arrays.copyOf(line, length);
  }

  private static SciTokensProfile profile(TokenProfile profile) {
    return switch (profile) {
      case SCITOKENS_1 -> SciTokensProfile.SCITOKENS_1;
      case SCITOKENS_2 -> SciTokensProfile.SCITOKENS_2;
      case WLCG_1 -> SciTokensProfile.WLCG_1;
    };
  }
}
