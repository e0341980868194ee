// SPDX-License-Identifier: Apache-2.0
package org.credmint.os.libc;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class FileNamesTest {

  @Test
  void everyByteSurvivesTheWayToTheSystem() {
    StringBuilder all = new StringBuilder();
    for (char c = 1; c < 256; c++) {
      all.append(c);
    }
    byte[] bytes = FileNames.terminated(all.toString());

    assertThat(bytes).hasSize(256);
    for (int i = 0; i < 255; i++) {
      assertThat(bytes[i]).isEqualTo((byte) (i + 1));
    }
    assertThat(bytes[255]).isZero();
  }

  @Test
  void aPrintableNameIsAsciiAndTellsOddBytes() {
    assertThat(FileNames.printable("scitokens_1.0.use")).isEqualTo("scitokens_1.0.use");
    assertThat(FileNames.printable("a\nb\\\u001b[31m\u00e9\u007f"))
        .isEqualTo("a\\x0ab\\x5c\\x1b[31m\\xe9\\x7f");
  }

  @Test
  void aTextIsItsUtf8Bytes() {
    assertThat(FileNames.ofText("é")).isEqualTo("\u00c3\u00a9");
    assertThat(FileNames.isName(FileNames.ofText("日本"))).isTrue();
  }

  @Test
  void aPathIsGivenToTheSystemAsItIs() {
    assertThat(FileNames.terminated(Path.of("/a b/c")))
        .isEqualTo("/a b/c\0".getBytes(java.nio.charset.StandardCharsets.US_ASCII));
  }
}
