// SPDX-License-Identifier: Apache-2.0
package org.credmint.standing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.when;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.credmint.config.knob.Problem;
import org.credmint.config.provider.KeySettings;
import org.credmint.credential.AttributeValue;
import org.credmint.credential.CredentialId;
import org.credmint.credential.SigningAlgorithm;
import org.credmint.htcondor.knob.Knobs;
import org.credmint.htcondor.tool.ClassAdExpressions;
import org.credmint.htcondor.tool.KnobReading;
import org.credmint.htcondor.tool.KnobSource;
import org.credmint.issue.lane.Lanes;
import org.credmint.key.KeyLoadResult;
import org.credmint.key.SignatureProvider;
import org.credmint.key.TestKeys;
import org.credmint.os.Host;
import org.credmint.provider.ActiveConfiguration;
import org.credmint.provider.ConfigurationDiff;
import org.credmint.provider.ConfigurationLoad;
import org.credmint.provider.ConfigurationLoader;
import org.credmint.provider.Provider.Answer;
import org.credmint.request.Destination;
import org.credmint.request.Request;
import org.credmint.request.Subject;

/** Configurations with a provider, a standing SciToken and a standing IDTOKEN, read one by one. */
final class StandingConfigurations {
  /** Set to have the provider's key refused. */
  boolean keyIsBroken;

  private final Host host = Host.create();
  private final StandingLoader standing =
      new StandingLoader(
          host,
          Optional.of(new SecureRandom()),
          SignatureProvider.ofTheJdk(),
          InstantSource.fixed(Instant.EPOCH),
          new Lanes());
  private final Map<String, String> knobs = new TreeMap<>();

  StandingConfigurations(Path temporary) {
    knobs.put("FULL_HOSTNAME", "ap.example.org");
    knobs.put("SEC_CREDENTIAL_DIRECTORY_OAUTH", temporary.resolve("credentials").toString());
    knobs.put("LOCAL_CREDMON_PROVIDER_NAMES", "chem");
    knobs.put("LOCAL_CREDMON_chem_TOKEN_VERSION", "scitoken:1.0");
    knobs.put("LOCAL_CREDMON_chem_ISSUER", "https://issuer.example.org");
    knobs.put("CREDMINT_chem_POLICY", "everybody: scopes compute.create compute.read");
    knobs.put("SEC_PASSWORD_DIRECTORY", directory(temporary).toString());
    knobs.put("TRUST_DOMAIN", "pool.example.org");
    knobs.put("CREDMINT_STANDING", "ce pilot");
    declare("ce", "TYPE", "scitoken");
    declare("ce", "PURPOSE", "request");
    declare("ce", "PROVIDER", "chem");
    declare("ce", "SUBJECT_TEMPLATE", "vofrontend-{name}");
    declare("ce", "SCOPE", "compute.create compute.read");
    declare("ce", "EXPORT", temporary + "/exports/{name}.ce");
    declare("pilot", "TYPE", "idtoken");
    declare("pilot", "PURPOSE", "callback");
    declare("pilot", "SUBJECT_TEMPLATE", "pilot@example.org");
    declare("pilot", "KEY", "site");
    declare("pilot", "EXPORT", temporary + "/exports/{name}.pilot");
    for (String name : new String[] {"ce", "pilot"}) {
      declare(name, "TARGETS", "fnal");
    }
  }

  private static Path directory(Path temporary) {
    try {
      return Files.createDirectory(temporary.resolve("passwords.d"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  StandingConfigurations declare(String credential, String stem, String value) {
    return set("CREDMINT_" + credential + "_" + stem, value);
  }

  StandingConfigurations set(String knob, String value) {
    knobs.put(knob, value);
    return this;
  }

  StandingConfigurations without(String knob) {
    knobs.remove(knob);
    return this;
  }

  /** Reads what is set, at a start. */
  ActiveConfiguration start() {
    ConfigurationLoad.Read read = (ConfigurationLoad.Read) load();
    assertThat(read.problems()).filteredOn(Problem::isError).isEmpty();
    return read.active();
  }

  /** Reads what is set, in a daemon that is running. */
  ActiveConfiguration reload(ActiveConfiguration before) {
    ConfigurationLoad load = load();
    return load instanceof ConfigurationLoad.Read read
        ? ConfigurationDiff.between(before, read.active(), read.bounds()).active()
        : ConfigurationDiff.narrowing(before, ((ConfigurationLoad.Unusable) load).bounds())
            .active();
  }

  private ConfigurationLoad load() {
    KnobSource source = mock(KnobSource.class);
    when(source.read()).thenReturn(new KnobReading.Read(Knobs.of(knobs)));
    return new ConfigurationLoader(
            "CREDMON_OAUTH",
            source,
            Map.of(),
            "ap.example.org",
            this::key,
            SignatureProvider.ofTheJdk(),
            host,
            mock(ClassAdExpressions.class),
            Set.of(),
            standing)
        .load();
  }

  private KeyLoadResult key(String provider, KeySettings settings, int daemonUser, boolean served) {
    return keyIsBroken
        ? new KeyLoadResult.Refused(Problem.ofProvider("chem", "/key", "", "is empty", "make one"))
        : new KeyLoadResult.Loaded(TestKeys.one(SigningAlgorithm.ES256, "k1"), false, List.of());
  }

  /** What is to be issued for a target. */
  static Answer decide(ActiveConfiguration active, String name, String target, String... more) {
    CredentialId id = new CredentialId("root", name, target);
    Map<String, AttributeValue> attributes = new TreeMap<>();
    for (int i = 0; i < more.length; i += 2) {
      attributes.put(more[i], new AttributeValue.Text(more[i + 1]));
    }
    return active
        .providers()
        .get(name)
        .decide(
            new Request(
                id,
                new Subject.Target("root", target, attributes),
                new Destination.CredentialDirectory(),
                Request.Retention.REMOVE));
  }
}
