package org.credmint.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.credmint.htcondor.Knobs;
import org.junit.jupiter.api.Test;

final class SettingsTest {
  @Test
  void aStockConfigurationWithAnAudienceIsServedAsItStands() {
    SettingsReading reading =
        Settings.read(
            Knobs.of(
                Map.of(
                    "SEC_CREDENTIAL_DIRECTORY_OAUTH", "/var/lib/condor/oauth_credentials",
                    "LOCAL_CREDMON_TOKEN_AUDIENCE", "https://example.org")),
            "CREDMON_OAUTH",
            "ap.example.org");
    assertThat(reading.problems()).isEmpty();
    assertThat(reading.settings().orElseThrow().providers()).containsOnlyKeys("scitokens");
  }
}
