// SPDX-License-Identifier: Apache-2.0
package org.credmint.config.oauth;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.credmint.config.knob.InvalidKnobValueException;
import org.credmint.config.knob.KnobReader;
import org.credmint.config.knob.KnobReader.KnobValue;
import org.credmint.config.knob.Values;
import org.credmint.config.oauth.OAuthSettings.Exchange;
import org.credmint.config.oauth.OAuthSettings.Location;
import org.credmint.config.oauth.OAuthSettings.Method;
import org.credmint.config.oauth.OAuthSettings.Trust;
import org.credmint.config.provider.KeySettings;
import org.credmint.credential.SigningAlgorithm;
import org.credmint.htcondor.CredentialFileNames;

/** Reads what is configured of the client and the issuer of one service. */
final class ServiceReader {
  private static final String CA_FILE = "AUTH_SSL_CLIENT_CAFILE";
  private static final String CA_DIRECTORY = "AUTH_SSL_CLIENT_CADIR";
  private static final String PELICAN_CA_FILE = "PELICAN_CREDMON_CA_FILE";
  private static final int LONGEST_NAME = 128;
  private static final long SHORTEST_METADATA_SECONDS = 60;

  private final KnobReader reader;

  ServiceReader(KnobReader reader) {
    this.reader = reader;
  }

  /** The service; empty where something is wrong with it, which is reported. */
  Optional<OAuthSettings> read(OAuthKnobs own) {
    String name = own.service();
    if (name.length() > LONGEST_NAME || CredentialFileNames.split(name, true).isEmpty()) {
      own.unservable();
      return Optional.empty();
    }
    Optional<String> clientId = own.required(OAuthKnob.CLIENT_ID, OAuthValues::text);
    Optional<Location> location = location(own);
    Optional<Path> secret = own.value(OAuthKnob.CLIENT_SECRET_FILE, Values::file);
    Optional<Method> method = own.value(OAuthKnob.TOKEN_ENDPOINT_AUTH_METHOD, OAuthValues::method);
    boolean signs = method.filter(Method.PRIVATE_KEY_JWT::equals).isPresent();
    Optional<KeySettings> key = signs ? key(own) : Optional.empty();
    if (own.isDisabled()) {
      return Optional.empty();
    }
    return Optional.of(
        new OAuthSettings(
            name,
            own.kind(),
            clientId.orElseThrow(),
            signs ? Optional.empty() : secret,
            location.orElseThrow(),
            method.orElseThrow(),
            key,
            trust(own.kind()),
            exchange(own),
            destination(own)));
  }

  private static Optional<Exchange> exchange(OAuthKnobs own) {
    return own.kind() == ServiceKind.PELICAN
        ? Optional.of(
            new Exchange(
                list(own, OAuthKnob.EXCHANGE_SCOPES), list(own, OAuthKnob.EXCHANGE_AUDIENCES)))
        : Optional.empty();
  }

  private static List<String> list(OAuthKnobs own, OAuthKnob knob) {
    return own.text(knob).map(Values::list).orElse(List.of());
  }

  private static Optional<Location> location(OAuthKnobs own) {
    Optional<URI> issuer = own.value(OAuthKnob.ISSUER, OAuthValues::endpoint);
    Optional<URI> tokenUrl =
        own.set(OAuthKnob.ISSUER).isEmpty()
            ? own.required(OAuthKnob.TOKEN_URL, OAuthValues::endpoint)
            : own.value(OAuthKnob.TOKEN_URL, OAuthValues::endpoint);
    Optional<Duration> lifetime =
        own.value(
            OAuthKnob.TOKEN_ENDPOINT_LIFETIME,
            Values.seconds(SHORTEST_METADATA_SECONDS, Integer.MAX_VALUE));
    return own.isDisabled()
        ? Optional.empty()
        : Optional.of(new Location(tokenUrl, issuer, lifetime.orElseThrow()));
  }

  /** The public half stands nowhere here: the issuer has it. */
  private static Optional<KeySettings> key(OAuthKnobs own) {
    if (own.set(OAuthKnob.CLIENT_KEY_FILE).isEmpty()) {
      own.missing(
          OAuthKnob.CLIENT_KEY_FILE,
          "is not set, and private_key_jwt needs the client's key",
          "write the path of a PEM file that only root can read");
    }
    Optional<Path> file = own.value(OAuthKnob.CLIENT_KEY_FILE, Values::file);
    Optional<String> id = own.value(OAuthKnob.CLIENT_KEY_ID, Values::keyId);
    Optional<SigningAlgorithm> algorithm =
        own.value(OAuthKnob.CLIENT_KEY_ALGORITHM, Values::algorithm);
    return own.isDisabled()
        ? Optional.empty()
        : Optional.of(
            new KeySettings(
                file.orElseThrow(),
                file.get().resolveSibling(file.get().getFileName() + ".pub"),
                id,
                algorithm.orElseThrow(),
                Optional.empty()));
  }

  /** What says where secrets are sent, and as whom. */
  OAuthDestination destination(OAuthKnobs own) {
    Map<String, String> texts = new TreeMap<>();
    for (OAuthKnob knob : List.of(OAuthKnob.TOKEN_URL, OAuthKnob.ISSUER, OAuthKnob.CLIENT_ID)) {
      own.text(knob).ifPresent(text -> texts.put(own.nameOf(knob), text));
    }
    for (String knob : List.of(CA_FILE, CA_DIRECTORY, PELICAN_CA_FILE)) {
      reader.find(knob).ifPresent(found -> texts.put(knob, found.value()));
    }
    return new OAuthDestination(texts);
  }

  private Trust trust(ServiceKind kind) {
    Optional<Path> pelican = kind == ServiceKind.PELICAN ? path(PELICAN_CA_FILE) : Optional.empty();
    if (pelican.isPresent()) {
      return new Trust(pelican, Optional.empty());
    }
    boolean chosen = isChosen(CA_FILE) || isChosen(CA_DIRECTORY);
    return new Trust(path(CA_FILE), path(CA_DIRECTORY), chosen);
  }

  private boolean isChosen(String knob) {
    return reader.find(knob).filter(found -> !reader.isHtcondorsDefault(found)).isPresent();
  }

  /** HTCondor's own daemons tell what is wrong with these; nothing is trusted because of it. */
  private Optional<Path> path(String knob) {
    try {
      Optional<KnobValue> found = reader.find(knob);
      return found.isPresent() ? Optional.of(Values.path(found.get().value())) : Optional.empty();
    } catch (InvalidKnobValueException e) {
      return Optional.empty();
    }
  }
}
