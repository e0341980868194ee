// SPDX-License-Identifier: Apache-2.0
package org.credmint.audit.search;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TokenPresentationsTest {
  /** As HTCondor 25.14.1 wrote them. */
  private static final String LINES =
      """
      11/28/26 09:50:20 (pid:519) (cid:18) Remote entity presented valid token with payload {"exp":1795860019,"iat":1795859419,"iss":"credmint.test","jti":"3d33","sub":"pilot@pool.test"}.
      11/28/26 09:50:21 (pid:519) (cid:19) Remote entity presented valid token with payload {"exp":1795860019,"iat":1795859419,"iss":"credmint.test","jti":"08ae","sub":"pilot@pool.test"}.
      11/28/26 09:50:22 (pid:519) (cid:20) Command=QMGMT_WRITE_CMD, peer=<10.0.0.1:1>
      """;

  @TempDir private Path directory;

  private List<String> find(String tokenId) throws IOException {
    List<String> found = new ArrayList<>();
    new TokenPresentations(directory.resolve("Log")).find(tokenId, found::add);
    return found;
  }

  @Test
  void eachTimeIsToldFromTheOlderFileToo() throws IOException {
    assertThat(find("3d33")).as("there is no log").isEmpty();
    Files.writeString(directory.resolve("Log"), LINES);
    Files.writeString(directory.resolve("Log.old"), LINES);
    assertThat(find("3d33"))
        .containsExactly(
            directory.resolve("Log.old") + ": 11/28/26 09:50:20 (pid:519) (cid:18)",
            directory.resolve("Log") + ": 11/28/26 09:50:20 (pid:519) (cid:18)");
    assertThat(find("3d3")).isEmpty();
  }
}
