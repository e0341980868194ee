// SPDX-License-Identifier: Apache-2.0
package org.credmint.os.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.IntStream;
import org.credmint.os.FaultyHost;
import org.credmint.os.libc.Errno;
import org.credmint.os.libc.FaultyPosix;
import org.credmint.os.libc.LibC;
import org.credmint.os.process.Accounts.Membership;
import org.junit.jupiter.api.Test;

class AccountsTest {
  private final FaultyPosix system = new FaultyPosix(new LibC());
  private final Accounts accounts = FaultyHost.on(system).accounts();

  private String whyUnknown(String account) {
    Membership membership = accounts.groupsOf(account);
    assertThat(membership).isInstanceOf(Membership.Unknown.class);
    return ((Membership.Unknown) membership).reason();
  }

  @Test
  void rootIsInItsOwnGroupAtLeast() {
    assertThat(accounts.groupsOf("root"))
        .isInstanceOfSatisfying(
            Membership.Known.class,
            known -> assertThat(known.groups()).contains("root").isSorted());
  }

  @Test
  void aGroupWhoseMembersMayBecomeRootOrChangeHtcondorsFilesIsPrivileged() {
    assertThat(new Membership.Known(List.of("users", "video")).privileged()).isEmpty();
    for (String group : List.of("root", "condor", "disk", "shadow", "docker", "sudo")) {
      assertThat(new Membership.Known(List.of(group, "users")).privileged()).contains(group);
    }
  }

  @Test
  void anAccountThatIsNotThereHasUnknownGroupsAndNotNone() {
    assertThat(whyUnknown("no-such-account-here"))
        .contains("no such account: no-such-account-here");
    assertThat(whyUnknown("")).contains("no such account");
    assertThat(whyUnknown("root\0x")).contains("no such account");
  }

  @Test
  void aNameServiceThatFailsTellsNothing() {
    system.failAlways("account", Errno.EIO);
    assertThat(whyUnknown("root")).contains("name service failed", "input/output error");
    system.heal().failAlways("groupName", Errno.EIO);
    assertThat(whyUnknown("root")).contains("name of group 0", "input/output error");
    system.heal().instead("groupList", 0, (arguments, result) -> 1 << 20);
    assertThat(whyUnknown("root")).contains("cannot get all groups");
    system.heal().instead("groupList", 0, (arguments, result) -> -1);
    assertThat(whyUnknown("root")).contains("cannot get all groups");
  }

  @Test
  void aUserInManyGroupsIsAskedAboutAgainWithMoreRoom() {
    system
        .instead(
            "groupList",
            0,
            (arguments, result) -> {
              int[] groups = (int[]) arguments[2];
              IntStream.range(0, groups.length).forEach(i -> groups[i] = i % 2);
              return 200;
            })
        .instead(
            "groupName",
            0,
            (arguments, result) -> {
              int group = (int) arguments[0];
              ((byte[]) arguments[1])[0] = 'g';
              return group; // group 0 has no name
            });
    assertThat(accounts.groupsOf("root")).isEqualTo(new Membership.Known(List.of("g")));
    assertThat(system.count("groupList")).isEqualTo(2);
  }
}
