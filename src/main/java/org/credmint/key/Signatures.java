package org.credmint.key;

import com.amazon.corretto.crypto.provider.AmazonCorrettoCryptoProvider;
import java.security.InvalidKeyException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.Provider;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * Chooses what computes and verifies signatures: the JDK, or the Amazon Corretto Crypto Provider,
 * whose native code is more than ten times as fast.
 *
 * <p>Loading the native one costs as much processor time as some 150 signatures of the JDK, and 4
 * MB that are never given back. So it is left until many tokens are wanted at once, or until the
 * daemon has nothing better to do. Safe for use by several threads.
 */
public final class Signatures {
  private static final String SHA_256 = "SHA-256";
  private static final int SECONDS_PER_WINDOW = 60;
  private static final int COUNT_BITS = 32;
  private static final long COUNT_MASK = (1L << COUNT_BITS) - 1;

  private final long mostByJdk;
  private final AtomicLong windowAndCount = new AtomicLong();
  private final AtomicLong verified = new AtomicLong();
  private final Object loading = new Object();
  private volatile boolean triedNative;
  private volatile Engine engine = new Engine(Optional.empty(), Optional.empty());

  private Signatures(long mostByJdk) {
    this.mostByJdk = mostByJdk;
  }

  /** Something that computes signatures. */
  public static final class Engine {
    private final Optional<Provider> provider;
    private final Optional<String> whyNotNative;

    Engine(Optional<Provider> provider, Optional<String> whyNotNative) {
      this.provider = provider;
      this.whyNotNative = whyNotNative;
    }

    /**
     * A signer for one key.
     *
     * @throws InvalidKeyException where the provider cannot use such a key
     * @throws NoSuchAlgorithmException where it does not know the algorithm
     */
    public Signer signer(SigningKey key) throws InvalidKeyException, NoSuchAlgorithmException {
      return Signer.of(key, provider);
    }

    boolean verifies(SigningKey key, byte[] bytes, byte[] signature) {
      return Signer.verify(key, provider, bytes, signature);
    }

    MessageDigest sha256() {
      try {
        return provider.isPresent()
            ? MessageDigest.getInstance(SHA_256, provider.get())
            : MessageDigest.getInstance(SHA_256);
      } catch (NoSuchAlgorithmException e) {
        throw new IllegalStateException("every provider in use has SHA-256", e);
      }
    }
  }

  /** The JDK's provider, until {@link #preferNative} is called. */
  public static Signatures ofTheJdk() {
    return new Signatures(Long.MAX_VALUE);
  }

  /**
   * The JDK's provider until more than so many tokens are wanted within one minute of the clock,
   * then the native one; the JDK's still, where the native one does not load.
   *
   * @param tokensPerMinute 0 for the native one from the first expected token on
   */
  public static Signatures nativeAbove(int tokensPerMinute) {
    return new Signatures(tokensPerMinute);
  }

  /**
   * Takes note of tokens that will be signed now. Whoever comes when the limit is crossed waits
   * until the native library is loaded: until then the JDK's code, not yet compiled, would sign a
   * few tokens and take the processors from the loading.
   *
   * @param tokens how many, 0 or more
   * @param now the time, to tell many tokens at once from many in the long run
   */
  public void expect(int tokens, Instant now) {
    if (countUp(tokens, now) > mostByJdk) {
      preferNative();
    }
  }

  /** What shall sign the next token. */
  public Engine engine() {
    return engine;
  }

  /**
   * Has the native provider loaded when it returns; takes 0.2 s once.
   *
   * @return why it does not load, so that the JDK's goes on; empty where it does
   */
  public Optional<String> preferNative() {
    if (!triedNative) {
      synchronized (loading) {
        if (!triedNative) {
          engine = loadNative();
          triedNative = true;
        }
      }
    }
    return engine.whyNotNative;
  }

  /**
   * Whether a signature is this key's. Where many are verified the native provider does it too: a
   * start with a key file that was touched verifies every token on disk.
   *
   * @param signature in the form of RFC 7518 sections 3.3 and 3.4
   */
  public boolean verifies(SigningKey key, byte[] bytes, byte[] signature) {
    if (verified.incrementAndGet() > mostByJdk) {
      preferNative();
    }
    return engine.verifies(key, bytes, signature);
  }

  /** A new SHA-256 of what signs at the moment. */
  public MessageDigest sha256() {
    return engine.sha256();
  }

  /** Name and version of what signs at the moment. */
  public String provider() {
    return engine
        .provider
        .map(provider -> provider.getName() + " " + provider.getVersionStr())
        .orElse("the JDK's own provider");
  }

  /** How many tokens were wanted in this minute; the count starts anew with each. */
  private long countUp(int tokens, Instant now) {
    long window = Math.floorDiv(now.getEpochSecond(), SECONDS_PER_WINDOW) << COUNT_BITS;
    long updated =
        windowAndCount.updateAndGet(
            old -> (old & ~COUNT_MASK) == window ? old + tokens : window + tokens);
    return updated & COUNT_MASK;
  }

  private static Engine loadNative() {
    try {
      AmazonCorrettoCryptoProvider provider = AmazonCorrettoCryptoProvider.INSTANCE;
      provider.assertHealthy();
      return new Engine(Optional.of(provider), Optional.empty());
    } catch (RuntimeException | LinkageError e) {
      return new Engine(Optional.empty(), Optional.of(rootOf(e)));
    }
  }

  /** The loader tries two places, and tells of the second one only as suppressed by the first. */
  private static String rootOf(Throwable thrown) {
    Throwable root = thrown;
    for (@Nullable Throwable t = thrown; t != null; t = t.getCause()) {
      root = t;
    }
    Throwable[] suppressed = root.getSuppressed();
    Throwable told = suppressed.length == 0 ? root : suppressed[suppressed.length - 1];
    return told.getClass().getSimpleName() + ": " + told.getMessage();
  }
}
