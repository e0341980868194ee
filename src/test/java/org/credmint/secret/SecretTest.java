// SPDX-License-Identifier: Apache-2.0
package org.credmint.secret;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class SecretTest {

  private static final String TEXT = "ey-very-secret";

  private final byte[] bytes = TEXT.getBytes(StandardCharsets.UTF_8);
  private final Secret secret = Secret.of(bytes);

  private record Holder(String name, Secret secret) {}

  @Test
  void noRenderingShowsTheContent() {
    StringWriter trace = new StringWriter();
    new IllegalStateException("bad " + secret).printStackTrace(new PrintWriter(trace));

    assertThat(
            List.of(
                secret.toString(),
                new Holder("name", secret).toString(),
                Optional.of(secret).toString(),
                List.of(secret).toString(),
                String.format("%s", secret),
                trace.toString()))
        .allMatch(text -> text.contains("[secret]") && !text.contains("secret]secret"))
        .noneMatch(text -> text.contains("very"));
  }

  @Test
  void theContentIsLentToOneUse() {
    String seen = secret.expose(lent -> new String(lent, StandardCharsets.UTF_8));

    assertThat(seen).isEqualTo(TEXT);
    assertThat(secret.length()).isEqualTo(TEXT.length());
  }

  @Test
  void closingWipesTheArrayThatWasHandedOver() {
    secret.close();
    secret.close();

    assertThat(bytes).containsOnly(0);
    assertThat(secret.length()).isEqualTo(TEXT.length());
    assertThat(secret).hasToString("[secret]");
    assertThatIllegalStateException()
        .isThrownBy(() -> secret.expose(lent -> lent.length))
        .withMessage("the secret was wiped, read it again");
  }

  @Test
  void secretsOfTheSameContentAreNotEqual() {
    assertThat(secret).isNotEqualTo(Secret.of(TEXT.getBytes(StandardCharsets.UTF_8)));
  }

  @Test
  void nothingIsNotASecret() {
    assertThatNullPointerException().isThrownBy(() -> Secret.of(null));
  }
}
