// SPDX-License-Identifier: Apache-2.0
package org.credmint;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What {@code scripts/pilot} says and does without an HTCondor. */
@Timeout(60)
class PilotScriptTest {
  private static final Path SCRIPT =
      Path.of(System.getProperty("basedir", ""), "scripts", "pilot").toAbsolutePath();

  /** The functions that GlideinWMS gives to custom scripts, as far as one line each can be. */
  private static final String GLIDEINWMS =
      """
      gconfig_add() { echo "$@" >>"$glidein_config"; }
      add_condor_vars_line() { echo "$@" >>"$condor_vars_file"; }
      """;

  @TempDir Path top;
  private Path credentials;
  private Path work;

  @BeforeEach
  void directories() throws IOException {
    credentials = Files.createDirectory(top.resolve("creds"));
    work = Files.createDirectory(top.resolve("work"));
  }

  private record Ended(int exit, String output) {}

  private Ended pilot(boolean withCredentials, String... arguments) throws Exception {
    List<String> command = new ArrayList<>(List.of("/bin/sh", SCRIPT.toString()));
    command.addAll(List.of(arguments));
    ProcessBuilder builder =
        new ProcessBuilder(command).directory(work.toFile()).redirectErrorStream(true);
    builder.environment().remove("_CONDOR_CREDS");
    if (withCredentials) {
      builder.environment().put("_CONDOR_CREDS", credentials.toString());
    }
    Process process = builder.start();
    process.getOutputStream().close();
    String output =
        new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
    assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
    return new Ended(process.exitValue(), output);
  }

  private void glideinWms(String token) throws IOException {
    Files.writeString(top.resolve("functions"), GLIDEINWMS);
    Files.writeString(work.resolve("vars"), "");
    Files.writeString(
        work.resolve("config"),
        """
        ADD_CONFIG_LINE_SOURCE %s
        CONDOR_VARS_FILE %s
        CREDMINT_CALLBACK_TOKEN other
        CREDMINT_CALLBACK_TOKEN %s
        """
            .formatted(top.resolve("functions"), work.resolve("vars"), token));
  }

  @Test
  void namesTheOptionThatIsMissingOrUnknown() throws Exception {
    assertThat(pilot(true).output()).contains("--collector is missing");
    assertThat(pilot(true, "--collector", "pool").output()).contains("--token is missing");
    assertThat(pilot(true, "--collector").output()).contains("--collector needs a value");
    assertThat(pilot(true, "--colector", "pool").output()).contains("no option '--colector'");
  }

  @Test
  void saysWhyThereIsNoCredential() throws Exception {
    String[] arguments = {"--collector", "pool", "--token", "pilot_cern"};
    Ended none = pilot(false, arguments);
    assertThat(none.exit()).isEqualTo(1);
    assertThat(none.output()).contains("OAuthServicesNeeded = \"pilot_cern\"", "grid-universe");
    assertThat(pilot(true, arguments).output()).contains("pilot_cern.use is not there");
    assertThat(pilot(true, "--collector", "pool", "--token", "../x").output())
        .contains("'../x' is not a name of a credential");
    assertThat(work).isEmptyDirectory();
  }

  @Test
  void glideinWmsGetsADirectoryWithNothingButTheCallbackToken() throws Exception {
    Files.writeString(credentials.resolve("pilot_cern.use"), "token");
    glideinWms("pilot_cern");

    Ended ended = pilot(true, "config", "1");

    assertThat(ended.exit()).as(ended.output()).isZero();
    Path tokens = work.toRealPath().resolve("credmint-tokens.d");
    assertThat(tokens).isDirectoryContaining(file -> file.endsWith("callback"));
    assertThat(Files.readString(tokens.resolve("callback"))).isEqualTo("token");
    assertThat(Files.readString(work.resolve("config")))
        .contains("SEC_TOKEN_DIRECTORY " + tokens + "\n")
        .contains("GLIDEIN_CONDOR_TOKEN " + tokens.resolve("callback") + "\n");
    assertThat(Files.readString(work.resolve("vars"))).startsWith("SEC_TOKEN_DIRECTORY C ");
  }

  @Test
  void glideinWmsHearsThatTheTokenIsMissing() throws Exception {
    glideinWms("pilot_fnal");
    Ended ended = pilot(true, "config", "1");
    assertThat(ended.exit()).isEqualTo(1);
    assertThat(ended.output()).contains("pilot_fnal.use is not there");
  }
}
