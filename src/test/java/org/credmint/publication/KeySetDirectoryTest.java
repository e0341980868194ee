// SPDX-License-Identifier: Apache-2.0
package org.credmint.publication;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.credmint.os.Host;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KeySetDirectoryTest {
  private static final String ISSUER = "https://issuer.example/ap";

  @TempDir private Path root;

  private KeySetDirectory directory;
  private KeySet keys;

  @BeforeEach
  void open() throws Exception {
    Files.setPosixFilePermissions(root, PosixFilePermissions.fromString("rwxr-xr-x"));
    directory = new KeySetDirectory(Host.create(), root);
    keys =
        KeySet.empty()
            .with(
                new ECKeyGenerator(Curve.P_256).keyID("k").generate().toPublicJWK().toJSONString(),
                "test");
  }

  private Path file(String name) {
    return root.resolve("issuer.example/ap/.well-known").resolve(name);
  }

  private void refuses(String words) {
    assertThatExceptionOfType(KeySetException.class)
        .isThrownBy(() -> directory.write(ISSUER, keys))
        .withMessageContaining(words);
  }

  @Test
  void nothingIsPublishedYet() throws KeySetException {
    assertThat(directory.read(ISSUER).keyIds()).isEmpty();
    assertThat(root).isEmptyDirectory();
  }

  @Test
  void theWebServerFindsBothDocuments() throws Exception {
    assertThat(directory.write(ISSUER, keys)).isEqualTo(file("jwks.json"));
    assertThat(Files.readString(file("jwks.json"))).isEqualTo(keys.toJson() + "\n");
    assertThat(Files.readString(file("openid-configuration")))
        .contains("\"issuer\":\"https://issuer.example/ap\"")
        .contains("\"jwks_uri\":\"https://issuer.example/ap/.well-known/jwks.json\"");
    for (Path one = file("jwks.json"); !one.equals(root); one = one.getParent()) {
      String mode = Files.isDirectory(one) ? "rwxr-xr-x" : "rw-r--r--";
      assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(one))).isEqualTo(mode);
    }
    assertThat(directory.read(ISSUER).keyIds()).containsExactly("k");
  }

  @Test
  void aDirectoryThatOthersMayWriteToIsNotTrusted() throws IOException {
    Files.setPosixFilePermissions(root, PosixFilePermissions.fromString("rwxrwxr-x"));
    refuses("chmod go-w " + root);
    Files.setPosixFilePermissions(root, PosixFilePermissions.fromString("rwxr-xr-x"));
    Files.createDirectories(root.resolve("issuer.example"));
    Files.setPosixFilePermissions(
        root.resolve("issuer.example"), PosixFilePermissions.fromString("rwxr-xrwx"));
    refuses("chmod go-w " + root.resolve("issuer.example"));
  }

  @Test
  void aLinkInPlaceOfADirectoryIsNotFollowed(@TempDir Path elsewhere) throws IOException {
    Files.createSymbolicLink(root.resolve("issuer.example"), elsewhere);
    refuses("cannot write " + file("jwks.json"));
    assertThat(elsewhere).isEmptyDirectory();
  }

  @Test
  void aLinkInPlaceOfTheKeySetIsReplacedAndItsTargetStays(@TempDir Path elsewhere)
      throws Exception {
    directory.write(ISSUER, keys);
    Path target = Files.writeString(elsewhere.resolve("passwd"), "root");
    Files.delete(file("jwks.json"));
    Files.createSymbolicLink(file("jwks.json"), target);
    assertThatExceptionOfType(KeySetException.class)
        .isThrownBy(() -> directory.read(ISSUER))
        .withMessageContaining("cannot read");
    directory.write(ISSUER, keys);
    assertThat(target).hasContent("root");
    assertThat(file("jwks.json")).isRegularFile();
  }

  @Test
  void aMissingDirectoryIsNamed() throws IOException {
    Files.delete(root);
    refuses(root.toString());
    Files.createDirectory(root);
  }

  @Test
  void aKeySetThatIsDamagedIsNotOverwrittenUnseen() throws Exception {
    directory.write(ISSUER, keys);
    Files.writeString(file("jwks.json"), "{\"keys\":[");
    assertThatExceptionOfType(KeySetException.class)
        .isThrownBy(() -> directory.read(ISSUER))
        .withMessageContaining(file("jwks.json").toString())
        .withMessageContaining("restore it");
  }

  @Test
  void ofManyWhoPublishAtOnceNoneLosesTheKeyOfAnother() throws Exception {
    List<Callable<Path>> writers = new ArrayList<>();
    for (int i = 0; i < 8; i++) {
      JWK key = new ECKeyGenerator(Curve.P_256).keyID("k" + i).generate().toPublicJWK();
      writers.add(
          () -> {
            try (KeySetEditor editor = directory.edit()) {
              return editor.write(ISSUER, editor.read(ISSUER).with(key.toJSONString(), "test"));
            }
          });
    }
    ExecutorService pool = Executors.newFixedThreadPool(4);
    try {
      for (Future<Path> written : pool.invokeAll(writers)) {
        assertThat(written.get()).isEqualTo(file("jwks.json"));
      }
    } finally {
      pool.shutdownNow();
    }
    assertThat(directory.read(ISSUER).keyIds()).hasSize(8);
  }

  @Test
  void nobodyButTheOwnerCanHoldTheLock() throws Exception {
    try (KeySetEditor editor = directory.edit()) {
      assertThat(editor.read(ISSUER).keyIds()).isEmpty();
    }
    assertThat(Files.getPosixFilePermissions(root.resolve(".credmint-lock")))
        .isEqualTo(PosixFilePermissions.fromString("rwx------"));
  }
}
