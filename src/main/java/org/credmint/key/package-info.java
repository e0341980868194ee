/**
 * The keys that sign: reads them from PEM files, refuses those that are unsafe or unfit, makes
 * missing ones, and keeps the public half beside the private one.
 *
 * <p>The door is {@link org.credmint.key.KeyRing}; what it hands out is a {@link
 * org.credmint.key.SigningKey}, which signs but never shows its private half. Files are read with
 * classes of our own and of the JDK alone, because loading a library for it would take a quarter of
 * the time that the whole start may.
 */
@NullMarked
package org.credmint.key;

import org.jspecify.annotations.NullMarked;
