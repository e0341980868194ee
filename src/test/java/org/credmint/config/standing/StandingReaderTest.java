// SPDX-License-Identifier: Apache-2.0
package org.credmint.config.standing;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.credmint.config.Settings;
import org.credmint.config.SettingsReading;
import org.credmint.config.knob.Problem;
import org.credmint.htcondor.knob.Knobs;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** The knobs of standing credentials, right and wrong. */
final class StandingReaderTest {
  private static final Path PAGE = Path.of("docs/pilots.md");

  private static Map<String, String> pilot() {
    Map<String, String> knobs = new LinkedHashMap<>();
    knobs.put("SEC_CREDENTIAL_DIRECTORY_OAUTH", "/var/lib/condor/oauth_credentials");
    knobs.put("TRUST_DOMAIN", "pool.example.org");
    knobs.put("CREDMINT_STANDING", "pilot");
    knobs.put("CREDMINT_pilot_TYPE", "idtoken");
    knobs.put("CREDMINT_pilot_PURPOSE", "callback");
    knobs.put("CREDMINT_pilot_KEY", "site_{name}");
    knobs.put("CREDMINT_pilot_TARGETS", "fnal cern");
    knobs.put("CREDMINT_pilot_SUBJECT_TEMPLATE", "pilot-{name}@example.org");
    knobs.put("CREDMINT_pilot_EXPORT", "/var/lib/credmint/{name}/pilot");
    return knobs;
  }

  private static Map<String, String> scitoken() {
    Map<String, String> knobs = pilot();
    knobs.put("LOCAL_CREDMON_PROVIDER_NAMES", "scitokens");
    knobs.put("LOCAL_CREDMON_TOKEN_AUDIENCE", "https://storage.example.org");
    knobs.put("CREDMINT_pilot_TYPE", "scitoken");
    knobs.put("CREDMINT_pilot_PURPOSE", "request");
    knobs.remove("CREDMINT_pilot_KEY");
    knobs.put("CREDMINT_pilot_PROVIDER", "scitokens");
    knobs.put("CREDMINT_pilot_SCOPE", "compute.create storage.read:/{name}");
    return knobs;
  }

  private static SettingsReading read(Map<String, String> knobs) {
    return Settings.read(Knobs.of(knobs), "CREDMON_OAUTH", "ap.example.org");
  }

  private static List<String> problems(Map<String, String> knobs) {
    return read(knobs).problems().stream().map(Problem::toString).toList();
  }

  private static StandingSettings settings(Map<String, String> knobs) {
    SettingsReading reading = read(knobs);
    assertThat(reading.problems()).isEmpty();
    return reading.settings().orElseThrow().standing().usable().get("pilot");
  }

  @Test
  void aPilotNeedsNoProviderAndHasTheRightsOfOne() {
    StandingSettings pilot = settings(pilot());
    assertThat(read(pilot()).settings().orElseThrow().providers()).isEmpty();
    assertThat(pilot.targets()).extracting(Target::name).containsExactly("fnal", "cern");
    assertThat(pilot.lifetime()).hasSeconds(3600);
    assertThat(pilot.content())
        .isInstanceOfSatisfying(
            StandingSettings.Content.IdToken.class,
            content -> {
              assertThat(content.trustDomain()).isEqualTo("pool.example.org");
              assertThat(content.authorizations())
                  .containsExactly("READ", "ADVERTISE_STARTD", "ADVERTISE_MASTER");
              assertThat(content.files().directory()).isEqualTo(Path.of("/etc/condor/passwords.d"));
            });
  }

  @Test
  void aSciTokenHasAProviderAndAScope() {
    assertThat(settings(scitoken()).content())
        .isInstanceOfSatisfying(
            StandingSettings.Content.SciToken.class,
            content -> assertThat(content.scope()).hasSize(2));
  }

  @Test
  void aPurposeOfTheSitesOwnIsOneThatItDeclares() {
    Map<String, String> knobs = scitoken();
    knobs.put("CREDMINT_pilot_PURPOSE", "transfer");
    assertThat(problems(knobs))
        .singleElement()
        .asString()
        .contains("is not a purpose", "callback, payload, request, or add it to CREDMINT_PURPOSES");
    knobs.put("CREDMINT_PURPOSES", "monitoring Transfer");
    assertThat(settings(knobs).purpose()).isEqualTo("transfer");
    knobs.put("CREDMINT_PURPOSES", "transfer a/b");
    assertThat(problems(knobs))
        .singleElement()
        .asString()
        .contains(
            "CREDMINT_pilot_PURPOSE", "'a/b' cannot be a purpose", "correct CREDMINT_PURPOSES");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "TYPE             | x509_pair           | does not make itself, and neither PROGRAM nor FILE is set",
        "PURPOSE          | fun                 | is not a purpose",
        "KEY              | {name}              | could choose any key",
        "KEY              | ../POOL             | name of a key",
        "KEY              | a/{name}            | name of a key",
        "SUBJECT_TEMPLATE | pilot {name}        | not a single word",
        "SUBJECT_TEMPLATE | pilot-{name         | no variable",
        "SUBJECT_TEMPLATE | pilot-name}         | without a matching",
        "TRUST_DOMAIN     | a,b                 | no issuer with a blank or a comma",
        "AUTHORIZATIONS   | READ FLY            | contains FLY",
        "AUTHORIZATIONS   | READ DAEMON         | does not need",
        "TOKEN_LIFETIME   | 5                   | outside 10",
        "MINIMUM_LIFETIME | 3500                | nine tenths",
        "EXPORT           | pilots/{name}       | not an absolute path",
        "EXPORT           | /a/../{name}        | shortest form",
        "EXPORT           | /a/{name}/.pilot    | passes over",
        "EXPORT           | /a/{name}/pilot.py  | passes over",
        "EXPORT           | /a/pilot            | same file for every target",
        "USER             | factory             | and so is USER",
        "MODE             | 0640                | lets the group read",
        "MODE             | 0777                | is not a mode",
        "TARGETS          | fnal ../x           | cannot name a target",
        "TARGETS_FILE     | targets             | not an absolute path",
        "SCOPE            | read:/x             | does not apply",
        "PROVIDER         | scitokens           | does not apply",
        "FORM             | json                | does not apply",
      })
  void eachMistakeIsOneProblemThatNamesKnobValueAndFix(String knob, String value, String expected) {
    Map<String, String> knobs = pilot();
    knobs.put("CREDMINT_pilot_" + knob, value);
    assertThat(problems(knobs))
        .filteredOn(text -> !text.startsWith("CREDMINT_STANDING"))
        .singleElement()
        .asString()
        .contains(expected, "CREDMINT_pilot_", "; ");
  }

  @ParameterizedTest
  @CsvSource({"TYPE", "PURPOSE", "SUBJECT_TEMPLATE", "EXPORT"})
  void whatMustBeSetIsMissed(String knob) {
    Map<String, String> knobs = pilot();
    knobs.remove("CREDMINT_pilot_" + knob);
    assertThat(problems(knobs))
        .anyMatch(text -> text.startsWith("CREDMINT_pilot_" + knob + ": is not set"));
  }

  @Test
  void anIdTokenThatIsNotForPilotsHasToSayWhatItMayDo() {
    Map<String, String> knobs = pilot();
    knobs.put("CREDMINT_pilot_PURPOSE", "request");
    assertThat(problems(knobs)).anyMatch(text -> text.contains("is not limited"));
  }

  @Test
  void aMistakeInOneIsNoHarmToAnother() {
    Map<String, String> knobs = pilot();
    knobs.put("CREDMINT_STANDING", "pilot other");
    knobs.put("CREDMINT_other_TYPE", "idtoken");
    StandingDeclarations standing = read(knobs).settings().orElseThrow().standing();
    assertThat(standing.usable()).containsOnlyKeys("pilot");
    assertThat(standing.declared().keySet()).containsExactlyInAnyOrder("pilot", "other");
  }

  @Test
  void namesThatCannotBeToldApartAreRefused() {
    Map<String, String> knobs = scitoken();
    knobs.put("CREDMINT_STANDING", "pilot Pilot scitokens a-b");
    assertThat(problems(knobs))
        .anyMatch(text -> text.contains("Pilot") && text.contains("only in case"))
        .anyMatch(text -> text.contains("also the name of provider scitokens"))
        .anyMatch(text -> text.contains("a-b") && text.contains("cannot name"));
  }

  @Test
  void aNameThatCouldBeAProvidersFileIsRefusedForUsers() {
    Map<String, String> knobs = scitoken();
    knobs.put("CREDMINT_STANDING", "scitokens_x");
    for (String stem : List.of("TYPE", "PURPOSE", "PROVIDER", "SCOPE", "SUBJECT_TEMPLATE")) {
      knobs.put("CREDMINT_scitokens_x_" + stem, knobs.get("CREDMINT_pilot_" + stem));
    }
    knobs.put("CREDMINT_scitokens_x_USER", "factory");
    assertThat(problems(knobs)).anyMatch(text -> text.contains("could be those of provider"));
  }

  @Test
  void aSlipInAKnobsNameIsAnsweredWithTheKnob() {
    Map<String, String> knobs = pilot();
    knobs.put("CREDMINT_pilot_PURPOZE", "callback");
    assertThat(problems(knobs))
        .singleElement()
        .asString()
        .contains("did you mean CREDMINT_pilot_PURPOSE?");
  }

  @ParameterizedTest
  @EnumSource(StandingKnob.class)
  void thePageHasEachKnobAsTheCodeHasIt(StandingKnob knob) throws IOException {
    assertThat(Files.readAllLines(PAGE)).contains(row(knob));
  }

  @Test
  void thePageHasTheKnobsInTheCodesOrderAndNoOthers() throws IOException {
    List<String> rows =
        Files.readAllLines(PAGE).stream().filter(line -> line.startsWith("| `CREDMINT_<")).toList();
    assertThat(rows)
        .isEqualTo(Arrays.stream(StandingKnob.values()).map(StandingReaderTest::row).toList());
  }

  private static String row(StandingKnob knob) {
    return "| `%s` | %s | %s | %s |"
        .formatted(
            knob.nameFor("<name>"),
            knob.meaning(),
            knob.unit(),
            knob.defaultValue().map(value -> "`" + value + "`").orElse("none"));
  }
}
