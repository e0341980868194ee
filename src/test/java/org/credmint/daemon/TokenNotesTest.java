// SPDX-License-Identifier: Apache-2.0
package org.credmint.daemon;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.credmint.config.AuditSettings;
import org.credmint.config.provider.ProviderSettings;
import org.credmint.config.rule.PolicyRules;
import org.credmint.event.CredentialEvent;
import org.credmint.event.Event;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the log says of a token beside that it was issued. */
final class TokenNotesTest {
  @TempDir Path temporary;
  private TestMonitor monitor;

  @BeforeEach
  void open() throws IOException {
    monitor = new TestMonitor(temporary);
  }

  @AfterEach
  void close() {
    monitor.close();
  }

  /** A policy without rules, so that nobody is issued anything. */
  private static ProviderSettings denying(ProviderSettings s) {
    return new ProviderSettings(
        s.name(),
        s.issuer(),
        s.key(),
        s.form(),
        s.claims(),
        s.groups(),
        s.jobs(),
        Optional.of(new PolicyRules(List.of())));
  }

  @Test
  void aRefusalSaysUntilWhenTheTokenIsValidThatIsStillThere() throws IOException {
    Path auditLog = temporary.resolve("audit");
    monitor.audited(new AuditSettings(auditLog, 1 << 20, 2));
    Instant[] end = new Instant[1];
    monitor
        .provider("scitokens", s -> s)
        .request("alice", "scitokens")
        .then(
            () -> {
              end[0] = monitor.token("alice", "scitokens").orElseThrow().claims().expiresAt();
              monitor.provider("scitokens", TokenNotesTest::denying);
              monitor.reloadSays(monitor.configuration(0400));
            })
        .thenComes(new Message.Sighup())
        .then(() -> monitor.request("bob", "scitokens"))
        .thenComes(new Message.Sighup())
        .run();
    assertThat(monitor.token("alice", "scitokens")).isPresent();
    String until = "; the token issued before is valid until " + end[0];
    List<String> refusals =
        monitor.events(CredentialEvent.Refused.class).stream().map(Event::text).sorted().toList();
    assertThat(refusals).hasSize(2);
    assertThat(refusals.get(0)).contains("user: alice").endsWith(until);
    assertThat(refusals.get(1)).contains("user: bob").doesNotContain("valid until");
    assertThat(Files.readAllLines(auditLog))
        .filteredOn(line -> line.contains("\"refusal\""))
        .hasSize(2)
        .anySatisfy(line -> assertThat(line).contains("\"alice\"", until));
  }

  @Test
  void aLargeTokenIsLoggedOnceHoweverOftenItIsRenewed() {
    String scopes =
        IntStream.range(0, 100)
            .mapToObj(i -> "storage.read:/data/group-" + i)
            .collect(Collectors.joining(" "));
    monitor
        .provider("scitokens", s -> TestProviders.withScopes(s, scopes))
        .request("alice", "scitokens")
        .thenPasses(Duration.ofHours(1))
        .run();
    assertThat(monitor.events(CredentialEvent.Renewed.class)).hasSizeGreaterThan(1);
    assertThat(monitor.events(CredentialEvent.LargeToken.class))
        .singleElement()
        .satisfies(one -> assertThat(one.bytes()).isGreaterThan(2500));
  }

  @Test
  void aTokenOfUsualSizeIsNot() {
    monitor.provider("scitokens", s -> s).request("alice", "scitokens").run();
    assertThat(monitor.events(CredentialEvent.LargeToken.class)).isEmpty();
  }
}
