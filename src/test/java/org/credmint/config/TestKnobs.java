// SPDX-License-Identifier: Apache-2.0
package org.credmint.config;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.credmint.config.knob.Problem;
import org.credmint.htcondor.knob.Knobs;

/** A configuration in the making; each step is a new one. */
public record TestKnobs(Map<String, String> values) {

  /** What {@code use feature: OAUTH} sets, what HTCondor's table holds, and an audience. */
  public static TestKnobs smallest() {
    return new TestKnobs(Map.of())
        .set("FULL_HOSTNAME", "ap.example.org")
        .set("SEC_CREDENTIAL_DIRECTORY_OAUTH", "/var/lib/condor/oauth_credentials")
        .set("LOCAL_CREDMON_TOKEN_AUDIENCE", "https://storage.example.org");
  }

  public TestKnobs set(String knob, String value) {
    Map<String, String> more = new LinkedHashMap<>(values);
    more.put(knob, value);
    return new TestKnobs(more);
  }

  public TestKnobs without(String knob) {
    Map<String, String> less = new LinkedHashMap<>(values);
    less.remove(knob);
    return new TestKnobs(less);
  }

  public SettingsReading read() {
    return Settings.read(Knobs.of(values), "CREDMON_OAUTH", "fallback.example.org");
  }

  public Settings settings() {
    SettingsReading reading = read();
    return reading
        .settings()
        .orElseThrow(() -> new AssertionError("no settings: " + reading.problems()));
  }

  public List<String> messages() {
    return read().problems().stream().map(Problem::toString).toList();
  }
}
