// SPDX-License-Identifier: Apache-2.0
package org.credmint.config.pool;

import java.nio.file.Path;
import org.credmint.config.knob.InvalidKnobValueException;
import org.credmint.config.knob.Values;
import org.credmint.htcondor.knob.Knobs;

/**
 * Where HTCondor keeps the keys that sign IDTOKENs.
 *
 * @param poolKey the file of the key {@code POOL} ({@code SEC_TOKEN_POOL_SIGNING_KEY_FILE}, else
 *     {@code SEC_PASSWORD_FILE})
 * @param directory holds a file for each other key ({@code SEC_PASSWORD_DIRECTORY})
 * @param poolKeyIsPassword whether the pool's key ends at its first NUL ({@code
 *     SEC_TOKEN_POOL_SIGNING_KEY_IS_PASSWORD})
 */
public record PasswordFiles(Path poolKey, Path directory, boolean poolKeyIsPassword) {
  /** The name of the key that the whole pool shares. */
  public static final String POOL = "POOL";

  private static final String USUAL_DIRECTORY = "/etc/condor/passwords.d";

  /** The files that a configuration names; where it names none, those of HTCondor's defaults. */
  public static PasswordFiles of(Knobs knobs) {
    Path directory = path(knobs, "SEC_PASSWORD_DIRECTORY", Path.of(USUAL_DIRECTORY));
    Path password = path(knobs, "SEC_PASSWORD_FILE", directory.resolve(POOL));
    return new PasswordFiles(
        path(knobs, "SEC_TOKEN_POOL_SIGNING_KEY_FILE", password),
        directory,
        knobs
            .get("SEC_TOKEN_POOL_SIGNING_KEY_IS_PASSWORD")
            .filter(PasswordFiles::isTrue)
            .isPresent());
  }

  private static Path path(Knobs knobs, String knob, Path otherwise) {
    try {
      return knobs.get(knob).isPresent() ? Values.path(knobs.get(knob).get()) : otherwise;
    } catch (InvalidKnobValueException e) {
      return otherwise;
    }
  }

  private static boolean isTrue(String text) {
    try {
      return Values.bool(text);
    } catch (InvalidKnobValueException e) {
      return false;
    }
  }

  /** The file of a key. */
  public Path fileOf(String keyId) {
    return keyId.equals(POOL) ? poolKey : directory.resolve(keyId);
  }
}
