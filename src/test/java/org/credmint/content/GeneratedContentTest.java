// SPDX-License-Identifier: Apache-2.0
package org.credmint.content;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.IntStream;
import org.credmint.credential.kind.CredentialType;
import org.credmint.credential.kind.Validity;
import org.credmint.credential.kind.Validity.Verdict;
import org.credmint.credential.kind.ValidityRule;
import org.credmint.fuzz.Mutations;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** A million inputs, each made from a credential by a few changes: an answer for every one. */
final class GeneratedContentTest {
  private static final int INPUTS = 1_000_000;
  private static final int CHUNKS = 1_000;
  private static final long SEED = 20261128;
  private static final Instant NOW = TestCertificates.FROM.plusSeconds(60);
  private static final ValidityRule RULE =
      new ValidityRule(Duration.ofSeconds(5), Duration.ofSeconds(30));

  /** In a claim's place: every kind of value, the limits of times among them. */
  private static final String[] VALUES = {
    "0",
    "-1",
    "1795824000",
    "1795824001.5",
    "1795824070",
    "1795824900",
    "253402300799",
    "253402300800",
    "1e400",
    "9223372036854775807",
    "99999999999999999999",
    "null",
    "true",
    "\"\"",
    "\"x\"",
    "[]",
    "{}",
    "[\"a\",\"b\"]",
    "[[[[[[]]]]]]",
    "\"scitoken:2.0\"",
    "\"1.0\"",
    "\"\\u0000\\ud800\"",
    "NaN",
    "'x'"
  };

  private static final String[] NAMES = {
    "iss", "sub", "aud", "exp", "nbf", "iat", "jti", "scope", "ver", "wlcg.ver", "x", "alg"
  };

  private static final String[] ALGORITHMS = {"ES256", "RS256", "HS256", "none", "", "EdDSA"};

  private static final List<byte[]> SHORT = new ArrayList<>();
  private static final List<byte[]> PEM = new ArrayList<>();

  @BeforeAll
  static void collect() throws IOException {
    String token = TestTokens.unsigned("{\"alg\":\"ES256\"}", TestTokens.CLAIMS);
    for (String seed :
        List.of(
            token,
            "# comment\n" + token + "\n",
            "{\"access_token\": \"" + token + "\", \"expires_in\": 900}",
            "{\"access_token\":\"Ag1\",\"expires_at_seconds\":1795824900,\"scope\":\"a\"}",
            "cipher:aes_256_cbc,key:" + "0a".repeat(32) + ",iv:" + "00".repeat(16),
            "s3cret\n")) {
      SHORT.add(seed.getBytes(StandardCharsets.UTF_8));
    }
    TestCertificates.Made alice =
        TestCertificates.person(TestCertificates.root(), "Alice", NOW.plusSeconds(900));
    TestCertificates.Made proxy = TestCertificates.proxy(alice, "1", 1, NOW.plusSeconds(90));
    PEM.add((proxy.certificate() + proxy.key()).getBytes(StandardCharsets.US_ASCII));
    PEM.add(alice.certificate().getBytes(StandardCharsets.US_ASCII));
    for (String key : List.of("ec-stock.pem", "ec-stock.pub", "bad-ec-openssh.pem")) {
      PEM.add(Files.readAllBytes(Path.of("test-fixtures", "keys", key)));
    }
  }

  @Test
  void everyInputHasAnAnswerAndNoneAnException() {
    Map<Verdict, LongAdder> verdicts = new ConcurrentHashMap<>();
    IntStream.range(0, CHUNKS).parallel().forEach(chunk -> read(chunk, verdicts));
    Map<Verdict, Long> counts = new EnumMap<>(Verdict.class);
    verdicts.forEach((verdict, count) -> counts.put(verdict, count.sum()));
    assertThat(counts.values().stream().mapToLong(Long::longValue).sum()).isEqualTo(INPUTS);
    assertThat(counts.keySet()).as("%s", counts).containsExactly(Verdict.values());
  }

  private static void read(int chunk, Map<Verdict, LongAdder> verdicts) {
    SplittableRandom random = new SplittableRandom(SEED + chunk);
    CredentialType[] types = CredentialType.values();
    for (int i = 0; i < INPUTS / CHUNKS; i++) {
      byte[] input = input(random);
      try {
        Content content =
            random.nextInt(4) == 0
                ? ContentReader.read(types[random.nextInt(types.length)], input, NOW)
                : ContentReader.read(input, NOW);
        Validity validity = content.validity(RULE, NOW);
        assertThat(validity.reason()).isNotEmpty();
        verdicts.computeIfAbsent(validity.verdict(), verdict -> new LongAdder()).increment();
      } catch (RuntimeException | StackOverflowError e) {
        throw new AssertionError(
            "no answer for " + new String(input, StandardCharsets.ISO_8859_1), e);
      }
    }
  }

  private static byte[] input(SplittableRandom random) {
    int kind = random.nextInt(1_000);
    if (kind < 500) {
      return token(random).getBytes(StandardCharsets.UTF_8);
    }
    if (kind < 900) {
      return Mutations.of(SHORT.get(random.nextInt(SHORT.size())), random);
    }
    if (kind < 905) {
      return Mutations.of(PEM.get(random.nextInt(PEM.size())), random);
    }
    byte[] bytes = new byte[random.nextInt(40)];
    random.nextBytes(bytes);
    return bytes;
  }

  private static String token(SplittableRandom random) {
    StringBuilder claims = new StringBuilder("{");
    int count = random.nextInt(6);
    for (int i = 0; i < count; i++) {
      claims.append(i == 0 ? "" : ",").append('"').append(any(NAMES, random)).append("\":");
      claims.append(any(VALUES, random));
    }
    String header = "{\"alg\":\"" + any(ALGORITHMS, random) + "\"}";
    return TestTokens.unsigned(header, claims.append('}').toString());
  }

  private static String any(String[] all, SplittableRandom random) {
    return all[random.nextInt(all.length)];
  }
}
