// SPDX-License-Identifier: Apache-2.0
package org.credmint.os.process;

import static org.assertj.core.api.Assertions.assertThat;

import org.credmint.os.Host;
import org.junit.jupiter.api.Test;

class AccountTest {
  private final ProcessIdentity identity = Host.create().identity();

  @Test
  void rootHasUserIdZero() {
    assertThat(identity.userId("root")).hasValue(0);
  }

  @Test
  void anAccountThatIsNotThereHasNone() {
    assertThat(identity.userId("no-such-account-here")).isEmpty();
    assertThat(identity.userId("")).isEmpty();
  }

  @Test
  void groupsAreFoundByName() {
    assertThat(identity.groupId("root")).hasValue(0);
    assertThat(identity.groupId("daemon")).hasValue(1);
    assertThat(identity.groupId("no-such-group-here")).isEmpty();
    assertThat(identity.groupId("")).isEmpty();
  }
}
