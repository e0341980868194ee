// SPDX-License-Identifier: Apache-2.0
package org.credmint.issue.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.credmint.config.proxy.ProxyKeyType;
import org.credmint.config.proxy.ProxySettings;
import org.credmint.credential.CredentialId;
import org.credmint.issue.Issuance;
import org.credmint.issue.Issuance.Failed;
import org.credmint.issue.Issuance.Issued;
import org.credmint.issue.proxy.TestAuthority.Made;
import org.credmint.key.KeyFiles;
import org.credmint.key.SignatureProvider;
import org.credmint.os.Host;

/** An authority's directory, a certificate's files, and an issuer of proxies that uses them. */
final class ProxySite {
  static final Instant NOW = Instant.parse("2026-11-28T00:00:00Z");
  static final Duration LIFETIME = Duration.ofHours(1);
  static final Instant LATER = NOW.plus(Duration.ofDays(30));

  final TestAuthority root;
  final Made alice;
  private Instant now;
  final Path authorities;
  final Path certificate;
  final Path key;
  final Path passphrase;
  ProxyPlan plan =
      new ProxyPlan(
          new CredentialId("standing", "pilot", ""),
          ProxyKeyType.P256,
          false,
          OptionalInt.empty(),
          LIFETIME,
          Duration.ofSeconds(1000),
          List.of());
  ProxySource source;
  ProxyIssuer issuer;

  ProxySite(Path temporary) {
    this(temporary, NOW);
  }

  /** At another time than {@link #NOW}. */
  ProxySite(Path temporary, Instant now) {
    this.now = now;
    root = TestAuthority.root("Root", now.minusSeconds(86_400));
    alice = root.person("Alice", now.plus(Duration.ofDays(30)));
    try {
      authorities = Files.createDirectory(temporary.resolve("certificates"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    certificate = temporary.resolve("alice.pem");
    key = temporary.resolve("alice.key");
    passphrase = temporary.resolve("alice.passphrase");
    root.install(authorities);
    use(alice);
    reopen(certificate, key, Optional.empty());
  }

  /** Another issuer on these files. */
  void reopen(Path certificateFile, Path keyFile, Optional<Path> passphraseFile) {
    Host host = Host.create();
    source =
        new ProxySource(
            new ProxySettings.Source(certificateFile, keyFile, passphraseFile, authorities),
            new KeyFiles(host, host.identity().uid()),
            () -> now,
            "pilot");
    issuer = new ProxyIssuer(source, SignatureProvider.ofTheJdk(), new SecureRandom());
  }

  /** Lets time pass. */
  void pass(Duration time) {
    now = now.plus(time);
  }

  void use(Made one) {
    use(one.certificate(), one.key());
  }

  void use(String certificates, String privateKey) {
    TestAuthority.write(certificate, certificates, "rw-r--r--");
    TestAuthority.write(key, privateKey, "rw-------");
  }

  ProxySite with(ProxyKeyType type, boolean limited, OptionalInt length, Duration lifetime) {
    plan = new ProxyPlan(plan.id(), type, limited, length, lifetime, plan.least(), plan.trace());
    return this;
  }

  Issued issued() {
    Issuance issuance = issuer.issue(plan, now);
    assertThat(issuance).isInstanceOf(Issued.class);
    return (Issued) issuance;
  }

  /** The file of a new proxy. */
  String file() {
    return issued().content().expose(bytes -> new String(bytes, StandardCharsets.US_ASCII));
  }

  String failure() {
    return failure(now);
  }

  String failure(Instant at) {
    Issuance issuance = issuer.issue(plan, at);
    assertThat(issuance).isInstanceOf(Failed.class);
    return ((Failed) issuance).reason();
  }
}
