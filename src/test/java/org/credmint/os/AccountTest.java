package org.credmint.os;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class AccountTest {
  private final ProcessIdentity identity = Host.create().identity();

  @Test
  void root_has_user_id_zero() {
    assertThat(identity.userId("root")).hasValue(0);
  }

  @Test
  void an_account_that_is_not_there_has_none() {
    assertThat(identity.userId("no-such-account-here")).isEmpty();
    assertThat(identity.userId("")).isEmpty();
  }
}
