// SPDX-License-Identifier: Apache-2.0
package org.credmint.daemon;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.credmint.directory.StockMonitor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class StockMonitorTest {
  @TempDir Path directory;

  @ParameterizedTest
  @CsvSource({
    "/usr/bin/python3.13, /usr/bin/python3 /usr/sbin/condor_credmon_oauth",
    "/usr/bin/python3.13, /usr/bin/python3 -s /usr/sbin/condor_credmon_oauth --debug",
    "/usr/bin/python3.11, python3 -W ignore -X utf8 -OO condor_credmon_vault",
    "/usr/bin/python3.11, python3 -Wignore --check-hash-based-pycs never condor_credmon_oauth",
    "/usr/bin/pypy3, pypy3 /opt/site/condor_credmon_oauth.py",
    "/usr/sbin/condor_credmon_oauth, credmon",
    "'', /usr/bin/python3 /usr/sbin/condor_credmon_oauth"
  })
  void pythonThatRunsItsScriptIsHtcondorsMonitor(String executable, String arguments) {
    assertThat(find(executable, arguments))
        .hasValueSatisfying(monitor -> assertThat(monitor.mayKeep(directory)).isTrue());
  }

  @ParameterizedTest
  @CsvSource({
    "/usr/bin/less, less condor_credmon_oauth.conf",
    "/usr/bin/vim.basic, vim /etc/condor/config.d/40-condor_credmon.conf",
    "/usr/bin/dash, /bin/sh /opt/credmint/sbin/condor_credmon_mint",
    "/usr/bin/dash, /bin/sh /usr/sbin/condor_credmon_oauth",
    "/usr/bin/bash, condor_credmon_oauth",
    "/usr/lib/jvm/java-17/bin/java, java -Dx=/usr/sbin/condor_credmon_oauth org.credmint.Main",
    "/usr/bin/python3.13, /usr/bin/python3 /usr/sbin/condor_credmon_krb",
    "/usr/sbin/condor_credmon_krb, condor_credmon_krb",
    "/usr/bin/python3.13, python3 -m pdb /usr/sbin/condor_credmon_oauth",
    "/usr/bin/python3.13, python3 -Ic pass /usr/sbin/condor_credmon_oauth",
    "/usr/bin/python3.13, python3 - /usr/sbin/condor_credmon_oauth",
    "/usr/bin/python3.13, python3 /usr/bin/pylint /usr/sbin/condor_credmon_oauth",
    "/usr/bin/python3.13, python3 -W condor_credmon_oauth",
    "/usr/bin/python3.13, python3",
    "/usr/bin/tail, tail -f /var/log/condor/CredMonOAuthLog",
    "/usr/sbin/condor_credd, condor_credd"
  })
  void aProcessThatOnlyNamesItIsNot(String executable, String arguments) {
    assertThat(find(executable, arguments)).isEmpty();
  }

  @Test
  void aProcessThatTellsNothingIsNone() {
    assertThat(StockMonitor.of(Optional.empty(), List.of())).isEmpty();
    assertThat(StockMonitor.of(Optional.of(Path.of("/usr/bin/python3")), List.of())).isEmpty();
    assertThat(StockMonitor.of(Optional.empty(), List.of(""))).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "-c DIR, true",
    "-cDIR, true",
    "--cred-dir DIR, true",
    "--cred-dir=DIR/../DIRNAME, true",
    "--cred DIR, true",
    "--debug -l /var/log/x, true",
    "-c relative, true",
    "-c, true",
    "-c /var/lib/condor/other, false",
    "--cred-dir=/, false",
    "-c / --cred-dir DIR, true"
  })
  void itKeepsTheDirectoryThatItsCommandLineNames(String options, boolean ours) throws IOException {
    String real = directory.toRealPath().toString();
    String line =
        "python3 /usr/sbin/condor_credmon_oauth "
            + options
                .replace("DIRNAME", String.valueOf(directory.getFileName()))
                .replace("DIR", real);
    Path link = Files.createSymbolicLink(directory.resolve("link"), directory);
    StockMonitor monitor = find("/usr/bin/python3.13", line).orElseThrow();
    assertThat(monitor.mayKeep(directory)).isEqualTo(ours);
    assertThat(monitor.mayKeep(link)).isEqualTo(ours);
  }

  @Test
  void anyArgumentsGiveAnAnswer() {
    Random random = new Random(5);
    List<String> words =
        List.of(
            "", "-", "--", "-c", "-W", "-Xm", "condor_credmon_oauth", "/", "python3", "a\n", "=");
    for (int i = 0; i < 50_000; i++) {
      List<String> arguments =
          random.ints(random.nextInt(6), 0, words.size()).mapToObj(words::get).toList();
      Optional<Path> executable =
          random.nextBoolean() ? Optional.of(Path.of("/usr/bin/python3")) : Optional.empty();
      StockMonitor.of(executable, arguments)
          .ifPresent(
              monitor -> assertThat(arguments).anyMatch(one -> one.contains("condor_credmon_")));
    }
  }

  private static Optional<StockMonitor> find(String executable, String arguments) {
    return StockMonitor.of(
        executable.isEmpty() ? Optional.empty() : Optional.of(Path.of(executable)),
        List.of(arguments.split(" ", -1)));
  }
}
