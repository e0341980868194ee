// SPDX-License-Identifier: Apache-2.0
package org.credmint.config.provider;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.credmint.config.claim.ClaimDraft;
import org.credmint.config.claim.ClaimReader;
import org.credmint.config.claim.Granularity;
import org.credmint.config.claim.JobScoping;
import org.credmint.config.claim.JobScopingReader;
import org.credmint.config.group.GroupReader;
import org.credmint.config.group.GroupSettings;
import org.credmint.config.knob.KnobReader.KnobValue;
import org.credmint.config.knob.ProviderKnob;
import org.credmint.config.knob.ProviderKnobs;
import org.credmint.config.knob.Values;
import org.credmint.config.rule.PolicyReader;
import org.credmint.config.rule.PolicyRules;
import org.credmint.credential.SigningAlgorithm;
import org.credmint.credential.TokenProfile;

/** Reads the knobs of one provider: its own first, then those that hold for all, then defaults. */
public final class ProviderReader {
  /** A clock that is further behind than this is broken. */
  private static final long LONGEST_BACKDATING_SECONDS = 3600;

  private final ProviderKnobs knobs;
  private final String fullHostname;

  public ProviderReader(ProviderKnobs knobs, String fullHostname) {
    this.knobs = knobs;
    this.fullHostname = fullHostname;
  }

  /** The provider, as far as it can be used. */
  public ProviderReading read() {
    return read(true);
  }

  /** The same for one whose tokens a remote issuer gives, which may decide on the audience. */
  public ProviderReading readRemote() {
    return read(false);
  }

  private ProviderReading read(boolean signsHere) {
    Optional<KeySettings> key = key();
    Optional<String> issuer = signsHere ? issuer() : Optional.of("");
    JobScoping jobs = new JobScopingReader(knobs).read();
    ClaimDraft claims = new ClaimReader(knobs, jobs).read();
    GroupSettings groups = new GroupReader(knobs).read();
    Optional<TokenFormat> form = form(jobs, signsHere);
    PolicyReader policies = new PolicyReader(knobs, jobs);
    Optional<PolicyRules> policy = policies.read();
    policies.compare(policy, claims, groups);
    if (!signsHere) {
      policies.refuseLifetimes(policy);
    }
    Optional<ProviderSettings> settings =
        knobs.isDisabled()
            ? Optional.empty()
            : Optional.of(
                new ProviderSettings(
                    knobs.provider(),
                    issuer.orElseThrow(),
                    key.orElseThrow(),
                    form.orElseThrow(),
                    claims.settings().orElseThrow(),
                    groups,
                    jobs,
                    policy));
    return new ProviderReading(
        settings, key, new ReadableRights(claims, groups, policy, knobs.unreadable()));
  }

  private Optional<KeySettings> key() {
    Optional<Path> privateKey = knobs.value(ProviderKnob.PRIVATE_KEY, Values::file);
    Optional<Path> publicKey = publicKey(privateKey);
    if (publicKey.isPresent() && publicKey.equals(privateKey)) {
      KnobValue both =
          knobs
              .findWritten(ProviderKnob.PUBLIC_KEY)
              .or(() -> knobs.find(ProviderKnob.PRIVATE_KEY))
              .orElseThrow();
      knobs.disable(both, "is both the public and the private key file", "use different files");
    }
    Optional<String> id =
        knobs
            .findWritten(ProviderKnob.KEY_ID)
            .flatMap(found -> knobs.convert(found, Values::keyId));
    Optional<SigningAlgorithm> algorithm =
        knobs.value(ProviderKnob.PRIVATE_KEY_ALGORITHM, Values::algorithm);
    Optional<Path> passphrase = knobs.value(ProviderKnob.PRIVATE_KEY_PASSPHRASE_FILE, Values::file);
    Optional<KeyKeeping> keeping = new KeyKeepingReader(knobs).read();
    return knobs.isDisabled()
        ? Optional.empty()
        : Optional.of(
            new KeySettings(
                privateKey.orElseThrow(),
                publicKey.orElseThrow(),
                id,
                algorithm.orElseThrow(),
                passphrase,
                keeping.orElseThrow()));
  }

  /**
   * The stock monitor has one public key for all providers. A provider with a private key of its
   * own gets a public key of its own beside it, so that the general one is never taken for it.
   */
  private Optional<Path> publicKey(Optional<Path> privateKey) {
    return knobs.hasOwn(ProviderKnob.PRIVATE_KEY) && !knobs.hasOwn(ProviderKnob.PUBLIC_KEY)
        ? privateKey.map(ProviderReader::beside)
        : knobs.value(ProviderKnob.PUBLIC_KEY, Values::file);
  }

  /** Beside {@code x-private.pem} lies {@code x.pem}, beside {@code x.pem} {@code x-public.pem}. */
  private static Path beside(Path privateKey) {
    String name = String.valueOf(privateKey.getFileName());
    if (name.contains("-private")) {
      return privateKey.resolveSibling(name.replace("-private", ""));
    }
    int dot = name.lastIndexOf('.');
    String stem = dot > 0 ? name.substring(0, dot) : name;
    return privateKey.resolveSibling(stem + "-public" + name.substring(stem.length()));
  }

  /** As the stock monitor: its own, the general one, or https and this host's name. */
  private Optional<String> issuer() {
    String host = knobs.find("FULL_HOSTNAME").orElse(fullHostname);
    KnobValue found =
        knobs
            .find(ProviderKnob.ISSUER)
            .orElseGet(() -> new KnobValue("FULL_HOSTNAME", "https://" + host));
    Optional<String> issuer = knobs.convert(found, Values::issuer);
    if (issuer.isPresent() && issuer.get().endsWith("/")) {
      knobs.warn(
          found,
          "ends in a slash, and verifiers compare issuers character by character",
          "make sure that the published metadata has the slash too, or remove it");
    }
    return issuer;
  }

  /**
   * A job finds its own token by BEARER_TOKEN_FILE, whose readers take nothing but the token.
   * HTCondor lists the knob as true even where nobody set it (23.9.6, 25.14.1).
   */
  private Optional<Boolean> json(JobScoping jobs) {
    boolean isForJobs = jobs.granularity() != Granularity.USER;
    return isForJobs && knobs.findWritten(ProviderKnob.TOKEN_USE_JSON).isEmpty()
        ? Optional.of(false)
        : knobs.value(ProviderKnob.TOKEN_USE_JSON, Values::bool);
  }

  private Optional<TokenFormat> form(JobScoping jobs, boolean signsHere) {
    Optional<Boolean> json = json(jobs);
    Optional<TokenProfile> profile = knobs.value(ProviderKnob.TOKEN_VERSION, Values::profile);
    Optional<Duration> backdating =
        knobs.value(ProviderKnob.NBF_BACKDATE, Values.seconds(0, LONGEST_BACKDATING_SECONDS));
    if (signsHere
        && knobs.find(ProviderKnob.TOKEN_AUDIENCE).isEmpty()
        && knobs.find(ProviderKnob.AUDIENCE_TEMPLATE).isEmpty()) {
      profile.ifPresent(this::reportMissingAudience);
    }
    return knobs.isDisabled()
        ? Optional.empty()
        : Optional.of(
            new TokenFormat(json.orElseThrow(), profile.orElseThrow(), backdating.orElseThrow()));
  }

  /**
   * The stock monitor issues no scitoken:2.0 without an audience, but it does issue wlcg tokens.
   */
  private void reportMissingAudience(TokenProfile profile) {
    KnobValue missing = new KnobValue(ProviderKnob.TOKEN_AUDIENCE.generalName(), "");
    String reason = "is not set, and verifiers reject tokens of this version that have no audience";
    String fix = "list the services that are to accept the token, separated by spaces";
    if (profile == TokenProfile.SCITOKENS_2) {
      knobs.disable(missing, reason, fix);
    } else if (profile.needsAudience()) {
      knobs.warn(missing, reason, fix);
    }
  }
}
