// SPDX-License-Identifier: Apache-2.0
package org.credmint.htcondor.nativelib;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.credmint.htcondor.knob.Knobs;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Without HTCondor; what the real library does is seen in live pools. */
class CondorUtilsLibraryTest {

  @TempDir private Path directory;

  /** Any library that nobody misses anything in. */
  private Path libm(String name) throws IOException {
    Path real =
        Files.readAllLines(Path.of("/proc/self/maps")).stream()
            .filter(line -> line.contains("/libm.so.6") || line.contains("/libm-2."))
            .map(line -> Path.of(line.substring(line.indexOf('/'))))
            .findFirst()
            .orElse(Path.of("/none"));
    assumeTrue(Files.exists(real), "this machine's mathematics library has another name");
    return Files.copy(real, directory.resolve(name));
  }

  @Test
  void whereNoDirectoryHasItThatIsSaid() {
    LibraryLoad<CondorUtilsLibrary> load =
        CondorUtilsLibrary.load(List.of(directory, directory.resolve("missing")));
    assertThat(((LibraryLoad.Absent<CondorUtilsLibrary>) load).reason())
        .contains("libcondor_utils_*.so", directory.toString());
  }

  @Test
  void aFileThatIsNoLibraryIsSaidAndSurvived() throws IOException {
    Path file = Files.writeString(directory.resolve("libcondor_utils_25_14_1.so"), "no library");
    LibraryLoad<CondorUtilsLibrary> load =
        CondorUtilsLibrary.load(Knobs.of(Map.of("LIB", directory.toString())));
    assertThat(((LibraryLoad.Absent<CondorUtilsLibrary>) load).reason())
        .startsWith(file + " cannot be loaded: ");
  }

  @Test
  void aLibraryWithoutTheFunctionsIsSaidAndSurvived() throws IOException {
    Path release = directory.resolve("lib");
    Files.createDirectories(release);
    Files.move(libm("old"), release.resolve("libcondor_utils_9_0_1.so"));
    Files.copy(
        release.resolve("libcondor_utils_9_0_1.so"), release.resolve("libcondor_utils_10_0_0.so"));
    LibraryLoad<CondorUtilsLibrary> load =
        CondorUtilsLibrary.load(Knobs.of(Map.of("RELEASE_DIR", directory.toString())));
    CondorUtilsLibrary library = ((LibraryLoad.Loaded<CondorUtilsLibrary>) load).library();
    assertThat(library.file()).isEqualTo(release.resolve("libcondor_utils_10_0_0.so"));
    assertThat(library.version()).isEmpty();
    assertThat(library.platform()).isEmpty();
    assertThat(library.configure()).get().asString().contains("has no function _Z9config_exi");
    assertThat(library.param("LOG")).isEmpty();
  }
}
