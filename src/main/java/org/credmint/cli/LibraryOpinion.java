// SPDX-License-Identifier: Apache-2.0
package org.credmint.cli;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.credmint.cli.inspect.TokenOpinion;
import org.credmint.credential.TokenProfile;
import org.credmint.htcondor.nativelib.CondorUtilsLibrary;
import org.credmint.htcondor.nativelib.LibraryLoad;
import org.credmint.htcondor.nativelib.SciTokensLibrary;
import org.credmint.htcondor.nativelib.SciTokensProfile;
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
    Trust trust = sample.trust().get();
    TokenOpinion.Question question =
        new TokenOpinion.Question(
            trust.issuer(),
            "{\"keys\":[" + trust.publicJwk() + "]}",
            profile(trust.profile()),
            sample.issued().description().audiences());
    try (Secret token = Secret.of(sample.issued().content().expose(LibraryOpinion::withoutEnd))) {
      return TokenOpinion.of(load, question, token, trust.profile().toString()).text();
    }
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
