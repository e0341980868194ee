// SPDX-License-Identifier: Apache-2.0
package org.credmint.inspect;

import java.nio.file.Path;
import java.util.Optional;

/**
 * What is to be seen of a credential on disk.
 *
 * @param path where its file is to be
 * @param requested whether somebody asked for it there; empty where that is not asked for there, or
 *     nobody can tell
 * @param ignored why the daemon leaves the request alone; empty where it does not
 * @param file what is at the path
 */
public record Sight(
    Path path, Optional<Boolean> requested, Optional<String> ignored, FileFinding file) {}
