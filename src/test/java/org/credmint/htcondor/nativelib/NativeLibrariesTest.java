// SPDX-License-Identifier: Apache-2.0
package org.credmint.htcondor.nativelib;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class NativeLibrariesTest {

  private static String absent(LibraryLoad<?> load) {
    return ((LibraryLoad.Absent<?>) load).reason();
  }

  @Test
  void aMissingLibraryIsSaidAndSurvived() {
    assertThat(absent(SciTokensLibrary.load("libNoSuchSciTokens.so.0")))
        .startsWith("libNoSuchSciTokens.so.0 cannot be loaded: ")
        .doesNotContain("\n");
  }

  @Test
  void aLibraryWithoutTheFunctionsIsSaidAndSurvived() {
    assertThat(absent(SciTokensLibrary.load("libc.so.6")))
        .isEqualTo("libc.so.6 has no function scitoken_create");
  }

  @Test
  void functionsAreCalledByName() throws MissingNativeException {
    NativeApi libc = NativeApi.load("libc.so.6");
    assertThat(libc.callInt("atoi", "42")).isEqualTo(42);
    assertThat(NativeApi.takeText(libc.callPointer("strdup", "grüße"))).isEqualTo("grüße");
    assertThat(NativeApi.takeText(null)).isEmpty();
    assertThat(libc.has("no_such_function")).isFalse();
    assertThatThrownBy(() -> libc.callInt("no_such_function"))
        .isInstanceOf(MissingNativeException.class)
        .hasMessage("libc.so.6 has no function no_such_function");
  }
}
