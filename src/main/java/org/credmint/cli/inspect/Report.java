// SPDX-License-Identifier: Apache-2.0
package org.credmint.cli.inspect;

/** Where findings go, in the order in which they are made. */
interface Report {
  /** A file was read. */
  void add(Inspected one);

  /** A choice was made among all of them. */
  void add(ChoiceOptions.Choice choice);
}
