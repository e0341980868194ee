// SPDX-License-Identifier: Apache-2.0
package org.credmint.htcondor.nativelib;

/**
 * What a token allows: doing something to a resource and all below it.
 *
 * @param authz what, such as {@code read}
 * @param resource to what, such as {@code /user/alice}
 */
public record Acl(String authz, String resource) {}
