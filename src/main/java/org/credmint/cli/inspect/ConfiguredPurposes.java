// SPDX-License-Identifier: Apache-2.0
package org.credmint.cli.inspect;

import java.io.IOException;
import java.util.List;

/** Tells the purposes that a daemon's configuration declares. */
@FunctionalInterface
public interface ConfiguredPurposes {
  /**
   * Reads them.
   *
   * @param daemon HTCondor's name of the daemon
   * @throws IOException where that fails; the message says why
   */
  List<String> read(String daemon) throws IOException;
}
