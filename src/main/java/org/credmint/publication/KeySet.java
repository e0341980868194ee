// SPDX-License-Identifier: Apache-2.0
package org.credmint.publication;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.jwk.AsymmetricJWK;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSet;
import java.text.ParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The public keys of one issuer (RFC 7517 section 5), each under a key ID of its own. Holds no
 * private key.
 */
public final class KeySet {
  private static final int LONGEST_ID = 80;

  private final List<JWK> keys;

  private KeySet(List<JWK> keys) {
    this.keys = List.copyOf(keys);
  }

  /** A set without keys. */
  public static KeySet empty() {
    return new KeySet(List.of());
  }

  /**
   * Reads a key set.
   *
   * @param json a JSON Web Key Set
   * @param where it comes from, for messages
   * @throws KeySetException where it is none, or where it holds something else than public keys
   *     with a key ID each
   */
  public static KeySet parse(String json, String where) throws KeySetException {
    JWKSet read;
    try {
      read = JWKSet.parse(json);
    } catch (ParseException | RuntimeException e) { // a null member makes Nimbus fail otherwise
      throw new KeySetException(
          where + " is not a JSON Web Key Set: restore it from a backup, or remove it");
    }
    KeySet set = empty();
    for (JWK key : read.getKeys()) {
      set = set.with(key, where);
    }
    return set;
  }

  /**
   * The set with one more public key.
   *
   * @param jwk a JSON Web Key with a key ID
   * @param where it comes from, for messages
   * @throws KeySetException where another key of the set has its key ID
   */
  public KeySet with(String jwk, String where) throws KeySetException {
    try {
      return with(JWK.parse(jwk), where);
    } catch (ParseException | RuntimeException e) {
      throw new KeySetException(where + " holds something that is not a JSON Web Key");
    }
  }

  private KeySet with(JWK key, String where) throws KeySetException {
    if (key.isPrivate() || !(key instanceof AsymmetricJWK)) {
      throw new KeySetException(
          where
              + " holds a private key: remove the file, since whoever read it can sign tokens,"
              + " and replace that key");
    }
    if (key.getKeyID() == null || key.getKeyID().isEmpty()) {
      throw new KeySetException(where + " holds a key without a key ID (kid): give it one");
    }
    Optional<JWK> same = find(key.getKeyID());
    if (same.isPresent() && !thumbprint(same.get()).equals(thumbprint(key))) {
      throw new KeySetException(
          "two different keys have the key ID %s (thumbprints %s and %s, the latter in %s): verifiers could not tell them apart. Give one of them another KEY_ID"
              .formatted(shown(key.getKeyID()), thumbprint(same.get()), thumbprint(key), where));
    }
    List<JWK> all = new ArrayList<>(keys);
    if (same.isEmpty()) {
      all.add(key);
    }
    return new KeySet(all);
  }

  /**
   * The union of two sets.
   *
   * @param where the other one comes from, for messages
   * @throws KeySetException where they have different keys of one key ID
   */
  public KeySet with(KeySet other, String where) throws KeySetException {
    KeySet union = this;
    for (JWK key : other.keys) {
      union = union.with(key, where);
    }
    return union;
  }

  /** The set without a key; the same where it has none of this ID. */
  public KeySet without(String keyId) {
    return new KeySet(keys.stream().filter(key -> !key.getKeyID().equals(keyId)).toList());
  }

  /** The key IDs, in the order of the set. */
  public List<String> keyIds() {
    return keys.stream().map(JWK::getKeyID).toList();
  }

  /** The thumbprint (RFC 7638) of a key; empty where the set has none of this ID. */
  public Optional<String> thumbprint(String keyId) {
    return find(keyId).map(KeySet::thumbprint);
  }

  /** As JSON, on one line. */
  public String toJson() {
    return new JWKSet(keys).toString(true);
  }

  private Optional<JWK> find(String keyId) {
    return keys.stream().filter(key -> key.getKeyID().equals(keyId)).findFirst();
  }

  /** A key ID as it may be printed; it is public, though it may look like a secret. */
  private static String shown(String keyId) {
    String printable = keyId.replaceAll("[^\\x21-\\x7e]", "?");
    return printable.length() <= LONGEST_ID
        ? printable
        : printable.substring(0, LONGEST_ID) + "...";
  }

  private static String thumbprint(JWK key) {
    try {
      return key.computeThumbprint().toString();
    } catch (JOSEException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }
}
