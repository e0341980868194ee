// SPDX-License-Identifier: Apache-2.0
package org.credmint.os;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class HostTest {

  @Test
  void kernelReleasesAreCompared() {
    for (String old : List.of("4.18.0-553.el8_10.x86_64", "5.7.19", "", "unknown", "3.10")) {
      assertThat(Host.isBefore(5, 8, old)).as(old).isTrue();
    }
    for (String recent : List.of("5.8", "5.14.0-427.el9", "6.1.0-40-amd64", "10.0.1")) {
      assertThat(Host.isBefore(5, 8, recent)).as(recent).isFalse();
    }
  }
}
