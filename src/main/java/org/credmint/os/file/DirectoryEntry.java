// SPDX-License-Identifier: Apache-2.0
package org.credmint.os.file;

import org.credmint.os.libc.FileNames;
import org.credmint.os.libc.FileState;

/**
 * One name in a directory.
 *
 * @param name the name, one character per byte (see {@link FileNames})
 * @param kind what it is; a symbolic link is not followed
 */
public record DirectoryEntry(String name, FileState.Kind kind) {}
