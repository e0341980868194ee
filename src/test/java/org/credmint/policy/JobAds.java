// SPDX-License-Identifier: Apache-2.0
package org.credmint.policy;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.credmint.config.Settings;
import org.credmint.config.SettingsReading;
import org.credmint.config.provider.ProviderSettings;
import org.credmint.credential.AttributeValue;
import org.credmint.credential.CredentialId;
import org.credmint.credential.JobId;
import org.credmint.htcondor.knob.Knobs;
import org.credmint.policy.decision.Decision;
import org.credmint.policy.decision.DecisionContext;
import org.credmint.policy.decision.DecisionContext.ExpressionValue;
import org.credmint.policy.decision.JobContext;

/** Questions about jobs for tests: a provider from its knobs, and a job from its attributes. */
final class JobAds {
  static final String PROVIDER = "chem";
  static final JobId JOB = new JobId(12, 3);

  private JobAds() {}

  /** The provider that these knobs of it give, for jobs unless they say otherwise. */
  static ProviderSettings provider(Map<String, String> knobs) {
    Map<String, String> all = new TreeMap<>();
    all.put("FULL_HOSTNAME", "ap.example.org");
    all.put("SEC_CREDENTIAL_DIRECTORY_OAUTH", "/d");
    all.put("LOCAL_CREDMON_PROVIDER_NAME", PROVIDER);
    all.put("LOCAL_CREDMON_TOKEN_AUDIENCE", "https://a https://b");
    all.put("LOCAL_CREDMON_AUTHZ_GROUP_MAPFILE", "/m");
    all.put("CREDMINT_GRANULARITY", "job");
    all.putAll(knobs);
    SettingsReading reading = Settings.read(Knobs.of(all), "CREDMON_OAUTH", "h");
    return reading
        .settings()
        .orElseThrow(() -> new AssertionError(reading.problems()))
        .providers()
        .get(PROVIDER);
  }

  /** A provider for jobs with a template, and a policy unless that is blank. */
  static ProviderSettings provider(String template, String policy) {
    Map<String, String> knobs = new TreeMap<>(Map.of("LOCAL_CREDMON_AUTHZ_TEMPLATE", template));
    if (!policy.isBlank()) {
      knobs.put("CREDMINT_POLICY", policy);
    }
    return provider(knobs);
  }

  /** The facts of a job in these groups; strings are texts, longs whole numbers. */
  static DecisionContext facts(Map<String, ?> ad, String... groups) {
    return new DecisionContext(List.of(groups), new ExpressionValue.Absent())
        .of(new JobContext(JOB, name -> find(ad, name)));
  }

  private static Optional<AttributeValue> find(Map<String, ?> ad, String name) {
    return ad.entrySet().stream()
        .filter(one -> one.getKey().equalsIgnoreCase(name))
        .map(one -> valueOf(one.getValue()))
        .findFirst();
  }

  private static AttributeValue valueOf(Object value) {
    if (value instanceof AttributeValue ready) {
      return ready;
    }
    return value instanceof Number number
        ? new AttributeValue.Whole(number.longValue())
        : new AttributeValue.Text(value.toString());
  }

  static Decision decide(ProviderSettings provider, DecisionContext context) {
    return Policy.decide(new CredentialId("alice", PROVIDER, JOB.toString()), provider, context);
  }
}
