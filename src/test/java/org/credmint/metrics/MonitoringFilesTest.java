// SPDX-License-Identifier: Apache-2.0
package org.credmint.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.util.JSONObjectUtils;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.text.ParseException;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.credmint.status.TestReports;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The alert rules, the dashboard and the page name metrics that the daemon has. */
final class MonitoringFilesTest {
  private static final Path FILES = Path.of("docs/monitoring");
  private static final Pattern NAME = Pattern.compile("credmint_[a-z_]+");

  private static Set<String> named(String file) throws IOException {
    Set<String> names = new TreeSet<>();
    Matcher name = NAME.matcher(Files.readString(FILES.resolve(file)));
    while (name.find()) {
      names.add(name.group());
    }
    return names;
  }

  private static Set<String> metrics() {
    Set<String> names = new TreeSet<>();
    Matcher type =
        Pattern.compile("# TYPE (\\S+) ").matcher(new MetricsText(TestReports.site()).toString());
    while (type.find()) {
      names.add(type.group(1));
    }
    names.add("credmint_key_time_seconds"); // of a key file that is not there in tests
    return names;
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"credmint-alerts.yml", "credmint-alerts-test.yml", "credmint-dashboard.json"})
  void everyMetricThatIsNamedExists(String file) throws IOException {
    assertThat(metrics()).containsAll(named(file)).hasSizeGreaterThan(8);
  }

  @Test
  void thePageNamesEveryMetric() throws IOException {
    assertThat(named("README.md")).containsAll(metrics());
  }

  @Test
  void theDashboardIsOneThatGrafanaTakes() throws IOException, ParseException {
    String json = Files.readString(FILES.resolve("credmint-dashboard.json"));
    assertThat(JSONObjectUtils.parse(json)).containsKeys("panels", "templating", "title", "uid");
  }
}
