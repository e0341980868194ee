// SPDX-License-Identifier: Apache-2.0
package org.credmint.credential;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class ScopeTest {

  @ParameterizedTest
  @ValueSource(
      strings = {
        "read:/user/alice",
        "write:/user/alice",
        "storage.read:/",
        "storage.modify:/a/b/c",
        "storage.create:/a.b/.hidden/..x/x..",
        "read:/user/alice/",
        "compute.read",
        "condor:/READ",
        "condor:/ADVERTISE_STARTD",
        "wlcg.groups:/cms/uscms",
        "wlcg",
        "openid",
        "offline_access",
        "queue",
        "execute",
        "read:/a%20b",
        "read:/caf%C3%A9",
        "read:/a:b@c,d;e=f~g'(h)*!$&+"
      })
  void aSafeScopeIsKeptAsItIsWritten(String text) throws InvalidScopeException {
    assertThat(Scope.parse(text)).hasToString(text);
    assertThat(Scope.parse(text).length()).isEqualTo(text.length());
  }

  @Test
  void aTextFitsIntoASegmentWhereItStaysAsItIs() {
    assertThat(List.of("a", "a.b", ".", "~!$&'()*+,;=:@-_")).allMatch(Scope::fitsIntoSegment);
    assertThat(List.of("", "a/b", "%41", "%", " ", "é", "a\\b", "a?", "#", "\n"))
        .noneMatch(Scope::fitsIntoSegment);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      value = {
        "\"\" | authorization",
        ":/user | authorization",
        "-read:/user | authorization",
        "re ad:/user | authorization",
        "{x}:/user | authorization",
        "read | no path",
        "write | no path",
        "storage.read | no path",
        "storage.stage | no path",
        "read: | a colon but no path",
        "compute.read: | a colon but no path",
        "read:user | does not start with '/'",
        "read:user/alice | does not start with '/'",
        "read:../x | does not start with '/'",
        "read:// | empty path segment",
        "read://a | empty path segment",
        "read:/a//b | empty path segment",
        "read:/a// | empty path segment",
        "https://example.org | empty path segment",
        "read:/. | path segment '.'",
        "read:/.. | path segment '..'",
        "read:/a/../b | path segment '..'",
        "read:/a/./b | path segment '.'",
        "read:/a/.. | path segment '..'",
        "read:/a/../ | path segment '..'",
        "read:/a b | percent-encode",
        "read:/a%2eb | upper-case hex digits",
        "read:/a%2 | percent-encode",
        "read:/a% | percent-encode",
        "read:/a%zz | percent-encode",
        "read:/a\\b | percent-encode",
        "read:/a?b | percent-encode",
        "read:/a#b | percent-encode",
        "read:/a{b} | percent-encode",
        "read:/café | percent-encode",
        "read:/%2E | may decode",
        "read:/%2E%2E/x | may decode",
        "read:/a%2Fb | may decode",
        "read:/a%5Cb | may decode",
        "read:/a%00 | may decode",
        "read:/a%0A | may decode",
        "read:/a%7F | may decode",
        "read:/%41 | may decode",
        "read:/%7A | may decode",
        "read:/%30 | may decode",
        "read:/%7E | may decode",
        "read:/%252E | may decode",
        "read:/%C0%AE | may decode",
        "read:/%E0%80%AF | may decode",
        "read:/%FF | may decode"
      })
  void aScopeThatAVerifierCouldReadAsWiderIsRefusedWithTheReason(String text, String reason) {
    assertThatThrownBy(() -> Scope.parse(text))
        .isInstanceOf(InvalidScopeException.class)
        .hasMessageContaining(reason)
        .hasMessageContaining("'" + text + "'");
  }

  @Test
  void aScopeThatExistsIsSafeHoweverItWasMade() {
    assertThatThrownBy(() -> new Scope("read", "")).hasMessageContaining("no path");
    assertThatThrownBy(() -> new Scope("read", "/..")).isInstanceOf(IllegalArgumentException.class);
    assertThat(new Scope("read", "/a")).hasToString("read:/a");
  }

  @Test
  void scopesBetweenBlanksComeInTheirOrderAndRepeated() throws InvalidScopeException {
    assertThat(Scope.parseAll(" read:/a\t write:/b\n read:/a "))
        .extracting(Scope::toString)
        .containsExactly("read:/a", "write:/b", "read:/a");
    assertThat(Scope.parseAll(" \t ")).isEmpty();
    assertThat(Scope.parseAll("")).isEmpty();
  }

  @Test
  void oneBadScopeAmongGoodOnesSpoilsThemAll() {
    assertThatThrownBy(() -> Scope.parseAll("read:/a read:/../b"))
        .isInstanceOf(InvalidScopeException.class);
  }

  @Test
  void aMessageHoldsNoControlCharacterAndIsNoLongerThanALine() {
    assertThatThrownBy(() -> Scope.parse("read:/a\n\u001b[2Jevil" + "x".repeat(5000)))
        .isInstanceOf(InvalidScopeException.class)
        .satisfies(
            e -> {
              assertThat(e.getMessage()).hasSizeLessThan(300);
              assertThat(e.getMessage().chars()).noneMatch(Character::isISOControl);
            });
  }

  @Test
  void whateverIsTakenDecodesToASinglePathWithoutWaysUp() {
    List<String> pieces =
        List.of(
            "/", "//", ".", "..", "a", "B9", "%2E", "%2e", "%2F", "%20", "%C3%A9", "%C0%AE", "%",
            "%25", " ", "\\", "é", ":", "?", "#", "~", "-", "\u0000", "\n");
    Random random = new Random(42);
    int taken = 0;
    for (int i = 0; i < 40_000; i++) {
      StringBuilder path = new StringBuilder("/");
      for (int n = random.nextInt(6); n > 0; n--) {
        path.append(pieces.get(random.nextInt(pieces.size())));
      }
      try {
        Scope scope = Scope.parse("read:" + path);
        assertThat(scope.path()).isEqualTo(path.toString());
        String once = URLDecoder.decode(scope.path().replace("+", "%2B"), StandardCharsets.UTF_8);
        assertThat(once).doesNotContain("//", "\\", "%");
        assertThat(List.of(once.split("/", -1))).doesNotContain(".", "..");
        assertThat(once.chars()).noneMatch(Character::isISOControl);
        // Decoding makes no new slash: the segments are the same before and after.
        assertThat(once.split("/", -1)).hasSameSizeAs(scope.path().split("/", -1));
        taken++;
      } catch (InvalidScopeException e) {
        assertThat(e).hasMessageContaining("scope '");
      }
    }
    assertThat(taken).isGreaterThan(300);
  }

  @Test
  void anyTextIsEitherAScopeThatReadsBackOrRefused() {
    Random random = new Random(7);
    for (int i = 0; i < 20_000; i++) {
      String text =
          random
              .ints(random.nextInt(12), 0, 300)
              .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
              .toString();
      try {
        assertThat(Scope.parse(text)).hasToString(text);
      } catch (InvalidScopeException e) {
        assertThat(e.getMessage()).isNotBlank();
      }
    }
  }
}
