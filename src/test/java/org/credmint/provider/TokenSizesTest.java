// SPDX-License-Identifier: Apache-2.0
package org.credmint.provider;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.when;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.credmint.config.knob.Problem;
import org.credmint.htcondor.knob.Knobs;
import org.credmint.htcondor.tool.ClassAdExpressions;
import org.credmint.htcondor.tool.KnobReading;
import org.credmint.htcondor.tool.KnobSource;
import org.credmint.key.KeyRing;
import org.credmint.key.SignatureProvider;
import org.credmint.os.Host;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The largest token of a provider, as check looks for it. */
final class TokenSizesTest {
  private static final Instant NOW = Instant.parse("2026-11-22T10:00:00Z");

  private final Map<String, String> knobs = new TreeMap<>();

  @TempDir private Path directory;

  @BeforeEach
  void configure() {
    knobs.put("LOG", "/var/log/condor");
    knobs.put("FULL_HOSTNAME", "ap.example.org");
    knobs.put("SEC_CREDENTIAL_DIRECTORY_OAUTH", "/d");
    knobs.put("LOCAL_CREDMON_TOKEN_AUDIENCE", "x");
    knobs.put("LOCAL_CREDMON_PRIVATE_KEY", directory.resolve("private.pem").toString());
    knobs.put("LOCAL_CREDMON_PUBLIC_KEY", directory.resolve("public.pem").toString());
    knobs.put("LOCAL_CREDMON_AUTHZ_GROUP_TEMPLATE", "storage.read:/groups/{groupname}");
  }

  private Optional<Problem> tooLarge(String map, String... users) throws IOException {
    Path file = directory.resolve("map");
    Files.writeString(file, map);
    knobs.put("LOCAL_CREDMON_AUTHZ_GROUP_MAPFILE", file.toString());
    KnobSource source = mock(KnobSource.class);
    when(source.read()).thenReturn(new KnobReading.Read(Knobs.of(knobs)));
    Host host = Host.create();
    ConfigurationLoad load =
        new ConfigurationLoader(
                "CREDMON_OAUTH",
                source,
                Map.of(),
                "h",
                new KeyRing(host, new SecureRandom()).making(),
                SignatureProvider.ofTheJdk(),
                host,
                mock(ClassAdExpressions.class),
                Set.of(),
                ConfigurationLoader.OtherKinds.NONE)
            .load();
    Provider provider = ((ConfigurationLoad.Read) load).active().providers().get("scitokens");
    return new TokenSizes(List.of(users), NOW).tooLarge((TokenProvider) provider);
  }

  private static String groups(int number) {
    return IntStream.range(0, number)
        .mapToObj(i -> "group-number-" + i)
        .collect(Collectors.joining(","));
  }

  @Test
  void theUserWithTheMostGroupsIsFoundBeforeTheFirstJob() throws IOException {
    String map = "* bob a\n* alice " + groups(100) + "\n* carol b\n";
    Problem problem = tooLarge(map, "bob").orElseThrow();
    assertThat(problem.severity()).isEqualTo(Problem.Severity.WARNING);
    assertThat(problem.toString())
        .startsWith("LOCAL_CREDMON_scitokens_AUTHZ_GROUP_TEMPLATE: gives user alice a token of ")
        .contains("CREDMINT_scitokens_TEMPLATE_GROUPS");
  }

  @Test
  void theAdviceMakesTheTokenSmall() throws IOException {
    knobs.put("CREDMINT_scitokens_TEMPLATE_GROUPS", "group-number-1*");
    assertThat(tooLarge("* alice " + groups(100) + "\n")).isEmpty();
  }

  @Test
  void tokensOfUsualSizeAreNoProblem() throws IOException {
    assertThat(tooLarge("* alice " + groups(5) + "\n", "alice", "bob")).isEmpty();
  }

  @Test
  void aTemplateThatMakesEverybodysTokenLargeIsFoundByThoseWhoHaveADirectory() throws IOException {
    String scopes =
        IntStream.range(0, 100)
            .mapToObj(i -> "storage.read:/data/{username}/" + i)
            .collect(Collectors.joining(" "));
    knobs.put("LOCAL_CREDMON_AUTHZ_TEMPLATE", scopes);
    knobs.remove("LOCAL_CREDMON_AUTHZ_GROUP_TEMPLATE");
    assertThat(tooLarge("", "bob").orElseThrow().toString())
        .startsWith("LOCAL_CREDMON_scitokens_AUTHZ_TEMPLATE: gives user bob a token of ")
        .endsWith("grant fewer scopes");
  }
}
