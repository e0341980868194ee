/**
 * Reads and writes JSON text (RFC 8259) as bytes, without making a tree of it.
 *
 * <p>The door is {@link org.credmint.json.JsonReader}, which ends with a value or with {@link
 * org.credmint.json.NotReadable} whatever the bytes are; {@link org.credmint.json.JsonWriter} goes
 * the other way. Both are made for text of our own kinds: tokens, and the lines of the ledger.
 */
@NullMarked
package org.credmint.json;

import org.jspecify.annotations.NullMarked;
