// SPDX-License-Identifier: Apache-2.0
package org.credmint.issue.proxy;

import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.cert.CertPathValidator;
import java.security.cert.CertPathValidatorException;
import java.security.cert.CertificateFactory;
import java.security.cert.PKIXParameters;
import java.security.cert.TrustAnchor;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Date;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Pattern;
import org.bouncycastle.cert.X509CertificateHolder;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.credmint.key.Pem;
import org.credmint.key.UnusableKeyException;
import org.credmint.x509.Certificates;
import org.credmint.x509.DistinguishedNames;

/**
 * A directory of certificate authorities in the layout of {@code X509_CERT_DIR}: {@code <hash>.0},
 * {@code *.pem} or {@code *.crt} with one or more certificates each, and {@code <hash>.r0} with the
 * list of what was revoked. Signing policies are not looked at.
 */
final class TrustedAuthorities {
  private static final Pattern CERTIFICATES =
      Pattern.compile(".*\\.([0-9]|pem|crt)", Pattern.CASE_INSENSITIVE);

  private static final long LARGEST = 1_048_576;
  private static final int LONGEST_PATH = 10;

  private final Path directory;
  private final Listing listing;

  TrustedAuthorities(Path directory) {
    this(directory, Files::newDirectoryStream);
  }

  /**
   * Authorities.
   *
   * @param listing lists what is in the directory
   */
  TrustedAuthorities(Path directory, Listing listing) {
    this.directory = directory;
    this.listing = listing;
  }

  /** Lists a directory. */
  interface Listing {
    /** Its entries; reading on may fail too. */
    DirectoryStream<Path> of(Path directory) throws IOException;
  }

  /**
   * A certificate, and the file that it is in.
   *
   * @param stem the file's name without its ending
   */
  private record Authority(X509CertificateHolder holder, String stem) {}

  /**
   * Checks that the authorities vouch for a certificate.
   *
   * @param chain the certificate, and after it those who issued it, as far as they are known
   * @throws UnusableKeyException where they do not
   */
  void check(List<X509CertificateHolder> chain, Instant now) throws UnusableKeyException {
    List<Authority> authorities = authorities();
    List<X509CertificateHolder> path = new ArrayList<>(chain);
    while (!isRoot(last(path))) {
      if (path.size() > LONGEST_PATH) {
        throw untrusted("its chain is longer than %d certificates".formatted(LONGEST_PATH));
      }
      path.add(issuerOf(last(path), authorities, now));
    }
    if (authorities.stream().noneMatch(one -> one.holder().equals(last(path)))) {
      throw untrusted(
          "%s is not in %s"
              .formatted(DistinguishedNames.slash(last(path).getSubject()), directory));
    }
    validate(path, now);
    for (int i = 0; i + 1 < path.size(); i++) {
      refuseRevoked(path.get(i), path.get(i + 1), authorities);
    }
  }

  private static X509CertificateHolder last(List<X509CertificateHolder> path) {
    return path.get(path.size() - 1);
  }

  private static boolean isRoot(X509CertificateHolder one) {
    return one.getSubject().equals(one.getIssuer());
  }

  /**
   * A current one before others: an authority may have renewed its certificate for the same key.
   */
  private X509CertificateHolder issuerOf(
      X509CertificateHolder one, List<Authority> authorities, Instant now)
      throws UnusableKeyException {
    return authorities.stream()
        .map(Authority::holder)
        .filter(other -> other.getSubject().equals(one.getIssuer()))
        .filter(other -> Certificates.isSigned(one, other))
        .min(Comparator.comparing(other -> !other.isValidOn(Date.from(now))))
        .orElseThrow(
            () ->
                untrusted(
                    "its issuer %s is not in %s"
                        .formatted(DistinguishedNames.slash(one.getIssuer()), directory)));
  }

  private UnusableKeyException untrusted(String why) {
    return new UnusableKeyException(
        "holds a certificate that is not trusted: " + why,
        "install the certificates of its authority there, or set X509_CERT_DIR");
  }

  private List<Authority> authorities() throws UnusableKeyException {
    List<Authority> found = new ArrayList<>();
    try (DirectoryStream<Path> entries = listing.of(directory)) {
      for (Path entry : entries) {
        if (isOfInterest(entry)) {
          read(entry, found);
        }
      }
    } catch (DirectoryIteratorException e) {
      throw unreadable(Objects.requireNonNull(e.getCause()));
    } catch (IOException e) {
      throw unreadable(e);
    }
    return found;
  }

  private UnusableKeyException unreadable(IOException e) {
    return new UnusableKeyException(
        "cannot be checked: directory %s cannot be read: %s".formatted(directory, reason(e)),
        "install the certificates of the authorities there, or set X509_CERT_DIR");
  }

  private static String reason(IOException e) {
    return e instanceof NoSuchFileException ? "it does not exist" : String.valueOf(e.getMessage());
  }

  private static boolean isOfInterest(Path entry) {
    try {
      return CERTIFICATES.matcher(nameOf(entry)).matches()
          && Files.isRegularFile(entry)
          && Files.size(entry) <= LARGEST;
    } catch (IOException e) {
      return false; // it was removed meanwhile
    }
  }

  private static String nameOf(Path entry) {
    return String.valueOf(entry.getFileName());
  }

  /** A file that cannot be read is passed over: others may well vouch for the certificate. */
  private static void read(Path entry, List<Authority> found) {
    String name = nameOf(entry);
    String stem = name.substring(0, name.lastIndexOf('.'));
    try {
      Certificates.of(Pem.blocks(Files.readAllBytes(entry)))
          .forEach(one -> found.add(new Authority(one, stem)));
    } catch (IOException | UnusableKeyException e) {
      // passed over
    }
  }

  private void validate(List<X509CertificateHolder> path, Instant now) throws UnusableKeyException {
    refuseOutdated(last(path), now);
    try {
      JcaX509CertificateConverter converter = new JcaX509CertificateConverter();
      List<X509Certificate> certificates = new ArrayList<>();
      for (X509CertificateHolder one : path) {
        certificates.add(converter.getCertificate(one));
      }
      X509Certificate root = certificates.remove(certificates.size() - 1);
      PKIXParameters parameters = new PKIXParameters(Set.of(new TrustAnchor(root, null)));
      parameters.setRevocationEnabled(false);
      parameters.setDate(Date.from(now));
      CertPathValidator.getInstance("PKIX")
          .validate(
              CertificateFactory.getInstance("X.509").generateCertPath(certificates), parameters);
    } catch (CertPathValidatorException e) {
      throw unfit(path.get(Math.max(0, e.getIndex())), words(e));
    } catch (GeneralSecurityException e) {
      throw untrusted("its chain cannot be checked: " + e.getMessage());
    }
  }

  /** The JDK does not look at the times of a root, but services do. */
  private static void refuseOutdated(X509CertificateHolder root, Instant now)
      throws UnusableKeyException {
    if (now.isAfter(root.getNotAfter().toInstant())) {
      throw unfit(root, "expired");
    }
    if (now.isBefore(root.getNotBefore().toInstant())) {
      throw unfit(root, "not yet valid");
    }
  }

  private static UnusableKeyException unfit(X509CertificateHolder at, String why) {
    return new UnusableKeyException(
        "holds a certificate whose chain is not valid, at %s: %s"
            .formatted(DistinguishedNames.slash(at.getSubject()), why),
        "replace what has expired, check the clock, or ask the authority");
  }

  private static String words(CertPathValidatorException e) {
    String reason = String.valueOf(e.getReason()).toLowerCase(Locale.ROOT).replace('_', ' ');
    return reason.equals("unspecified") ? String.valueOf(e.getMessage()) : reason;
  }

  /** An outdated list still counts: what it lists stays revoked. */
  private void refuseRevoked(
      X509CertificateHolder one, X509CertificateHolder issuer, List<Authority> authorities)
      throws UnusableKeyException {
    for (Authority authority : authorities) {
      if (authority.holder().equals(issuer)
          && RevocationList.read(directory, authority.stem(), issuer).contains(one)) {
        throw new UnusableKeyException(
            "holds a certificate that its authority has revoked: "
                + DistinguishedNames.slash(one.getSubject()),
            "get a new certificate");
      }
    }
  }
}
