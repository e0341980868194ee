// SPDX-License-Identifier: Apache-2.0
package org.credmint.htcondor.nativelib;

import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.credmint.htcondor.HtcondorInstallation;
import org.credmint.htcondor.knob.CondorVersion;
import org.credmint.htcondor.knob.Knobs;
import org.credmint.htcondor.tool.KnobReading;
import org.credmint.os.Host;
import org.credmint.secret.Secret;

/**
 * Run in a pool, beside a real HTCondor: says what this room finds out from it, a line each. Ends
 * with {@code done}, so that a process that a library has ended is noticed.
 */
final class LibrariesProbe {

  private static final List<String> COMPARED =
      List.of(
          "LOG",
          "SPOOL",
          "CONDOR_VERSION",
          "SEC_CREDENTIAL_DIRECTORY_OAUTH",
          "LOCAL_CREDMON_AUTHZ_TEMPLATE_EXPR",
          "LOCAL_CREDMON_TOKEN_AUDIENCE",
          "PROBE_BLOCK",
          "PROBE_SPILL");

  private LibrariesProbe() {}

  public static void main(String[] args) throws IOException {
    HtcondorInstallation htcondor = new HtcondorInstallation(Host.create(), System.getenv());
    Knobs knobs = ((KnobReading.Read) htcondor.knobs("CREDMON_OAUTH").read()).knobs();
    System.out.println(
        "knobs " + (knobs.names().size() > 1000) + " " + knobs.get("CREDMON_OAUTH", "PROBE_OWN"));
    System.out.println("expression " + htcondor.expressions().evaluate(args[0], List.of("alice")));
    LibraryLoad<SciTokensLibrary> sciTokens = htcondor.sciTokens();
    if (sciTokens instanceof LibraryLoad.Loaded<SciTokensLibrary> loaded) {
      System.out.println("token " + judge(loaded.library()));
    }
    LibraryLoad<CondorUtilsLibrary> utils = htcondor.utils(knobs);
    if (utils instanceof LibraryLoad.Loaded<CondorUtilsLibrary> loaded) {
      compare(knobs, loaded.library());
    }
    System.out.println("done");
  }

  private static String judge(SciTokensLibrary library) throws IOException {
    TestIssuer issuer = new TestIssuer("https://issuer.example", "k");
    Optional<String> elsewhere = library.keepKeysIn(Files.createTempDirectory("keys"));
    boolean trusted = library.trust(issuer.url, issuer.jwks());
    long now = System.currentTimeMillis() / 1000;
    String claims =
        "\"sub\":\"a\",\"iat\":%d,\"nbf\":%d,\"exp\":%d,\"aud\":[\"s\"],\"ver\":\"scitoken:2.0\",\"scope\":\"read:/a\""
            .formatted(now, now, now + 60);
    try (Secret token = TestIssuer.secret(issuer.token(claims))) {
      boolean right = isAccepted(library, token, issuer, SciTokensProfile.SCITOKENS_2);
      boolean wrong = isAccepted(library, token, issuer, SciTokensProfile.WLCG_1);
      return elsewhere.isEmpty() + " " + trusted + " " + right + " " + wrong;
    }
  }

  private static boolean isAccepted(
      SciTokensLibrary library, Secret token, TestIssuer issuer, SciTokensProfile profile) {
    return library.judge(token, issuer.url, profile, List.of("s"), Set.of())
        instanceof EnforcementResult.Accepted;
  }

  private static void compare(Knobs knobs, CondorUtilsLibrary library) {
    Optional<CondorVersion> version = library.version().flatMap(CondorVersion::parse);
    System.out.println("version " + version.equals(knobs.condorVersion()));
    System.out.println("platform " + library.platform().isPresent());
    System.out.println("configure " + library.configure());
    for (String name : COMPARED) {
      boolean same = library.param(name).map(String::strip).equals(knobs.get(name));
      System.out.println(name + " " + (same ? "agrees" : "differs"));
    }
  }
}
