// SPDX-License-Identifier: Apache-2.0
package org.credmint.credential.kind;

/**
 * What a credential is for. {@link DeclaredPurposes} makes them, so that no typing error becomes a
 * purpose of its own.
 *
 * @param name in lower case
 */
public record Purpose(String name) {
  /** To submit to a site. */
  public static final Purpose REQUEST = new Purpose("request");

  /** For a pilot, to join its pool. */
  public static final Purpose CALLBACK = new Purpose("callback");

  /** For the job that a pilot runs. */
  public static final Purpose PAYLOAD = new Purpose("payload");

  /** As GlideinWMS has it, to which every purpose but its own three is a payload. */
  Purpose inGlideinWms() {
    return equals(REQUEST) || equals(CALLBACK) ? this : PAYLOAD;
  }

  @Override
  public String toString() {
    return name;
  }
}
