// SPDX-License-Identifier: Apache-2.0
package org.credmint.cli.config;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.util.JSONObjectUtils;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.text.ParseException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.credmint.htcondor.knob.Knobs;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

final class ConfigCommandTest {
  private static final Knobs KNOBS =
      Knobs.of(
          Map.of(
              "SEC_CREDENTIAL_DIRECTORY_OAUTH", "/cred",
              "LOCAL_CREDMON_PROVIDER_NAMES", "chem physics",
              "LOCAL_CREDMON_chem_ISSUER", "https://chem.example",
              "LOCAL_CREDMON_TOKEN_AUDIENCE", "https://audience.example"),
          Map.of(
              "SEC_CREDENTIAL_DIRECTORY_OAUTH", "<Default>",
              "LOCAL_CREDMON_chem_ISSUER", "/etc/condor/config.d/40.conf, line 3"));

  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  private int run(String... words) {
    return run(name -> KNOBS, words);
  }

  private int run(ConfigCommand.Configurations configurations, String... words) {
    return new CommandLine(new ConfigCommand(configurations))
        .setOut(new PrintWriter(out, true))
        .setErr(new PrintWriter(err, true))
        .execute(words);
  }

  private List<String> lines() {
    return out.toString().lines().toList();
  }

  @Test
  void eachKnobIsShownWithItsValueAndWhereItComesFrom() {
    assertThat(run()).isZero();
    assertThat(out.toString())
        .contains(
            "LOCAL_CREDMON_chem_ISSUER = https://chem.example\n    /etc/condor/config.d/40.conf, line 3\n",
            "SEC_CREDENTIAL_DIRECTORY_OAUTH = /cred\n    HTCondor's default\n",
            "CREDMINT_USE_FILE_MODE = 0400\n    default\n",
            "LOCAL_CREDMON_physics_TOKEN_LIFETIME = 1200\n");
  }

  @Test
  void onlyWhatSomebodyHasSetIsShownIfAskedFor() {
    assertThat(run("--set")).isZero();
    assertThat(lines().stream().filter(line -> line.contains(" = ")))
        .containsExactly(
            "LOCAL_CREDMON_PROVIDER_NAMES = chem physics",
            "LOCAL_CREDMON_chem_ISSUER = https://chem.example",
            "LOCAL_CREDMON_TOKEN_AUDIENCE = https://audience.example",
            "LOCAL_CREDMON_TOKEN_AUDIENCE = https://audience.example");
  }

  @Test
  void aProviderHasItsOwnKnobsOrThoseOfAll() throws ParseException {
    assertThat(run("--provider", "chem", "--format=json", "--set")).isZero();
    assertThat(lines()).hasSize(2);
    assertThat(JSONObjectUtils.parse(lines().get(0)))
        .containsEntry("schema", 1L)
        .containsEntry("knob", "LOCAL_CREDMON_chem_ISSUER")
        .containsEntry("provider", "chem")
        .containsEntry("value", "https://chem.example")
        .containsEntry("from", "/etc/condor/config.d/40.conf, line 3")
        .containsEntry("set", true);
  }

  @Test
  void aProviderThatThereIsNotIsNamedWithThoseThatThereAre() {
    assertThat(run("--provider", "x")).isEqualTo(2);
    assertThat(err.toString()).contains("no provider x", "chem, physics");
  }

  private static Knobs with(String... pairs) {
    Map<String, String> more = new HashMap<>();
    for (int i = 0; i < pairs.length; i += 2) {
      more.put(pairs[i], pairs[i + 1]);
    }
    return KNOBS.with(more);
  }

  @Test
  void aBlankKnobThatDecidesSomethingIsShownAsSet() {
    Knobs knobs =
        with("CREDMINT_chem_POLICY", "", "CREDMINT_STATE_FILE", "", "CREDMINT_AUDIT_LOG", "");
    assertThat(run(name -> knobs, "--set")).isZero();
    assertThat(out.toString())
        .contains(
            "CREDMINT_chem_POLICY = \n    set, with nothing behind it\n",
            "CREDMINT_STATE_FILE = \n    set, with nothing behind it\n",
            "CREDMINT_AUDIT_LOG = \n    set, with nothing behind it\n");
  }

  @Test
  void aBlankPolicyOfAProviderHidesThatOfAll() {
    Knobs knobs = with("CREDMINT_chem_POLICY", "", "CREDMINT_POLICY", "everybody: deny");
    assertThat(run(name -> knobs, "--provider", "chem", "--set")).isZero();
    assertThat(out.toString()).contains("CREDMINT_chem_POLICY = \n").doesNotContain("deny");
  }

  @Test
  void standingCredentialsHaveTheirKnobsShown() {
    Knobs knobs =
        with(
            "CREDMINT_STANDING",
            "pilot",
            "CREDMINT_pilot_TYPE",
            "scitoken",
            "CREDMINT_pilot_SCOPES",
            "compute.create");
    assertThat(run(name -> knobs)).isZero();
    assertThat(out.toString())
        .contains(
            "CREDMINT_STANDING = pilot\n    set\n",
            "CREDMINT_pilot_TYPE = scitoken\n    set\n",
            "CREDMINT_pilot_SCOPES = compute.create\n    set\n",
            "CREDMINT_pilot_MODE = 0600\n    default\n");
    assertThat(run(name -> knobs, "--provider", "pilot")).isZero();
  }

  @Test
  void aProviderWithAMistakeIsShownToo() {
    Knobs knobs = with("SEC_CREDENTIAL_DIRECTORY_OAUTH", "relative");
    assertThat(run(name -> knobs, "--provider", "chem")).isZero();
    assertThat(out.toString()).contains("LOCAL_CREDMON_chem_ISSUER = https://chem.example\n");
  }

  @Test
  void aConfigurationThatCannotBeReadIsToldWithTheReason() {
    assertThat(
            run(
                name -> {
                  throw new IOException("condor_config_val failed for " + name);
                }))
        .isEqualTo(2);
    assertThat(err.toString()).contains("condor_config_val failed for CREDMON_OAUTH");
  }

  @Test
  void anotherFormatIsRefused() {
    assertThat(run("--format", "xml")).isEqualTo(2);
    assertThat(err.toString()).contains("'xml'");
  }
}
