// SPDX-License-Identifier: Apache-2.0
package org.credmint.cli.why;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.AdditionalAnswers.delegatesTo;
import static org.mockito.Mockito.doReturn;
import static org.mockito.Mockito.mock;

import com.nimbusds.jose.util.JSONObjectUtils;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.text.ParseException;
import java.util.List;
import java.util.Optional;
import org.credmint.cli.check.ChangesReport;
import org.credmint.htcondor.tool.KnobReading;
import org.credmint.inspect.ConfigurationChanges.Change;
import org.credmint.inspect.ConfigurationChanges.Kind;
import org.credmint.inspect.ConfigurationChanges.Outcome;
import org.credmint.os.FaultyHost;
import org.credmint.os.libc.FaultyPosix;
import org.credmint.os.libc.LibC;
import org.credmint.os.libc.Posix;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What would follow if the daemon read the configuration on disk. */
final class ConfigurationChangesTest {
  @TempDir private Path temporary;
  private WhySite site;

  @BeforeEach
  void makeSite() throws IOException {
    site = new WhySite(temporary);
  }

  private List<Change> changes() throws IOException {
    return ((Outcome.Compared) site.changes()).changes();
  }

  private static Change change(Kind kind, String credential, String text) {
    return new Change(kind, credential, text);
  }

  @Test
  void nothingChangesWithoutAChange() throws IOException {
    assertThat(site.changes()).isEqualTo(new Outcome.Compared(List.of(), 2));
    assertThat(new ChangesReport(site.changes()).status()).isZero();
  }

  @Test
  void whoeverCannotSeeTheRequestsIsToldSo() {
    Posix posix = mock(Posix.class, delegatesTo(new LibC()));
    doReturn(65_534).when(posix).geteuid();
    Outcome outcome = site.changes(FaultyHost.on(new FaultyPosix(posix)));
    assertThat(((Outcome.NotCompared) outcome).reason())
        .contains("Uid 65534", site.credentials.toString(), "as root");
    assertThat(new ChangesReport(outcome).status()).isEqualTo(2);
  }

  @Test
  void whoeverGetsAnotherScopeIsNamed() throws IOException {
    site.knobs.put("LOCAL_CREDMON_users_AUTHZ_TEMPLATE", "read:/new/{username}");
    assertThat(changes())
        .containsExactly(
            change(
                Kind.CHANGES, "alice/users", "its scope is read:/data/alice, not read:/new/alice"));
  }

  @Test
  void whoeverLosesAGroupIsNamed() throws IOException {
    Path map = Files.writeString(site.file("map"), "* bob chemistry\n");
    site.knobs.put("LOCAL_CREDMON_AUTHZ_GROUP_MAPFILE", map.toString());
    site.knobs.put("LOCAL_CREDMON_users_AUTHZ_GROUP_REQUIREMENT", "chemistry");
    assertThat(changes()).extracting(Change::kind).containsExactly(Kind.LOSES);
    Files.writeString(map, "* alice chemistry\n");
    assertThat(changes()).isEmpty();
  }

  @Test
  void whoeverWasRefusedGains() throws IOException {
    Files.delete(site.alice.resolve("users.use"));
    assertThat(changes()).containsExactly(change(Kind.GAINS, "alice/users", "it would be issued"));
  }

  @Test
  void providersThatComeAndGoAreNamed() throws IOException {
    site.knobs.put("LOCAL_CREDMON_PROVIDER_NAMES", "users jobs bio");
    assertThat(changes()).contains(change(Kind.GAINS, "provider bio", "it would be served"));
  }

  @Test
  void usersLoseWhatOnlyJobsAreToHave() throws IOException {
    site.knobs.put("CREDMINT_users_GRANULARITY", "job");
    assertThat(changes()).contains(change(Kind.LOSES, "alice/users", "only jobs are to have it"));
  }

  @Test
  void theTargetsOfStandingCredentialsAreCompared() throws IOException {
    site.knobs.put("CREDMINT_pilot_SUBJECT_TEMPLATE", "other-{name}@example.org");
    assertThat(changes()).extracting(Change::credential).contains("standing/pilot_north");
  }

  @Test
  void aConfigurationThatCannotBeUsedIsToldAsSuch() throws IOException, ParseException {
    site.reading = Optional.of(new KnobReading.Failed("it hangs", "fix it"));
    ChangesReport report = new ChangesReport(site.changes());
    assertThat(report.status()).isEqualTo(2);
    StringWriter text = new StringWriter();
    report.printText(new PrintWriter(text, true));
    assertThat(text.toString()).startsWith("The daemon would keep the configuration it has");
    StringWriter json = new StringWriter();
    report.printJson(new PrintWriter(json, true));
    assertThat(JSONObjectUtils.parse(json.toString()))
        .containsEntry("schema", 1L)
        .containsEntry("exit_status", 2L);
  }

  @Test
  void aChangeIsALineInEightyColumns() throws IOException {
    site.knobs.put("LOCAL_CREDMON_users_AUTHZ_TEMPLATE", "read:/new/{username}");
    StringWriter text = new StringWriter();
    new ChangesReport(site.changes()).printText(new PrintWriter(text, true));
    assertThat(text.toString().lines())
        .startsWith("changes  alice/users: its scope is read:/data/alice, not read:/new/alice")
        .allMatch(line -> line.length() <= 80);
  }
}
