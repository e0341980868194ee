package org.credmint.issue;

import static org.assertj.core.api.Assertions.assertThat;

import java.security.SecureRandom;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

final class TokenIdsTest {
  private final TokenIds ids = new TokenIds(new SecureRandom()::nextLong);

  @Test
  void anIdIsARandomUuidOfRfc9562Section54() {
    for (int i = 0; i < 200; i++) {
      String id = ids.next();
      UUID uuid = UUID.fromString(id);
      assertThat(id).hasSize(36).isEqualTo(uuid.toString());
      assertThat(uuid.version()).isEqualTo(4);
      assertThat(uuid.variant()).isEqualTo(2);
    }
  }

  @Test
  void noIdComesTwice_notEvenToSeveralThreads() {
    Set<String> all =
        IntStream.range(0, 20_000).parallel().mapToObj(i -> ids.next()).collect(Collectors.toSet());
    assertThat(all).hasSize(20_000);
  }
}
