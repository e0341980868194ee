// SPDX-License-Identifier: Apache-2.0
package org.credmint.os.libc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.IntPredicate;
import org.junit.jupiter.api.Test;

class PosixExceptionTest {

  /** Perl knows the numbers of the system it was built on. */
  private static final String PRINT_ALL =
      "perl -MErrno -e 'for (keys %!) { $n = eval \"Errno::$_()\"; print \"$_ $n\\n\" }'";

  @Test
  void theMessageTellsCallPathAndReason() {
    PosixException e = new PosixException("renameat", "alice/scitokens.use", 28);

    assertThat(e)
        .isInstanceOf(IOException.class)
        .hasMessage("renameat of alice/scitokens.use failed: no space left on device (ENOSPC)");
    assertThat(e.call()).isEqualTo("renameat");
    assertThat(e.path()).isEqualTo("alice/scitokens.use");
    assertThat(e.errno()).isEqualTo(28);
    assertThat(e.symbol()).isEqualTo("ENOSPC");
  }

  @Test
  void aNumberWithoutANameIsToldAsANumber() {
    PosixException e = new PosixException("openat", "x", 200);

    assertThat(e).hasMessage("openat of x failed: the system call failed (errno 200)");
    assertThat(e.isTransient()).isFalse();
  }

  @Test
  void goneAndTransientAreToldApart() {
    assertThat(namesWhere(n -> new PosixException("c", "p", n).isGone()))
        .containsExactly("ENOENT", "ENOTDIR");
    assertThat(namesWhere(n -> new PosixException("c", "p", n).isTransient()))
        .contains("ENOSPC", "EDQUOT", "EIO", "EROFS", "EMFILE", "ENFILE", "ENOMEM", "ESTALE")
        .doesNotContain("EACCES", "EPERM", "ENOENT", "ELOOP", "EISDIR", "EEXIST", "EINVAL");
  }

  @Test
  void theNumbersAreThoseOfTheSystemsOwnHeaders() throws Exception {
    Process cpp = new ProcessBuilder("sh", "-c", PRINT_ALL).start();
    String out = new String(cpp.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    Map<String, Integer> known =
        out.lines()
            .map(line -> line.split(" "))
            .collect(java.util.stream.Collectors.toMap(f -> f[0], f -> Integer.parseInt(f[1])));
    org.assertj.core.api.Assumptions.assumeThat(known).isNotEmpty();
    for (Errno errno : Errno.values()) {
      assertThat(known).containsEntry(errno.name(), errno.number());
    }
  }

  @Test
  void onlyLinuxOnKnownProcessorsIsSupported() {
    assertThat(Processor.of("Linux", "amd64")).isEqualTo(Processor.X86_64);
    assertThat(Processor.of("Linux", "aarch64")).isEqualTo(Processor.AARCH64);
    assertThat(Processor.of("Linux", "ppc64le")).isEqualTo(Processor.PPC64LE);
    for (String[] other :
        new String[][] {{"Linux", "arm"}, {"Mac OS X", "aarch64"}, {"Windows 11", "amd64"}}) {
      assertThatExceptionOfType(UnsupportedOperationException.class)
          .isThrownBy(() -> Processor.of(other[0], other[1]))
          .withMessageContaining("is not supported: use Linux on x86-64, aarch64 or ppc64le");
    }
  }

  private static List<String> namesWhere(IntPredicate is) {
    return Arrays.stream(Errno.values())
        .filter(errno -> is.test(errno.number()))
        .map(errno -> errno.name().toUpperCase(Locale.ROOT))
        .toList();
  }
}
