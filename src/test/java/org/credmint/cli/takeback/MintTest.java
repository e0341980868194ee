// SPDX-License-Identifier: Apache-2.0
package org.credmint.cli.takeback;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.when;

import com.nimbusds.jwt.SignedJWT;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.credmint.control.RecordFile;
import org.credmint.htcondor.knob.Knobs;
import org.credmint.htcondor.tool.ClassAdExpressions;
import org.credmint.htcondor.tool.JobHolds;
import org.credmint.htcondor.tool.KnobReading;
import org.credmint.htcondor.tool.KnobSource;
import org.credmint.key.KeyRing;
import org.credmint.key.SignatureProvider;
import org.credmint.os.Host;
import org.credmint.provider.ConfigurationLoader;
import org.credmint.request.CredentialFilter;
import org.credmint.revocation.Revocation;
import org.credmint.revocation.RevocationFile;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** The command that mints, with real keys and a daemon that the test plays. */
class MintTest {
  private static final Instant NOW = Instant.parse("2026-11-22T10:00:00Z");
  private static final String[] ALICE = {"--user", "alice", "--provider", "chem"};

  @TempDir private Path temporary;
  private final Host host = Host.create();
  private final Map<String, String> knobs = new TreeMap<>();
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();
  private Path control;
  private String recorded = "";

  @BeforeEach
  void configure() throws IOException {
    control = temporary.resolve("control");
    Files.createDirectory(
        temporary.resolve("cred"),
        PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwxrwx---")));
    knobs.put("CREDMINT_CONTROL_DIRECTORY", control.toString());
    knobs.put("FULL_HOSTNAME", "ap.example.org");
    knobs.put("SEC_CREDENTIAL_DIRECTORY_OAUTH", temporary.resolve("cred").toString());
    knobs.put("LOCAL_CREDMON_PROVIDER_NAMES", "chem");
    knobs.put("LOCAL_CREDMON_TOKEN_AUDIENCE", "x");
    knobs.put("LOCAL_CREDMON_AUTHZ_TEMPLATE", "storage.read:/data");
    knobs.put("LOCAL_CREDMON_PRIVATE_KEY", temporary.resolve("key.pem").toString());
    knobs.put("CREDMINT_chem_POLICY", "everybody: scopes storage.read:/data; user mallory: deny");
  }

  private ConfigurationLoader loader(String name) {
    KnobSource source = mock(KnobSource.class);
    when(source.read()).thenReturn(new KnobReading.Read(Knobs.of(knobs)));
    return new ConfigurationLoader(
        name,
        source,
        Map.of(),
        "ap.example.org",
        new KeyRing(host, new SecureRandom()).making(),
        SignatureProvider.ofTheJdk(),
        host,
        mock(ClassAdExpressions.class),
        Set.of(host.identity().uid()),
        ConfigurationLoader.OtherKinds.NONE);
  }

  private int run(Runnable daemon, String... arguments) {
    Surroundings surroundings =
        new Surroundings(
            host,
            () -> NOW,
            name -> Knobs.of(knobs),
            mock(JobHolds.class),
            "root",
            () -> "X",
            time -> {
              assertThat(out.toString()).as("before it is recorded").isEmpty();
              daemon.run();
              return true;
            });
    return new CommandLine(new Mint(surroundings, (same, name) -> loader(name)))
        .setOut(new PrintWriter(out, true))
        .setErr(new PrintWriter(err, true))
        .execute(arguments);
  }

  private List<Path> records() {
    try (Stream<Path> files = Files.list(control)) {
      return files.filter(file -> RecordFile.is(String.valueOf(file.getFileName()))).toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void record() {
    for (Path file : records()) {
      try {
        recorded = Files.readString(file);
        Files.delete(file);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  @Test
  void aTokenIsPrintedOnceItIsInTheAuditLog() throws Exception {
    assertThat(run(this::record, ALICE)).as(err.toString()).isZero();
    SignedJWT token = SignedJWT.parse(out.toString().strip());
    assertThat(token.getJWTClaimsSet().getStringClaim("scope")).isEqualTo("storage.read:/data");
    assertThat(recorded)
        .contains("\"act\":\"mint\"", "\"user\":\"alice\"", "by hand, by root")
        .contains(token.getJWTClaimsSet().getJWTID())
        .doesNotContain(token.getSignature().toString());
  }

  @Test
  void itIsWrittenToANewFileForItsOwnerOnly() throws IOException {
    Path file = temporary.resolve("token");
    String[] arguments =
        Stream.concat(Stream.of(ALICE), Stream.of("--output", file.toString()))
            .toArray(String[]::new);
    assertThat(run(this::record, arguments)).as(err.toString()).isZero();
    assertThat(out.toString()).isEmpty();
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
        .isEqualTo("rw-------");
    assertThat(Files.readString(file)).startsWith("eyJ");
    assertThat(run(this::record, arguments)).as("it is there already").isEqualTo(2);
  }

  @Test
  void withoutADaemonThatRecordsItNothingIsPrinted() {
    assertThat(run(() -> {}, ALICE)).isEqualTo(2);
    assertThat(out.toString()).isEmpty();
    assertThat(err.toString()).contains("is it running?");
    assertThat(records()).isEmpty();
  }

  @Test
  void policyAndRevocationsHold() throws IOException {
    assertThat(run(this::record, "--user", "mallory", "--provider", "chem")).isEqualTo(1);
    assertThat(err.toString()).contains("mallory/chem is refused", "POLICY");
    new RevocationFile(host)
        .change(
            control,
            before ->
                List.of(
                    new Revocation(
                        "R1",
                        new CredentialFilter(
                            Optional.of("alice"),
                            Optional.empty(),
                            Optional.empty(),
                            Optional.empty()),
                        Optional.empty(),
                        Optional.empty(),
                        NOW,
                        "stolen",
                        "root",
                        false)));
    assertThat(run(this::record, ALICE)).isEqualTo(1);
    assertThat(err.toString()).contains("alice/chem is refused: revocation R1", "stolen");
    assertThat(out.toString()).isEmpty();
  }

  @Test
  void anUnknownProviderIsNamedWithThoseThatThereAre() {
    assertThat(run(this::record, "--user", "alice", "--provider", "phys")).isEqualTo(2);
    assertThat(err.toString()).contains("provider phys is not available");
  }
}
