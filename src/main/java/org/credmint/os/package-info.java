// SPDX-License-Identifier: Apache-2.0
/**
 * The operating system: directories by descriptor, durable writes, append files, signals, commands,
 * the process's identity, directory watches.
 *
 * <p>The door is {@link org.credmint.os.Host}, which makes everything else. It is the only room
 * that calls libc, starts processes, handles signals and writes files. All libc calls go through
 * one package-private interface, {@code Posix}, so that tests can make each of them fail. File
 * names are strings whose characters are the name's bytes (see {@link org.credmint.os.FileNames}),
 * so that no name is lost or changed, whatever its encoding.
 */
@NullMarked
package org.credmint.os;

import org.jspecify.annotations.NullMarked;
