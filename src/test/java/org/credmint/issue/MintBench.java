package org.credmint.issue;

import com.amazon.corretto.crypto.provider.AmazonCorrettoCryptoProvider;
import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.security.KeyPairGenerator;
import java.security.Provider;
import java.security.interfaces.ECPrivateKey;
import java.security.spec.ECGenParameterSpec;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import org.credmint.credential.SigningAlgorithm;
import org.credmint.issue.Issuance.Issued;
import org.credmint.key.Signatures;
import org.credmint.key.SigningKey;
import org.credmint.key.TestKeys;
import org.credmint.os.Host;

/**
 * Prints how many tokens a second are minted and read, and how much processor time each takes,
 * which says more on a machine that has other work. Not a test; run its {@code main} from the test
 * class path, with the names of the rows to print, or none for all.
 */
final class MintBench {
  private static final Instant NOW = Instant.parse("2026-11-22T12:00:00Z");
  private static final int ROUNDS = 3;
  private static final long ROUND_NANOS = 2_000_000_000L;
  private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

  private final List<String> wanted;

  private MintBench(List<String> wanted) {
    this.wanted = wanted;
  }

  /** One unit of work; its result is used, so that no compiler leaves it out. */
  private interface Work {
    int run(int number) throws Exception;
  }

  public static void main(String[] rows) throws Exception {
    Locale.setDefault(Locale.ROOT);
    System.out.printf(
        "%s %s, %d processors%n",
        System.getProperty("java.vm.name"),
        System.getProperty("java.version"),
        Runtime.getRuntime().availableProcessors());
    new MintBench(List.of(rows)).all();
  }

  private void all() throws Exception {
    for (SigningAlgorithm algorithm : SigningAlgorithm.values()) {
      SigningKey key = TestKeys.one(algorithm, "local");
      mint(algorithm + "-jdk", key, Signatures.ofTheJdk());
      mint(algorithm + "-native", key, ofNativeCode());
    }
    nimbus("nimbus-jdk", Signatures.ofTheJdk());
    nimbus("nimbus-native", ofNativeCode());
    TokenIds ids = new TokenIds(Host.create().random());
    row("ids", number -> ids.next().length());
    byte[] file = aFile();
    row("read", number -> TokenReader.read(file).hashCode());
  }

  private static Signatures ofNativeCode() {
    Signatures signatures = Signatures.ofTheJdk();
    signatures.preferNative();
    return signatures;
  }

  private void mint(String name, SigningKey key, Signatures signatures) throws Exception {
    LocalIssuer issuer = new LocalIssuer(signatures);
    TokenIds ids = new TokenIds(Host.create().random());
    row(
        name,
        number -> {
          Issuance issuance = issuer.mint(Plans.withSubject("user" + number), key, NOW, ids.next());
          return ((Issued) issuance).content().length();
        });
  }

  /** The way not taken: claims and header as Nimbus's objects, signed by its signer. */
  private void nimbus(String name, Signatures signatures) throws Exception {
    KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
    generator.initialize(new ECGenParameterSpec("secp256r1"));
    ECDSASigner signer = new ECDSASigner((ECPrivateKey) generator.generateKeyPair().getPrivate());
    nativeProvider(signatures).ifPresent(signer.getJCAContext()::setProvider);
    JWSHeader header =
        new JWSHeader.Builder(JWSAlgorithm.ES256).keyID("local").type(JOSEObjectType.JWT).build();
    TokenIds ids = new TokenIds(Host.create().random());
    row(name, number -> nimbusToken(header, signer, number, ids.next()));
  }

  private static int nimbusToken(JWSHeader header, ECDSASigner signer, int number, String id)
      throws JOSEException {
    Date now = Date.from(NOW);
    JWTClaimsSet claims =
        new JWTClaimsSet.Builder()
            .issuer(Plans.PROVIDER.issuer())
            .audience(Plans.PROVIDER.claims().audiences())
            .claim("ver", "scitoken:2.0")
            .subject("user" + number)
            .claim("scope", Plans.usual().scopeClaim())
            .issueTime(now)
            .notBeforeTime(now)
            .expirationTime(now)
            .jwtID(id)
            .build();
    SignedJWT token = new SignedJWT(header, claims);
    token.sign(signer);
    return token.serialize().length();
  }

  private static Optional<Provider> nativeProvider(Signatures signatures) {
    return signatures.preferNative().isEmpty()
        ? Optional.of(AmazonCorrettoCryptoProvider.INSTANCE)
        : Optional.empty();
  }

  private static byte[] aFile() {
    SigningKey key = TestKeys.one(SigningAlgorithm.ES256, "local");
    LocalIssuer issuer = new LocalIssuer(Signatures.ofTheJdk());
    Issued issued =
        (Issued) issuer.mint(Plans.usual(), key, NOW, "7c9e6679-7425-40de-944b-e07fc1f90ae7");
    return issued.content().expose(byte[]::clone);
  }

  private void row(String name, Work work) throws Exception {
    if (wanted.isEmpty() || wanted.contains(name)) {
      for (int threads = 1; threads <= 2; threads++) {
        for (int round = 1; round <= ROUNDS; round++) {
          round(name, threads, round, work);
        }
      }
    }
  }

  private static void round(String name, int threads, int round, Work work) throws Exception {
    ExecutorService pool = Executors.newFixedThreadPool(threads);
    AtomicLong done = new AtomicLong();
    AtomicLong processor = new AtomicLong();
    AtomicLong sink = new AtomicLong();
    long start = System.nanoTime();
    List<Future<?>> all = new ArrayList<>();
    for (int i = 0; i < threads; i++) {
      all.add(
          pool.submit(
              () -> {
                long count = 0;
                long before = THREADS.getCurrentThreadCpuTime();
                while (System.nanoTime() - start < ROUND_NANOS) {
                  sink.addAndGet(work.run((int) (count++ % 20_000)));
                }
                processor.addAndGet(THREADS.getCurrentThreadCpuTime() - before);
                return done.addAndGet(count);
              }));
    }
    for (Future<?> one : all) {
      one.get();
    }
    double seconds = (System.nanoTime() - start) / 1e9;
    pool.shutdown();
    System.out.printf(
        "%-14s %d thread%s round %d: %8.0f/s, %7.1f us of processor time each%s%n",
        name,
        threads,
        threads == 1 ? " " : "s",
        round,
        done.get() / seconds,
        processor.get() / 1e3 / done.get(),
        sink.get() == 0 ? " (nothing done)" : "");
  }
}
