// SPDX-License-Identifier: Apache-2.0
package org.credmint.directory;

/**
 * Something that HTCondor would not have put there. It is left alone, and others are served.
 *
 * @param where the path below the credential directory, fit for messages
 * @param reason what is wrong and what to do
 */
public record Anomaly(String where, String reason) {}
