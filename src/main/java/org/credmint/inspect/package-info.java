// SPDX-License-Identifier: Apache-2.0
/**
 * What people are told who ask about a configuration or a credential: what a start would find, what
 * would be issued, and what lies on disk. Changes nothing, and knows no kind of credential.
 *
 * <p>The doors are {@link org.credmint.inspect.ConfigurationCheck}, {@link
 * org.credmint.inspect.PolicyExplainer} and {@link org.credmint.inspect.CredentialLook}.
 */
@NullMarked
package org.credmint.inspect;

import org.jspecify.annotations.NullMarked;
