// SPDX-License-Identifier: Apache-2.0
package org.credmint.issue.proxy;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.IntStream;
import org.credmint.fuzz.Mutations;
import org.credmint.issue.CredentialReading;
import org.credmint.issue.CredentialReading.Decoded;
import org.credmint.key.UnusableKeyException;
import org.credmint.secret.Secret;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A hundred thousand files, each made from a good one by a few changes: an answer for every one.
 */
final class GeneratedProxyTest {
  private static final int INPUTS = 100_000;
  private static final int CHUNKS = 100;

  /** Signatures take most of the time. */
  private static final int SELDOM = 20;

  private static final long SEED = 20261128;
  private static final String BEGIN = "-----BEGIN CERTIFICATE-----\n";
  private static final String END = "-----END CERTIFICATE-----\n";

  @TempDir private Path temporary;
  private final LongAdder read = new LongAdder();
  private final LongAdder usable = new LongAdder();
  private final LongAdder answers = new LongAdder();

  @Test
  void everyFileHasAnAnswerAndNoneAnException() {
    ProxySite site = new ProxySite(temporary);
    TestAuthority middle = site.root.below("Middle");
    String chain = middle.person("Carol", ProxySite.LATER).certificate();
    List<String> seeds = List.of(site.file(), chain + middle.own().certificate());
    IntStream.range(0, CHUNKS).parallel().forEach(chunk -> judge(chunk, seeds, site));
    assertThat(answers.sum()).isEqualTo(INPUTS);
    // Some changes hit text around the blocks, or only what readers pass over.
    assertThat(read.sum()).isBetween(1L, INPUTS / 2L);
    assertThat(usable.sum()).isBetween(1L, INPUTS / 2L);
  }

  private void judge(int chunk, List<String> seeds, ProxySite site) {
    SplittableRandom random = new SplittableRandom(SEED + chunk);
    for (int i = 0; i < INPUTS / CHUNKS; i++) {
      byte[] file = changed(seeds.get(random.nextInt(seeds.size())), random);
      try {
        judge(file, site);
        if (i % SELDOM == 0) {
          judgeAsSigner(file);
        }
        answers.increment();
      } catch (RuntimeException | StackOverflowError e) {
        throw new AssertionError("no answer for " + new String(file, ISO_8859_1), e);
      }
    }
  }

  private void judge(byte[] file, ProxySite site) {
    CredentialReading reading = site.issuer.read(file);
    if (reading instanceof Decoded found) {
      read.increment();
      if (read.sum() % SELDOM == 0) {
        site.issuer.difference(site.plan, found, Secret.of(file));
        site.issuer.hasIssued(found, Secret.of(file));
      }
    }
  }

  private void judgeAsSigner(byte[] file) {
    try {
      SigningChain.read(file);
      usable.increment();
    } catch (UnusableKeyException e) {
      assertThat(e.reason()).isNotEmpty();
    }
  }

  /** In the text, or in the bytes of the first certificate, which base64 would hide mostly. */
  private static byte[] changed(String seed, SplittableRandom random) {
    byte[] text = seed.getBytes(ISO_8859_1);
    if (random.nextInt(3) == 0) {
      return Mutations.of(text, random);
    }
    int end = seed.indexOf(END);
    byte[] inside = Base64.getMimeDecoder().decode(seed.substring(BEGIN.length(), end));
    String mutated =
        BEGIN
            + Base64.getMimeEncoder(64, new byte[] {'\n'})
                .encodeToString(Mutations.of(inside, random))
            + "\n"
            + seed.substring(end);
    return mutated.getBytes(ISO_8859_1);
  }
}
