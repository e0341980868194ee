// SPDX-License-Identifier: Apache-2.0
package org.credmint.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.credmint.config.PullInterval.Source;
import org.credmint.config.knob.Knob;
import org.credmint.config.knob.Problem;
import org.credmint.config.knob.Problem.Severity;
import org.credmint.config.provider.ProviderSettings;
import org.credmint.credential.TokenProfile;
import org.credmint.htcondor.knob.Knobs;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Each way to get a knob wrong, and what the administrator is told. */
final class ProblemsTest {
  private static final TestKnobs BASE = TestKnobs.smallest();

  private static Problem only(TestKnobs knobs, Severity severity) {
    List<Problem> found =
        knobs.read().problems().stream().filter(p -> p.severity() == severity).toList();
    assertThat(found).as("problems %s", knobs.read().problems()).hasSize(1);
    return found.get(0);
  }

  private static ProviderSettings provider(TestKnobs knobs) {
    return knobs.settings().providers().get("scitokens");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "PRIVATE_KEY | keys/private.pem | not an absolute path",
        "PRIVATE_KEY | / | not a file",
        "PUBLIC_KEY | public.pem | not an absolute path",
        "PUBLIC_KEY | /etc/condor/scitokens-private.pem | private key file",
        "PRIVATE_KEY_ALGORITHM | ES384 | not an algorithm",
        "PRIVATE_KEY_ALGORITHM | none | not an algorithm",
        "PRIVATE_KEY_ALGORITHM | HS256 | not an algorithm",
        "ISSUER | http://i.example.org | over https only",
        "ISSUER | HTTPS://i.example.org | over https only",
        "ISSUER | i.example.org | over https only",
        "ISSUER | https: | is not a URL",
        "ISSUER | https:/// | over https only",
        "ISSUER | https:///x | over https only",
        "ISSUER | https:x | over https only",
        "ISSUER | https://i.example.org?x=1 | a query",
        "ISSUER | https://i.example.org/#x | a fragment",
        "ISSUER | https://me@i.example.org | a user name",
        "ISSUER | https://i.example.org/a b | is not a URL",
        "ISSUER | https://i.example.org:port | over https only",
        "AUTHZ_TEMPLATE | read:/user/{username | '{' without a matching '}'",
        "AUTHZ_TEMPLATE | read:/user/username} | '}' without a matching '{'",
        "AUTHZ_TEMPLATE | read:/user/{user} | unknown variable {user}; known: {username}",
        "AUTHZ_TEMPLATE | read:/user/{groupname} | unknown variable {groupname}",
        "AUTHZ_TEMPLATE | read:/user/{} | unknown variable {}",
        "AUTHZ_TEMPLATE | read:/user/{0} | unknown variable {0}",
        "AUTHZ_TEMPLATE | read:/user/{username!r} | unknown variable",
        "AUTHZ_TEMPLATE | read:/user/{username:>9} | unknown variable",
        "AUTHZ_TEMPLATE | read:/user/{username.upper} | unknown variable",
        "AUTHZ_TEMPLATE | read:/user/{username:.0} | always empty",
        "AUTHZ_TEMPLATE | {username}:/x | outside a path",
        "AUTHZ_TEMPLATE | read:{username} | outside a path",
        "AUTHZ_TEMPLATE | read:/a write{username}:/a | outside a path",
        "AUTHZ_TEMPLATE | read:/../{username} | path segment '..'",
        "AUTHZ_TEMPLATE | read write | no path",
        "AUTHZ_TEMPLATE | read:/a,write:/b{username}? | percent-encode",
        "AUTHZ_GROUP_TEMPLATE | read:/g/{username} | unknown variable {username}",
        "AUTHZ_GROUP_TEMPLATE | {groupname} | outside a path",
        "AUTHZ_GROUP_MAPFILE | map | not an absolute path",
        "TOKEN_LIFETIME | 0 | is 0, outside 1 to 2147483647",
        "TOKEN_LIFETIME | -5 | is -5, outside",
        "TOKEN_LIFETIME | 2147483648 | outside",
        "TOKEN_LIFETIME | 20m | has a unit",
        "TOKEN_LIFETIME | 1.5 | neither an integer nor",
        "TOKEN_LIFETIME | 20 * | neither an integer nor",
        "TOKEN_USE_JSON | yes | is not a boolean",
        "TOKEN_USE_JSON | flase | is not a boolean",
        "TOKEN_VERSION | scitoken:3.0 | is not a token version that verifiers know",
        "TOKEN_VERSION | 2.0 | is not a token version that verifiers know"
      })
  void aWrongValueDisablesItsProviderAndTheOthersAreServed(
      String stem, String value, String reason) {
    String own = "LOCAL_CREDMON_chem_" + stem;
    TestKnobs knobs = BASE.set("LOCAL_CREDMON_PROVIDER_NAMES", "scitokens chem").set(own, value);
    Problem problem =
        only(
            stem.equals("AUTHZ_GROUP_TEMPLATE")
                ? knobs.set("LOCAL_CREDMON_AUTHZ_GROUP_MAPFILE", "/m")
                : knobs,
            Severity.DISABLES_PROVIDER);
    assertThat(problem.provider()).contains("chem");
    assertThat(problem.subject()).isEqualTo(own);
    assertThat(problem.value()).isEqualTo(value);
    assertThat(problem.reason()).contains(reason);
    assertThat(problem.fix()).isNotBlank();
    assertThat(knobs.settings().providers()).containsOnlyKeys("scitokens");
    // For all providers at once, nothing is left to serve.
    TestKnobs general = BASE.set("LOCAL_CREDMON_" + stem, value);
    assertThat(general.read().settings()).isEmpty();
    assertThat(only(general, Severity.FATAL).reason()).contains("no usable provider");
  }

  @Test
  void allProblemsAreToldAtOnce() {
    TestKnobs knobs =
        BASE.set("LOCAL_CREDMON_ISSUER", "x")
            .set("LOCAL_CREDMON_TOKEN_LIFETIME", "x")
            .set("LOCAL_CREDMON_TOKEN_VERSION", "x")
            .set("TRUST_CREDENTIAL_DIRECTORY", "x")
            .set("CREDMINT_USE_FILE_MODE", "x")
            .set("CREDMINT_X", "x")
            .without("SEC_CREDENTIAL_DIRECTORY_OAUTH");
    assertThat(knobs.read().problems())
        .extracting(Problem::subject)
        .containsExactlyInAnyOrder(
            "SEC_CREDENTIAL_DIRECTORY_OAUTH",
            "LOCAL_CREDMON_ISSUER",
            "LOCAL_CREDMON_TOKEN_LIFETIME",
            "LOCAL_CREDMON_TOKEN_VERSION",
            "TRUST_CREDENTIAL_DIRECTORY",
            "CREDMINT_USE_FILE_MODE",
            "CREDMINT_X");
  }

  @Test
  void aProblemIsOneLineThatSaysWhatWhyAndWhatToDo() {
    assertThat(BASE.set("LOCAL_CREDMON_TOKEN_USE_JSON", "yes").messages().get(0))
        .isEqualTo("LOCAL_CREDMON_TOKEN_USE_JSON = yes: is not a boolean; write true or false");
    assertThat(BASE.without("SEC_CREDENTIAL_DIRECTORY_OAUTH").messages().get(0))
        .startsWith("SEC_CREDENTIAL_DIRECTORY_OAUTH: is not set; ");
  }

  // The directory

  @Test
  void withoutADirectoryNothingIsServed() {
    TestKnobs knobs = BASE.without("SEC_CREDENTIAL_DIRECTORY_OAUTH");
    assertThat(only(knobs, Severity.FATAL).reason()).contains("is not set");
    assertThat(knobs.read().settings()).isEmpty();
    TestKnobs blank = BASE.set("SEC_CREDENTIAL_DIRECTORY_OAUTH", "  ");
    assertThat(only(blank, Severity.FATAL).reason()).contains("is not set");
  }

  @Test
  void theOlderNameOfTheDirectoryIsTakenWhereTheNewOneIsNotSet() {
    TestKnobs old =
        BASE.without("SEC_CREDENTIAL_DIRECTORY_OAUTH").set("SEC_CREDENTIAL_DIRECTORY", "/old");
    assertThat(old.settings().credentialDirectory()).isEqualTo(Path.of("/old"));
    assertThat(old.read().problems()).isEmpty();
    assertThat(BASE.set("SEC_CREDENTIAL_DIRECTORY", "/old").settings().credentialDirectory())
        .isEqualTo(Path.of("/var/lib/condor/oauth_credentials"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"relative", "/", "."})
  void aDirectoryIsAFullPath(String value) {
    TestKnobs knobs = BASE.set("SEC_CREDENTIAL_DIRECTORY_OAUTH", value);
    assertThat(only(knobs, Severity.FATAL).value()).isEqualTo(value);
    assertThat(knobs.read().settings()).isEmpty();
  }

  // Names

  @Test
  void aListOfNamesGoesBeforeTheSingleName() {
    TestKnobs both =
        BASE.set("LOCAL_CREDMON_PROVIDER_NAME", "one")
            .set("LOCAL_CREDMON_PROVIDER_NAMES", " a,b\t, c  a ");
    assertThat(both.settings().providers()).containsOnlyKeys("a", "b", "c");
    assertThat(both.set("LOCAL_CREDMON_PROVIDER_NAMES", " , ").settings().providers())
        .containsOnlyKeys("one");
  }

  @ParameterizedTest
  @ValueSource(strings = {"my_tokens", "a.b", "a+b", "ä", "a/b", "a*"})
  void aNameThatHtcondorForbidsIsFatal(String name) {
    TestKnobs knobs =
        BASE.set("CREDMON_ALLOW_SPECIAL_CHAR_NAMES", "false")
            .set("LOCAL_CREDMON_PROVIDER_NAMES", "scitokens " + name);
    Problem problem = only(knobs, Severity.FATAL);
    assertThat(problem.value()).isEqualTo(name);
    assertThat(problem.fix()).contains("CREDMON_ALLOW_SPECIAL_CHAR_NAMES");
    assertThat(knobs.read().settings()).isEmpty();
  }

  @Test
  void theSingleNameIsTakenWholeAndSoACommaInItIsFatal() {
    TestKnobs knobs =
        BASE.set("CREDMON_ALLOW_SPECIAL_CHAR_NAMES", "false")
            .set("LOCAL_CREDMON_PROVIDER_NAME", "a, b");
    assertThat(only(knobs, Severity.FATAL).subject()).isEqualTo("LOCAL_CREDMON_PROVIDER_NAME");
  }

  @Test
  void withSpecialCharactersAllowedSuchNamesAreServed() {
    TestKnobs knobs =
        BASE.set("CREDMON_ALLOW_SPECIAL_CHAR_NAMES", "true")
            .set("LOCAL_CREDMON_PROVIDER_NAMES", "my_tokens a.b=c+d");
    assertThat(knobs.settings().providers()).containsOnlyKeys("my_tokens", "a.b=c+d");
    assertThat(knobs.read().problems()).isEmpty();
  }

  @Test
  void beforeHtcondorHadThatKnobANameThatNeedsItSwitchesItOn() {
    TestKnobs knobs = BASE.set("LOCAL_CREDMON_PROVIDER_NAME", "my_tokens");
    assertThat(knobs.settings().providers()).containsOnlyKeys("my_tokens");
    assertThat(knobs.settings().names().handles()).isFalse();
    assertThat(only(knobs, Severity.WARNING).reason()).contains("handles");
  }

  @ParameterizedTest
  @ValueSource(strings = {"a/b", ".a", "a_", "ä", "a*b", "*"})
  void aNameThatNoFileOfHtcondorsCanHaveDisablesItself(String name) {
    TestKnobs knobs =
        BASE.set("CREDMON_ALLOW_SPECIAL_CHAR_NAMES", "true")
            .set("LOCAL_CREDMON_PROVIDER_NAMES", "scitokens " + name);
    assertThat(only(knobs, Severity.DISABLES_PROVIDER).provider()).contains(name);
    assertThat(knobs.settings().providers()).containsOnlyKeys("scitokens");
  }

  @Test
  void aStarIsAllowedByHtcondorButNothingCanBeIssuedForIt() {
    TestKnobs knobs = BASE.set("LOCAL_CREDMON_PROVIDER_NAMES", "*");
    assertThat(only(knobs, Severity.DISABLES_PROVIDER).reason()).contains("wildcard");
    assertThat(only(knobs, Severity.FATAL).reason()).contains("no usable provider");
    assertThat(knobs.read().settings()).isEmpty();
  }

  @Test
  void aNameLeavesRoomForAHandle() {
    String longest = "a".repeat(128);
    assertThat(BASE.set("LOCAL_CREDMON_PROVIDER_NAMES", longest).settings().providers())
        .containsOnlyKeys(longest);
    TestKnobs longer = BASE.set("LOCAL_CREDMON_PROVIDER_NAMES", "ok " + longest + "a");
    assertThat(only(longer, Severity.DISABLES_PROVIDER).reason()).contains("name of a credential");
  }

  // Other monitors

  @ParameterizedTest
  @ValueSource(strings = "VAULT")
  void servicesOfOtherMonitorsAreNotServedAndThatIsSaid(String other) {
    TestKnobs knobs = BASE.set(other + "_CREDMON_PROVIDER_NAMES", "box, osdf");
    Problem problem = only(knobs, Severity.DISABLES_PROVIDER);
    assertThat(problem.provider()).contains("box, osdf");
    assertThat(problem.subject()).isEqualTo(other + "_CREDMON_PROVIDER_NAMES");
    assertThat(problem.reason()).contains("does not serve");
    assertThat(knobs.settings().providers()).containsOnlyKeys("scitokens");
    assertThat(BASE.set(other + "_CREDMON_PROVIDER_NAMES", "*").read().problems()).isEmpty();
  }

  @Test
  void aNameInTwoListsIsOursAsTheCreddHasIt() {
    TestKnobs knobs = BASE.set("CLIENT_CREDMON_PROVIDER_NAMES", "box scitokens");
    assertThat(only(knobs, Severity.WARNING).reason())
        .isEqualTo("lists scitokens, which the credd treats as a local provider");
    assertThat(knobs.settings().providers()).containsOnlyKeys("scitokens");
  }

  @Test
  void servicesWithAClientIdThatAreNotListedAreNotServedAndThatIsSaidOnce() {
    TestKnobs knobs =
        BASE.set("OAUTH2_CREDMON_PROVIDER_NAMES", "cern")
            .set("cern_CLIENT_ID", "0")
            .set("cern_TOKEN_URL", "https://issuer.example/token")
            .set("BOX_CLIENT_ID", "1")
            .set("gdrive_client_id", "2")
            .set("EMPTY_CLIENT_ID", "")
            .set("SCITOKENS_CLIENT_ID", "3")
            .set("OSDF_PELICAN_CLIENT_ID", "4")
            .set("CLIENT_CREDMON_x_CLIENT_ID", "5");
    assertThat(only(knobs, Severity.DISABLES_PROVIDER).value()).isEqualTo("BOX gdrive");
  }

  // Keys

  @ParameterizedTest
  @CsvSource({
    "/k/chem-private.pem, /k/chem.pem",
    "/k/chem.pem, /k/chem-public.pem",
    "/k/chem, /k/chem-public",
    "/k/.chem, /k/.chem-public",
    "/k/a.b.pem, /k/a.b-public.pem",
    "/k.d/chem, /k.d/chem-public"
  })
  void aProvidersOwnPrivateKeyHasItsPublicKeyBesideIt(String privateKey, String publicKey) {
    TestKnobs knobs =
        BASE.set("LOCAL_CREDMON_PUBLIC_KEY", "/general.pem")
            .set("LOCAL_CREDMON_scitokens_PRIVATE_KEY", privateKey);
    assertThat(provider(knobs).key().publicKey()).isEqualTo(Path.of(publicKey));
    TestKnobs named = knobs.set("LOCAL_CREDMON_scitokens_PUBLIC_KEY", "/own.pem");
    assertThat(provider(named).key().publicKey()).isEqualTo(Path.of("/own.pem"));
  }

  @Test
  void twoPrivateKeysMustNotShareAPublicKeyFile() {
    TestKnobs knobs =
        BASE.set("LOCAL_CREDMON_PROVIDER_NAMES", "a b")
            .set("LOCAL_CREDMON_b_KEY_ID", "b")
            .set("LOCAL_CREDMON_b_PRIVATE_KEY", "/b")
            .set("LOCAL_CREDMON_b_PUBLIC_KEY", "/etc/condor/scitokens.pem");
    assertThat(only(knobs, Severity.WARNING).subject()).isEqualTo("LOCAL_CREDMON_b_PUBLIC_KEY");
  }

  @Test
  void anAlgorithmIsReadInAnyCase() {
    assertThat(provider(BASE.set("LOCAL_CREDMON_PRIVATE_KEY_ALGORITHM", "rs256")).key().algorithm())
        .hasToString("RS256");
  }

  @Test
  void aKeyIdIsPrintableAndNotLong() {
    String longest = "k".repeat(255);
    assertThat(provider(BASE.set("LOCAL_CREDMON_KEY_ID", longest)).key().id()).contains(longest);
    for (String bad : List.of(longest + "k", "a\u0007b")) {
      assertThat(only(BASE.set("LOCAL_CREDMON_KEY_ID", bad), Severity.DISABLES_PROVIDER).subject())
          .isEqualTo("LOCAL_CREDMON_KEY_ID");
    }
  }

  // Issuer

  @Test
  void theIssuerIsThisHostWhereNoneIsSet() {
    assertThat(provider(BASE).issuer()).isEqualTo("https://ap.example.org");
    assertThat(provider(BASE.without("FULL_HOSTNAME")).issuer())
        .isEqualTo("https://fallback.example.org");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "https://a",
        "https://ap_01.example.org",
        "https://i.example.org:8443/x/y",
        "https://[2001:db8::1]/x"
      })
  void anIssuerIsAnHttpsUrl(String issuer) {
    TestKnobs knobs = BASE.set("LOCAL_CREDMON_ISSUER", issuer);
    assertThat(provider(knobs).issuer()).isEqualTo(issuer);
    assertThat(knobs.read().problems()).isEmpty();
  }

  @Test
  void aSlashAtTheEndOfAnIssuerIsKeptAndRemarked() {
    TestKnobs knobs = BASE.set("LOCAL_CREDMON_ISSUER", "https://i.example.org/");
    assertThat(provider(knobs).issuer()).isEqualTo("https://i.example.org/");
    assertThat(only(knobs, Severity.WARNING).reason()).contains("slash");
  }

  @Test
  void anIssuerIsNoLongerThan255Characters() {
    String base = "https://i.example.org/";
    String longest = base + "x".repeat(255 - base.length());
    assertThat(provider(BASE.set("LOCAL_CREDMON_ISSUER", longest)).issuer()).hasSize(255);
    Problem problem =
        only(BASE.set("LOCAL_CREDMON_ISSUER", longest + "x"), Severity.DISABLES_PROVIDER);
    assertThat(problem.reason()).contains("longer than 255");
  }

  // Audience and version

  @Test
  void withoutAnAudienceScitoken2IsNotServedAsTheStockMonitorIssuesNone() {
    TestKnobs knobs = BASE.without("LOCAL_CREDMON_TOKEN_AUDIENCE");
    Problem problem = only(knobs, Severity.DISABLES_PROVIDER);
    assertThat(problem.subject()).isEqualTo("LOCAL_CREDMON_TOKEN_AUDIENCE");
    assertThat(problem.reason()).contains("is not set");
    assertThat(knobs.read().settings()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({"scitoken:1.0, 0", "wlcg:1.0, 1"})
  void withoutAnAudienceOtherVersionsAreServed(String version, int warnings) {
    TestKnobs knobs =
        BASE.without("LOCAL_CREDMON_TOKEN_AUDIENCE").set("LOCAL_CREDMON_TOKEN_VERSION", version);
    assertThat(provider(knobs).claims().audiences()).isEmpty();
    assertThat(knobs.read().problems()).hasSize(warnings);
  }

  @Test
  void audiencesAreSeparatedByBlanksAloneAndACommaIsRemarked() {
    TestKnobs knobs = BASE.set("LOCAL_CREDMON_TOKEN_AUDIENCE", "https://a,  https://b https://b");
    assertThat(provider(knobs).claims().audiences()).containsExactly("https://a,", "https://b");
    assertThat(only(knobs, Severity.WARNING).reason()).contains("comma");
  }

  @Test
  void anUnsetVersionIsTheDefaultOfHtcondorsTable() {
    TestKnobs knobs = BASE.set("LOCAL_CREDMON_TOKEN_VERSION", "");
    assertThat(provider(knobs).form().profile()).isEqualTo(TokenProfile.SCITOKENS_2);
  }

  // Scoping

  @Test
  void aRequiredGroupWithoutAMapFileServesNobody() {
    TestKnobs knobs = BASE.set("LOCAL_CREDMON_AUTHZ_GROUP_REQUIREMENT", "cms");
    assertThat(only(knobs, Severity.DISABLES_PROVIDER).fix())
        .contains("LOCAL_CREDMON_AUTHZ_GROUP_MAPFILE");
  }

  @Test
  void groupScopesWithoutAMapFileAreGivenToNobody() {
    TestKnobs knobs = BASE.set("LOCAL_CREDMON_AUTHZ_GROUP_TEMPLATE", "read:/{groupname}");
    assertThat(only(knobs, Severity.WARNING).reason()).contains("nobody gets these scopes");
    assertThat(knobs.settings().providers()).containsOnlyKeys("scitokens");
  }

  @ParameterizedTest
  @ValueSource(strings = {"member(\"cms\", Groups)", "cms || atlas", "cms,atlas"})
  void aRequirementThatLooksLikeAnExpressionIsRemarked(String value) {
    TestKnobs knobs =
        BASE.set("LOCAL_CREDMON_AUTHZ_GROUP_MAPFILE", "/m")
            .set("LOCAL_CREDMON_AUTHZ_GROUP_REQUIREMENT", value);
    assertThat(only(knobs, Severity.WARNING).reason()).contains("compared literally");
    assertThat(provider(knobs).groups().required()).contains(value);
  }

  @Test
  void anExpressionBesideTheDefaultTemplateIsRemarked() {
    TestKnobs knobs = BASE.set("LOCAL_CREDMON_AUTHZ_TEMPLATE_EXPR", "\"read:/x\"");
    assertThat(only(knobs, Severity.WARNING).reason())
        .contains("instead of replacing it", "read:/user/{username}");
    assertThat(knobs.set("LOCAL_CREDMON_AUTHZ_TEMPLATE", "read:/y").read().problems()).isEmpty();
  }

  // The whole daemon

  @Test
  void thePullIntervalIsOursThenHtcondorsThenItsDefault() {
    TestKnobs theirs = BASE.set("SEC_CREDENTIAL_REFRESH", "2 * 60");
    assertThat(theirs.settings().pullInterval())
        .isEqualTo(new PullInterval(Duration.ofMinutes(2), Source.SEC_CREDENTIAL_REFRESH));
    assertThat(theirs.set("CREDMINT_PULL_INTERVAL", "30").settings().pullInterval())
        .isEqualTo(new PullInterval(Duration.ofSeconds(30), Source.CREDMINT_PULL_INTERVAL));
    TestKnobs wrong = theirs.set("CREDMINT_PULL_INTERVAL", "0");
    assertThat(wrong.settings().pullInterval().source()).isEqualTo(Source.SEC_CREDENTIAL_REFRESH);
    assertThat(only(wrong, Severity.WARNING).fix()).contains("using the default");
  }

  @ParameterizedTest
  @ValueSource(strings = {"0", "-1"})
  void jobsThatNeverFetchAgainAreRemarked(String value) {
    TestKnobs knobs = BASE.set("SEC_CREDENTIAL_REFRESH", value);
    assertThat(only(knobs, Severity.WARNING).reason())
        .contains("never receive renewed credentials");
    assertThat(knobs.settings().pullInterval().source()).isEqualTo(Source.HTCONDOR_DEFAULT);
  }

  @ParameterizedTest
  @CsvSource({
    "TRUST_CREDENTIAL_DIRECTORY, maybe",
    "CREDMON_ALLOW_SPECIAL_CHAR_NAMES, maybe",
    "CREDMINT_USE_FILE_MODE, 0644",
    "CREDMINT_PULL_INTERVAL, 86401",
    "SEC_CREDENTIAL_REFRESH, soon"
  })
  void aWrongValueForTheWholeDaemonIsToldAndTheDefaultHolds(String knob, String value) {
    TestKnobs knobs = BASE.set(knob, value);
    Problem problem = only(knobs, Severity.WARNING);
    assertThat(problem.subject()).isEqualTo(knob);
    assertThat(problem.value()).isEqualTo(value);
    assertThat(problem.provider()).isEqualTo(Optional.empty());
    assertThat(knobs.settings()).isEqualTo(BASE.settings());
  }

  // Unknown knobs

  @ParameterizedTest
  @CsvSource({
    "CREDMINT_PULL_INTERVALL, CREDMINT_PULL_INTERVAL",
    "credmint_pul_interval, CREDMINT_PULL_INTERVAL",
    "CREDMINT_USE_FILE_MOD, CREDMINT_USE_FILE_MODE",
    "CREDMINT_scitokens_NBF_BACKDAT, CREDMINT_scitokens_NBF_BACKDATE",
    "LOCAL_CREDMON_TOKEN_LIFTIME, LOCAL_CREDMON_TOKEN_LIFETIME",
    "LOCAL_CREDMON_scitokens_SUBJECT_TEMPLATE, CREDMINT_scitokens_SUBJECT_TEMPLATE",
    "CREDMINT_KEY_ID, LOCAL_CREDMON_KEY_ID",
    "CREDMON_OAUTH.CREDMINT_PULLINTERVAL, CREDMINT_PULL_INTERVAL"
  })
  void anUnknownKnobIsToldWithTheNearestThatIsKnown(String unknown, String nearest) {
    Problem problem = only(BASE.set(unknown, "1"), Severity.WARNING);
    assertThat(problem.subject()).isEqualTo(unknown);
    assertThat(problem.fix()).isEqualTo("did you mean " + nearest + "?");
  }

  @Test
  void anUnknownKnobThatIsNearToNoneIsToldToo() {
    assertThat(only(BASE.set("CREDMINT_FOO", "1"), Severity.WARNING).fix()).isEqualTo("remove it");
  }

  @Test
  void whatTheLaunchersReadFromTheEnvironmentIsNoKnob() {
    assertThat(only(BASE.set("CREDMINT_JAVA_HOME", "/jdk"), Severity.WARNING).fix())
        .contains("CREDMON_OAUTH_ENVIRONMENT");
  }

  @Test
  void aProblemTellsTheFileAndLineOfTheKnob() {
    Knobs knobs =
        Knobs.of(
            BASE.set("LOCAL_CREDMON_TOKEN_USE_JSON", "yes").set("CREDMINT_X", "1").values(),
            Map.of(
                "LOCAL_CREDMON_TOKEN_USE_JSON", "/etc/condor/condor_config, line 7",
                "CREDMINT_X", "<Environment>"));
    List<Problem> problems = Settings.read(knobs, "CREDMON_OAUTH", "h").problems();
    assertThat(problems)
        .extracting(Problem::place)
        .contains(Optional.of("/etc/condor/condor_config, line 7"), Optional.empty());
    assertThat(problems)
        .extracting(Problem::toString)
        .anyMatch(text -> text.endsWith("write true or false (/etc/condor/condor_config, line 7)"));
  }

  @Test
  void aKnobIsNamedAsItWasWritten() {
    Knobs knobs =
        Knobs.of(
            BASE.set("local_credmon_Token_Lifetime", "x").values(),
            Map.of("local_credmon_Token_Lifetime", "/etc/condor/condor_config, line 7"));
    assertThat(Settings.read(knobs, "CREDMON_OAUTH", "h").problems())
        .extracting(Problem::subject)
        .contains("local_credmon_Token_Lifetime");
  }

  @Test
  void knobsOfOthersAreNoneOfOurBusiness() {
    assertThat(BASE.set("CREDMINTX", "1").set("CREDMON_OAUTH_LOG", "/l").read().problems())
        .isEmpty();
  }

  // Secrets and strange bytes

  @Test
  void aKeyPastedIntoAKnobIsNotShown() {
    String pem = "-----BEGIN EC PRIVATE KEY-----\nMHcCAQEEIESSMxT7PLTR9A\n-----END EC PRIVATE KEY";
    assertThat(BASE.set("LOCAL_CREDMON_PRIVATE_KEY", pem).messages())
        .isNotEmpty()
        .allSatisfy(message -> assertThat(message).doesNotContain("MHcCAQEE", "\n"));
  }

  @Test
  void aTransformForAProviderThatIssuesNothingForJobsIsTold() {
    TestKnobs unknown = BASE.set("PER_JOB_TOKEN_PROVIDER", "nobody");
    assertThat(unknown.read().problems())
        .singleElement()
        .asString()
        .contains("PER_JOB_TOKEN_PROVIDER", "nobody", "not a configured provider", "will be held");
    TestKnobs forUsers = BASE.set("PER_JOB_TOKEN_PROVIDER", "scitokens");
    assertThat(forUsers.read().problems())
        .singleElement()
        .asString()
        .contains("per-user credentials only", "GRANULARITY");
    assertThat(forUsers.set("CREDMINT_scitokens_GRANULARITY", "job").read().problems()).isEmpty();
    assertThat(BASE.set("PER_JOB_TOKEN_PROVIDER", " ").read().problems()).isEmpty();
  }

  @Test
  void anyTextInAnyKnobIsReadWithoutHarm() {
    Random random = new Random(99);
    String alphabet = "{}[]:/.%*-+() \t\n\u0000\"'abcusername0129,é\ud83d\ude00";
    for (int i = 0; i < 1_000; i++) {
      TestKnobs knobs = BASE;
      for (Knob knob : Knob.all()) {
        if (random.nextInt(4) == 0) {
          StringBuilder text = new StringBuilder();
          for (int n = random.nextInt(12); n > 0; n--) {
            text.append(alphabet.charAt(random.nextInt(alphabet.length())));
          }
          knobs = knobs.set(knob.generalName(), text.toString());
        }
      }
      SettingsReading reading = knobs.read();
      boolean fatal = reading.problems().stream().anyMatch(p -> p.severity() == Severity.FATAL);
      assertThat(reading.settings().isEmpty()).isEqualTo(fatal);
      for (Problem problem : reading.problems()) {
        assertThat(problem.toString().chars()).noneMatch(Character::isISOControl);
        assertThat(problem.fix()).isNotBlank();
      }
    }
  }
}
