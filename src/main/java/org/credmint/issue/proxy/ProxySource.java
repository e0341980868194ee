// SPDX-License-Identifier: Apache-2.0
package org.credmint.issue.proxy;

import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import org.bouncycastle.cert.X509CertificateHolder;
import org.credmint.config.proxy.ProxySettings;
import org.credmint.key.KeyFiles;
import org.credmint.key.PassphraseFile;
import org.credmint.key.PrivateKeyParser;
import org.credmint.key.UnusableKeyException;
import org.credmint.os.file.FileRead;
import org.jspecify.annotations.Nullable;

/**
 * The files of a long-lived certificate. They are looked at for each proxy, so that one that was
 * replaced is used from the next proxy on; what did not change is not checked again until {@link
 * #refresh}. What was refused is checked again every ten seconds, for its authority, or the
 * passphrase of its key, may have come. Safe for use by several threads.
 */
public final class ProxySource {
  /** Many targets may ask at once, and to decrypt a key takes long by intention. */
  private static final Duration REFUSED_FOR = Duration.ofSeconds(10);

  private final ProxySettings.Source settings;
  private final KeyFiles files;
  private final InstantSource clock;
  private final String name;
  private @Nullable Loaded loaded;
  private @Nullable Refusal refusal;
  private long generation;

  private record Loaded(String digest, ProxySigner signer) {}

  /** What was said of the files at a time. */
  private record Refusal(String digest, Answer.Refused answer, Instant at) {
    boolean holds(String present, Instant now) {
      Duration age = Duration.between(at, now);
      return digest.equals(present) && !age.isNegative() && age.compareTo(REFUSED_FOR) < 0;
    }
  }

  /** What can make proxies, or why there is nothing. */
  public sealed interface Answer {
    /** It can. */
    record Usable(ProxySigner signer) implements Answer {}

    /**
     * It must not be used.
     *
     * @param file the file that something is wrong with
     * @param reason what is wrong with it
     * @param fix what to do
     */
    record Refused(Path file, String reason, String fix) implements Answer {
      @Override
      public String toString() {
        return file + " " + reason + "; " + fix;
      }
    }
  }

  /**
   * A certificate that was not looked at yet.
   *
   * @param name of the credential whose knobs name the files
   * @param files reads them, and judges owner and mode of the key
   */
  public ProxySource(
      ProxySettings.Source settings, KeyFiles files, InstantSource clock, String name) {
    this.settings = settings;
    this.files = files;
    this.clock = clock;
    this.name = name;
  }

  /** The files. */
  public ProxySettings.Source settings() {
    return settings;
  }

  Instant now() {
    return clock.instant();
  }

  /** A number that changes when the certificate or its key turns out to be another. */
  public synchronized long generation() {
    return generation;
  }

  /** Has everything checked again at the next look, against the authorities too. */
  public synchronized void refresh() {
    refusal = null;
    if (loaded != null) {
      loaded = new Loaded("", loaded.signer());
    }
  }

  /** The certificate and its key as they are now; their times are not judged. */
  public synchronized Answer open() {
    byte[] key = new byte[0];
    Path looking = settings.privateKey();
    try {
      key = privateKey();
      looking = settings.certificate();
      return answer(isOneFile() ? key : certificate(), key);
    } catch (UnusableKeyException e) {
      return refused(looking, e);
    } finally {
      Arrays.fill(key, (byte) 0);
    }
  }

  private Answer answer(byte[] certificate, byte[] key) {
    String digest = digest(certificate, key);
    Instant now = clock.instant();
    if (loaded != null && loaded.digest().equals(digest)) {
      return new Answer.Usable(loaded.signer());
    }
    if (refusal != null && refusal.holds(digest, now)) {
      return refusal.answer();
    }
    Answer answer = checked(certificate, key, now);
    refusal = answer instanceof Answer.Refused no ? new Refusal(digest, no, now) : null;
    if (answer instanceof Answer.Usable usable) {
      keep(digest, usable.signer());
    }
    return answer;
  }

  private Answer checked(byte[] certificate, byte[] key, Instant now) {
    Path looking = settings.certificate();
    try {
      List<X509CertificateHolder> chain = SigningChain.read(certificate);
      looking = settings.privateKey();
      ProxySigner signer = ProxySigner.of(chain, parser().info(key));
      looking = settings.certificate();
      new TrustedAuthorities(settings.authorities()).check(chain, now);
      return new Answer.Usable(signer);
    } catch (UnusableKeyException e) {
      return refused(looking, e);
    } catch (RuntimeException e) {
      // Bouncy Castle and the JDK tell of structures that do not fit in many ways, some late.
      return new Answer.Refused(looking, "cannot be used: " + e.getMessage(), "replace it");
    }
  }

  private static Answer.Refused refused(Path file, UnusableKeyException e) {
    String found = e.found().isEmpty() ? "" : "(" + e.found() + ") ";
    return new Answer.Refused(file, found + e.reason(), e.fix());
  }

  private void keep(String digest, ProxySigner signer) {
    if (loaded != null && !loaded.signer().chain().equals(signer.chain())) {
      generation++;
    }
    loaded = new Loaded(digest, signer);
  }

  private PrivateKeyParser parser() {
    return new PrivateKeyParser(new PassphraseFile(files, name, settings.passphrase()));
  }

  private boolean isOneFile() {
    return settings.certificate().equals(settings.privateKey());
  }

  private byte[] privateKey() throws UnusableKeyException {
    return files
        .readPrivate(settings.privateKey())
        .map(FileRead::content)
        .orElseThrow(() -> new UnusableKeyException("does not exist", "copy the key there"));
  }

  private byte[] certificate() throws UnusableKeyException {
    return files
        .readPublic(settings.certificate())
        .orElseThrow(
            () -> new UnusableKeyException("does not exist", "copy the certificate there"));
  }

  private static String digest(byte[] certificate, byte[] key) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      digest.update(certificate);
      digest.update(key);
      return HexFormat.of().formatHex(digest.digest());
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }
}
