// SPDX-License-Identifier: Apache-2.0
package org.credmint.standing;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.credmint.config.Settings;
import org.credmint.config.knob.Problem;
import org.credmint.htcondor.knob.Knobs;
import org.credmint.issue.lane.Lanes;
import org.credmint.key.SignatureProvider;
import org.credmint.os.ChildJvm;
import org.credmint.os.Host;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is not configured is not loaded, and so costs neither time nor memory. */
final class LoadedClassesTest {
  private static final String END = "loaded";

  @TempDir private Path temporary;

  /** Loads a standing IDTOKEN, and with a second argument a proxy too. */
  public static void main(String[] arguments) {
    Map<String, String> knobs = new HashMap<>();
    knobs.put("SEC_CREDENTIAL_DIRECTORY_OAUTH", arguments[0]);
    knobs.put("SEC_PASSWORD_DIRECTORY", arguments[0]);
    knobs.put("TRUST_DOMAIN", "pool.example.org");
    knobs.put("CREDMINT_STANDING", arguments.length > 1 ? "pilot robot" : "pilot");
    knobs.put("CREDMINT_pilot_TYPE", "idtoken");
    knobs.put("CREDMINT_pilot_PURPOSE", "callback");
    knobs.put("CREDMINT_pilot_KEY", "site");
    knobs.put("CREDMINT_pilot_SUBJECT_TEMPLATE", "pilot@example.org");
    knobs.put("CREDMINT_pilot_EXPORT", "/nowhere/pilot");
    knobs.put("CREDMINT_robot_TYPE", "x509_cert");
    knobs.put("CREDMINT_robot_PURPOSE", "request");
    knobs.put("CREDMINT_robot_CERTIFICATE_FILE", "/nowhere/robot.pem");
    knobs.put("CREDMINT_robot_EXPORT", "/nowhere/robot");
    Settings settings =
        Settings.read(Knobs.of(knobs), "CREDMON_OAUTH", "ap.example.org").settings().orElseThrow();
    Host host = Host.create();
    List<Problem> problems = new ArrayList<>();
    new StandingLoader(
            host,
            Optional.of(new SecureRandom()),
            SignatureProvider.ofTheJdk(),
            InstantSource.system(),
            new Lanes())
        .load(settings, Map.of(), host.identity().uid(), problems)
        .keySet()
        .forEach(name -> System.out.println("has " + name));
    System.out.println(END);
  }

  private List<String> loaded(String... more) throws IOException {
    List<String> arguments = new ArrayList<>(List.of(temporary.toString()));
    arguments.addAll(List.of(more));
    try (ChildJvm child =
        ChildJvm.start(
            ":",
            LoadedClassesTest.class,
            List.of("-Xlog:class+load:stdout"),
            arguments.toArray(String[]::new))) {
      child.awaitLine(END);
      return child.seen();
    }
  }

  private static boolean isOfProxies(String line) {
    return line.matches(
        ".*org[.]credmint[.](x509|(issue|config)[.]proxy|(config[.])?standing[.]Proxy).*");
  }

  @Test
  void aDaemonWithoutProxiesLoadsNoneOfTheirClasses() throws IOException {
    assertThat(loaded())
        .contains("has pilot")
        .anyMatch(line -> line.contains("org.credmint.standing.IdTokenMaker"))
        .noneMatch(LoadedClassesTest::isOfProxies);
    assertThat(loaded("robot")).anyMatch(LoadedClassesTest::isOfProxies);
  }
}
