// SPDX-License-Identifier: Apache-2.0
package org.credmint.htcondor.nativelib;

import com.sun.jna.Memory;
import com.sun.jna.ptr.PointerByReference;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.credmint.secret.Redaction;
import org.credmint.secret.Secret;

/**
 * libSciTokens, by which HTCondor and most storage services judge tokens. Here it judges the tokens
 * that we issue; it issues none.
 *
 * <p><b>Lifetimes.</b> Nothing native outlives a call: each call makes the library's objects,
 * copies what they tell into Java's, and destroys them, also when it fails. The library itself
 * stays loaded until the process ends; there is nothing to close.
 *
 * <p><b>Memory.</b> Texts and lists that the library returns are freed here, piece by piece, with
 * C's {@code free}, by which its own releasing functions do it as well: some of these read beyond
 * the end of an empty list (0.7.3). The copy of a token that the library is shown is wiped; copies
 * that the library makes are not.
 *
 * <p><b>Threads.</b> Calls may come from any thread; they are made one after the other.
 *
 * <p><b>Network.</b> The library would ask an issuer for its keys. So that it never does, a token
 * is only judged against an issuer whose keys were given by {@link #trust} or {@link #trustEcKey};
 * they are put into the library's cache anew each time, since the library takes them as fresh for
 * ten minutes only. The cache is a file; see {@link #keepKeysIn}.
 *
 * <p>Known to work with 0.7.3, 1.1.3 and 1.4.1. It reads the system's clock.
 */
public final class SciTokensLibrary {

  private static final String FILE = "libSciTokens.so.0";
  private static final int MESSAGE_CHARS = 300;

  private static final List<String> NEEDED =
      List.of(
          "scitoken_create",
          "scitoken_destroy",
          "scitoken_set_deserialize_profile",
          "scitoken_deserialize_v2",
          "scitoken_get_claim_string",
          "scitoken_get_claim_string_list",
          "scitoken_get_expiration",
          "enforcer_create",
          "enforcer_destroy",
          "enforcer_set_validate_profile",
          "enforcer_generate_acls",
          "enforcer_test");

  /** Puts an issuer's keys into the library's cache. */
  @FunctionalInterface
  private interface Keys {
    void store() throws MissingNativeException, SciTokensException;
  }

  private final NativeApi api;
  private final Map<String, Keys> trusted = new HashMap<>();

  private SciTokensLibrary(NativeApi api) {
    this.api = api;
  }

  /** Looks for the library where the system has its libraries. */
  public static LibraryLoad<SciTokensLibrary> load() {
    return load(FILE);
  }

  /** Looks for the library under another name or path. */
  static LibraryLoad<SciTokensLibrary> load(String file) {
    try {
      NativeApi api = NativeApi.load(file);
      Optional<String> missing = NEEDED.stream().filter(name -> !api.has(name)).findFirst();
      return missing.isEmpty()
          ? new LibraryLoad.Loaded<>(new SciTokensLibrary(api))
          : new LibraryLoad.Absent<>(file + " has no function " + missing.get());
    } catch (MissingNativeException e) {
      return new LibraryLoad.Absent<>(String.valueOf(e.getMessage()));
    }
  }

  /**
   * Has the library keep issuers' keys below a directory of ours, in place of {@code
   * $XDG_CACHE_HOME/scitokens} or {@code ~/.cache/scitokens}, where the keys that we give would be
   * in the way of others who trust this library.
   *
   * @param directory exists and is private
   * @return why the library does not; empty where it does
   */
  public synchronized Optional<String> keepKeysIn(Path directory) {
    if (!api.has("scitoken_config_set_str")) {
      return Optional.of(
          "this release of libSciTokens stores keys in the directory set by XDG_CACHE_HOME");
    }
    try {
      check("scitoken_config_set_str", "keycache.cache_home", directory.toString());
      return Optional.empty();
    } catch (MissingNativeException | SciTokensException e) {
      return Optional.ofNullable(e.getMessage());
    }
  }

  /**
   * Gives an issuer's keys, in place of those given before.
   *
   * @param issuer as in {@code iss}
   * @param jwks a JSON Web Key Set
   * @return false where this release of the library (before 1.0) takes single keys only
   */
  public synchronized boolean trust(String issuer, String jwks) {
    requireText(issuer);
    requireText(jwks);
    trusted.put(issuer, () -> check("keycache_set_jwks", issuer, jwks));
    return api.has("keycache_set_jwks");
  }

  /**
   * Gives the one key of an issuer, in place of those given before.
   *
   * @param issuer as in {@code iss}
   * @param keyId as in {@code kid}
   * @param publicKey on the curve P-256, in PEM
   */
  public synchronized void trustEcKey(String issuer, String keyId, String publicKey) {
    requireText(issuer);
    requireText(keyId);
    requireText(publicKey);
    trusted.put(issuer, () -> check("scitoken_store_public_ec_key", issuer, keyId, publicKey));
  }

  /**
   * Judges a token as a service would: signature, times, issuer, profile, audience, scopes.
   *
   * @param token the bare token; it stays the caller's to close
   * @param issuer the only one accepted; {@link #trust} has to know it
   * @param profile the rules
   * @param audiences who the service is; with none, only tokens for nobody or for anybody pass
   * @param asked what the service would like to know to be allowed
   * @return the judgement, with nothing of the token but its claims; never throws
   */
  public synchronized EnforcementResult judge(
      Secret token,
      String issuer,
      SciTokensProfile profile,
      List<String> audiences,
      Set<Acl> asked) {
    requireText(issuer);
    audiences.forEach(SciTokensLibrary::requireText);
    Keys keys = trusted.get(issuer);
    if (keys == null) {
      return new EnforcementResult.Refused("no keys for issuer " + issuer + " were given");
    }
    return token.expose(
        bytes -> {
          Optional<String> unfit = TokenText.whyUnfit(bytes);
          return unfit.isPresent()
              ? new EnforcementResult.Refused(unfit.get())
              : judge(bytes, new SciTokenEnforcement(api, issuer, profile, audiences, asked), keys);
        });
  }

  private static EnforcementResult judge(byte[] bytes, SciTokenEnforcement question, Keys keys) {
    try (Memory text = NativeApi.copy(bytes)) {
      try {
        keys.store();
        return question.ask(text);
      } finally {
        text.clear();
      }
    } catch (MissingNativeException | SciTokensException e) {
      String reason = String.valueOf(e.getMessage());
      return new EnforcementResult.Refused(Redaction.clean(reason, MESSAGE_CHARS));
    }
  }

  private void check(String function, String... arguments)
      throws MissingNativeException, SciTokensException {
    PointerByReference message = new PointerByReference();
    Object[] all = Arrays.copyOf(arguments, arguments.length + 1, Object[].class);
    all[arguments.length] = message;
    SciTokensException.check(function, api.callInt(function, all), message);
  }

  private static void requireText(String text) {
    if (text.indexOf('\0') >= 0) {
      throw new IllegalArgumentException("text for C must not hold a zero byte");
    }
  }
}
