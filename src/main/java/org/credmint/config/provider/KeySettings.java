// SPDX-License-Identifier: Apache-2.0
package org.credmint.config.provider;

import java.nio.file.Path;
import java.util.Optional;
import org.credmint.config.knob.ProviderKnob;
import org.credmint.credential.SigningAlgorithm;

/**
 * The key that a provider signs with.
 *
 * @param privateKey PEM file with the signing key ({@code PRIVATE_KEY})
 * @param publicKey PEM file that gets the public key when a key is made ({@code PUBLIC_KEY})
 * @param id {@code kid} of the token's header ({@code KEY_ID}); empty where no knob names it: a key
 *     that Credmint made goes by its thumbprint then, and any other by {@link #USUAL_ID}
 * @param algorithm how tokens are signed ({@code PRIVATE_KEY_ALGORITHM})
 * @param passphrase file whose first line opens an encrypted key ({@code
 *     PRIVATE_KEY_PASSPHRASE_FILE}); empty where there is none
 * @param keeping how the key is published and replaced
 */
public record KeySettings(
    Path privateKey,
    Path publicKey,
    Optional<String> id,
    SigningAlgorithm algorithm,
    Optional<Path> passphrase,
    KeyKeeping keeping) {
  /** The {@code kid} of the stock monitor's keys, unless a knob names another. */
  public static final String USUAL_ID = ProviderKnob.KEY_ID.defaultValue().orElseThrow();

  /** One key that is never replaced. */
  public KeySettings(
      Path privateKey,
      Path publicKey,
      Optional<String> id,
      SigningAlgorithm algorithm,
      Optional<Path> passphrase) {
    this(privateKey, publicKey, id, algorithm, passphrase, KeyKeeping.NONE);
  }
}
