// SPDX-License-Identifier: Apache-2.0
package org.credmint.htcondor.nativelib;

import com.sun.jna.Memory;
import com.sun.jna.Native;
import com.sun.jna.Pointer;
import com.sun.jna.ptr.LongByReference;
import com.sun.jna.ptr.PointerByReference;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** One question to libSciTokens: makes its objects, reads them, and destroys them. */
final class SciTokenEnforcement {

  private static final List<String> CLAIMS =
      List.of("iss", "sub", "jti", "ver", "wlcg.ver", "scope", "aud");

  private final NativeApi api;
  private final String issuer;
  private final SciTokensProfile profile;
  private final List<String> audiences;
  private final Set<Acl> asked;

  SciTokenEnforcement(
      NativeApi api,
      String issuer,
      SciTokensProfile profile,
      List<String> audiences,
      Set<Acl> asked) {
    this.api = api;
    this.issuer = issuer;
    this.profile = profile;
    this.audiences = List.copyOf(audiences);
    this.asked = Set.copyOf(asked);
  }

  /** Asks about the token in this memory, which ends with a zero byte. */
  EnforcementResult ask(Memory text) throws MissingNativeException, SciTokensException {
    // A token that is only read needs no key.
    Pointer token = made("scitoken_create", api.callPointer("scitoken_create", (Object) null));
    try {
      api.call("scitoken_set_deserialize_profile", token, profile.number());
      PointerByReference message = new PointerByReference();
      int result =
          api.callInt("scitoken_deserialize_v2", text, token, new String[] {issuer}, message);
      SciTokensException.check("scitoken_deserialize_v2", result, message);
      return enforced(token);
    } finally {
      api.call("scitoken_destroy", token);
    }
  }

  private EnforcementResult enforced(Pointer token)
      throws MissingNativeException, SciTokensException {
    PointerByReference message = new PointerByReference();
    String[] names = audiences.isEmpty() ? null : audiences.toArray(String[]::new);
    @Nullable Pointer created = api.callPointer("enforcer_create", issuer, names, message);
    NativeApi.takeText(message.getValue());
    Pointer enforcer = made("enforcer_create", created);
    try {
      api.call("enforcer_set_validate_profile", enforcer, profile.number());
      List<Acl> acls = acls(enforcer, token);
      return new EnforcementResult.Accepted(
          claims(token), expiry(token), acls, permitted(enforcer, token));
    } finally {
      api.call("enforcer_destroy", enforcer);
    }
  }

  private List<Acl> acls(Pointer enforcer, Pointer token)
      throws MissingNativeException, SciTokensException {
    PointerByReference list = new PointerByReference();
    PointerByReference message = new PointerByReference();
    int result = api.callInt("enforcer_generate_acls", enforcer, token, list, message);
    SciTokensException.check("enforcer_generate_acls", result, message);
    Pointer entries = list.getValue();
    List<Acl> acls = new ArrayList<>();
    for (long at = 0; entries.getPointer(at) != null; at += 2L * Native.POINTER_SIZE) {
      Pointer authz = entries.getPointer(at);
      Pointer resource = entries.getPointer(at + Native.POINTER_SIZE);
      acls.add(new Acl(NativeApi.takeText(authz), NativeApi.takeText(resource)));
    }
    NativeApi.free(entries);
    return acls;
  }

  private Set<Acl> permitted(Pointer enforcer, Pointer token) throws MissingNativeException {
    Set<Acl> permitted = new HashSet<>();
    for (Acl acl : asked) {
      try (Memory authz = copy(acl.authz());
          Memory resource = copy(acl.resource());
          Memory struct = new Memory(2L * Native.POINTER_SIZE)) {
        struct.setPointer(0, authz);
        struct.setPointer(Native.POINTER_SIZE, resource);
        PointerByReference message = new PointerByReference();
        if (api.callInt("enforcer_test", enforcer, token, struct, message) == 0) {
          permitted.add(acl);
        }
        NativeApi.takeText(message.getValue());
      }
    }
    return permitted;
  }

  private Map<String, List<String>> claims(Pointer token) throws MissingNativeException {
    Map<String, List<String>> claims = new TreeMap<>();
    for (String name : CLAIMS) {
      PointerByReference value = new PointerByReference();
      PointerByReference message = new PointerByReference();
      int result = api.callInt("scitoken_get_claim_string", token, name, value, message);
      NativeApi.takeText(message.getValue());
      List<String> values =
          result == 0 ? List.of(NativeApi.takeText(value.getValue())) : listClaim(token, name);
      if (!values.isEmpty()) {
        claims.put(name, values);
      }
    }
    return claims;
  }

  private List<String> listClaim(Pointer token, String name) throws MissingNativeException {
    PointerByReference list = new PointerByReference();
    PointerByReference message = new PointerByReference();
    int result = api.callInt("scitoken_get_claim_string_list", token, name, list, message);
    NativeApi.takeText(message.getValue());
    List<String> values = new ArrayList<>();
    if (result == 0) {
      Pointer entries = list.getValue();
      for (long at = 0; entries.getPointer(at) != null; at += Native.POINTER_SIZE) {
        values.add(NativeApi.takeText(entries.getPointer(at)));
      }
      NativeApi.free(entries);
    }
    return values;
  }

  private Instant expiry(Pointer token) throws MissingNativeException, SciTokensException {
    LongByReference seconds = new LongByReference();
    PointerByReference message = new PointerByReference();
    int result = api.callInt("scitoken_get_expiration", token, seconds, message);
    SciTokensException.check("scitoken_get_expiration", result, message);
    return Instant.ofEpochSecond(seconds.getValue());
  }

  private static Pointer made(String function, @Nullable Pointer pointer)
      throws SciTokensException {
    if (pointer == null) {
      throw new SciTokensException(function + " failed");
    }
    return pointer;
  }

  private static Memory copy(String text) {
    return NativeApi.copy(text.getBytes(StandardCharsets.UTF_8));
  }
}
