// SPDX-License-Identifier: Apache-2.0
package org.credmint.request;

import org.credmint.credential.CredentialId;

/**
 * One credential that a user asks for.
 *
 * @param id which
 * @param served whether a file for jobs exists under its name, whatever it holds
 */
public record Request(CredentialId id, boolean served) {}
