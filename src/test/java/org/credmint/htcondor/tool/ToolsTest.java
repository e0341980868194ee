// SPDX-License-Identifier: Apache-2.0
package org.credmint.htcondor.tool;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ToolsTest {

  @TempDir private Path directory;

  private static Tools tools(Map<String, String> environment) {
    return new Tools(FakeTools.answering(FakeTools.wrote("")), environment, Tools.LAST_RESORT);
  }

  private Path executable(Path where) throws IOException {
    Files.createDirectories(where);
    Path tool = Files.writeString(where.resolve("condor_tool"), "");
    return Files.setPosixFilePermissions(tool, PosixFilePermissions.fromString("rwxr-xr-x"));
  }

  @Test
  void theVariableGoesBeforePath() throws IOException {
    Path inPath = executable(directory);
    Map<String, String> environment = Map.of("PATH", directory + ":/bin", "TOOL", "/opt/tool");
    assertThat(tools(environment).find("condor_tool", "TOOL")).contains("/opt/tool");
    assertThat(tools(environment).find("condor_tool", "OTHER")).contains(inPath.toString());
  }

  @Test
  void whatIsNotExecutableIsPassedOver() throws IOException {
    Path second = executable(directory.resolve("second"));
    Files.writeString(directory.resolve("condor_tool"), "");
    Map<String, String> environment = Map.of("PATH", directory + ":" + directory + "/second");
    assertThat(tools(environment).find("condor_tool", "TOOL")).contains(second.toString());
  }

  @Test
  void theDaemonsOwnDirectoryIsNotSearched() throws IOException {
    executable(directory);
    String relative = Path.of("").toAbsolutePath().relativize(directory).toString();
    for (String path : new String[] {"", ".", relative, ":" + relative + ":"}) {
      assertThat(tools(Map.of("PATH", path)).find("condor_tool", "TOOL")).as(path).isEmpty();
    }
  }

  @Test
  void aToolInUsrBinIsFoundWithoutAnyPath() {
    assertThat(tools(Map.of()).find("env", "TOOL")).contains("/usr/bin/env");
  }

  @Test
  void ofAPythonTracebackTheLastLineIsTold() {
    String traceback =
        "Traceback (most recent call last):\n  File \"x\", line 1\nImportError: no y\n";
    Tools tools = FakeTools.answering(FakeTools.complained(1, traceback)).tools();
    assertThat(tools.run("/opt/tool", java.util.List.of(), 100))
        .isEqualTo(new Tools.Outcome.Failed("/opt/tool exited with status 1: ImportError: no y"));
  }

  @Test
  void whatAToolSaysShowsNoToken() {
    Tools tools = FakeTools.answering(FakeTools.complained(1, "bad Bearer abcdefg")).tools();
    assertThat(tools.run("/opt/tool", java.util.List.of(), 100).toString())
        .doesNotContain("abcdefg");
  }
}
