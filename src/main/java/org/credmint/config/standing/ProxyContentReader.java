// SPDX-License-Identifier: Apache-2.0
package org.credmint.config.standing;

import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import org.credmint.config.knob.InvalidKnobValueException;
import org.credmint.config.knob.Values;
import org.credmint.config.proxy.ProxyKeyType;
import org.credmint.config.proxy.ProxyReaders;
import org.credmint.config.proxy.ProxySettings;
import org.credmint.config.proxy.ProxySettings.Source;
import org.credmint.config.standing.StandingSettings.Content;
import org.credmint.htcondor.knob.Knobs;

/** Reads what an X.509 proxy is made from, and what it says. */
final class ProxyContentReader {
  private static final int LONGEST_PATH = 100;
  private static final String ANY = "any";
  private static final List<StandingKnob> OF_TOKENS =
      List.of(
          StandingKnob.KEY,
          StandingKnob.PROVIDER,
          StandingKnob.TRUST_DOMAIN,
          StandingKnob.SUBJECT_TEMPLATE,
          StandingKnob.AUTHORIZATIONS,
          StandingKnob.AUDIENCE,
          StandingKnob.SCOPE,
          StandingKnob.FORM);

  private final StandingKnobs own;
  private final Knobs knobs;

  ProxyContentReader(StandingKnobs own, Knobs knobs) {
    this.own = own;
    this.knobs = knobs;
  }

  /** A proxy's content; empty where a knob is wrong. */
  Optional<Content> read() {
    OF_TOKENS.forEach(knob -> own.refuse(knob, "an X.509 proxy says what its certificate says"));
    ProxyReaders readers = ProxyReaders.of(knobs);
    Optional<Source> source = source();
    Optional<ProxyKeyType> keyType = own.value(StandingKnob.PROXY_KEY_TYPE, ProxyKeyType::named);
    Optional<Boolean> limited = own.value(StandingKnob.LIMITED, Values::bool);
    Optional<OptionalInt> length =
        own.value(StandingKnob.PATH_LENGTH, ProxyContentReader::pathLength);
    length.ifPresent(one -> warnOfDelegation(one, readers));
    return source.isPresent() && keyType.isPresent() && limited.isPresent() && length.isPresent()
        ? Optional.of(
            new Content.Proxy(
                new ProxySettings(
                    source.get(), keyType.get(), limited.get(), length.get(), readers)))
        : Optional.empty();
  }

  private Optional<Source> source() {
    Optional<Path> certificate =
        own.required(
            StandingKnob.CERTIFICATE_FILE,
            "write the path of the certificate that proxies are made from",
            Values::file);
    Optional<Path> key = own.value(StandingKnob.PRIVATE_KEY_FILE, Values::file);
    Optional<Path> passphrase = own.value(StandingKnob.PRIVATE_KEY_PASSPHRASE_FILE, Values::file);
    Optional<Path> authorities = own.value(StandingKnob.X509_CERT_DIR, Values::path);
    return certificate.isPresent() && authorities.isPresent()
        ? Optional.of(
            new Source(
                certificate.get(), key.orElse(certificate.get()), passphrase, authorities.get()))
        : Optional.empty();
  }

  private static OptionalInt pathLength(String text) throws InvalidKnobValueException {
    return text.toLowerCase(Locale.ROOT).equals(ANY)
        ? OptionalInt.empty()
        : OptionalInt.of(Values.integer(0, LONGEST_PATH).convert(text).intValue());
  }

  private void warnOfDelegation(OptionalInt length, ProxyReaders readers) {
    if (readers.delegates() && length.isPresent() && length.getAsInt() == 0) {
      own.warn(
          StandingKnob.PATH_LENGTH,
          "allows no proxy below this one, but HTCondor gives jobs such a proxy"
              + " (DELEGATE_JOB_GSI_CREDENTIALS is true), which services will refuse",
          "write 1 or more, or set DELEGATE_JOB_GSI_CREDENTIALS to false");
    }
  }
}
