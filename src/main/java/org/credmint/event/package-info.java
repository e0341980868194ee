// SPDX-License-Identifier: Apache-2.0
/**
 * What happened, in words: each kind of event is a type, and its text is written in one place.
 *
 * <p>The door is {@link org.credmint.event.Journal}. No event holds a token or a key; foreign text
 * is cleaned before it becomes part of one.
 */
@NullMarked
package org.credmint.event;

import org.jspecify.annotations.NullMarked;
