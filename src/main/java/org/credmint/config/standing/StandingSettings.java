// SPDX-License-Identifier: Apache-2.0
package org.credmint.config.standing;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.credmint.config.pool.PasswordFiles;
import org.credmint.config.proxy.ProxySettings;
import org.credmint.credential.kind.CredentialType;

/**
 * A standing credential as its knobs declare it.
 *
 * @param name as {@code CREDMINT_STANDING} lists it
 * @param purpose {@code request}, {@code callback}, {@code payload}, or one that is declared
 * @param content what it says
 * @param subject {@code sub}; empty for a proxy, which has that of its certificate, and where what
 *     is carried may speak for anybody
 * @param lifetime from {@code iat} to {@code exp}, whole seconds; zero where a file is delivered as
 *     it is
 * @param minimumLifetime how much life the file's credential has left at least
 * @param targets those that the knob names
 * @param targetsFile a file of more; empty where there is none
 * @param delivery where it is read
 * @param host this host's name, for templates
 */
public record StandingSettings(
    String name,
    String purpose,
    Content content,
    TargetTemplate subject,
    Duration lifetime,
    Duration minimumLifetime,
    List<Target> targets,
    Optional<Path> targetsFile,
    Delivery delivery,
    String host) {
  /** Takes a copy. */
  public StandingSettings {
    targets = List.copyOf(targets);
  }

  /** What a credential of one type says besides its subject. */
  public sealed interface Content {
    /**
     * An IDTOKEN.
     *
     * @param key the name of the key that signs it
     * @param trustDomain {@code iss}
     * @param authorizations the most that it allows
     * @param files where keys are
     */
    record IdToken(
        TargetTemplate key, String trustDomain, List<String> authorizations, PasswordFiles files)
        implements Content {
      /** Takes a copy. */
      public IdToken {
        authorizations = List.copyOf(authorizations);
      }
    }

    /**
     * A SciToken, or another token that a remote issuer gives.
     *
     * @param provider whose key and issuer it gets
     * @param audience {@code aud}
     * @param scope {@code scope}
     * @param json whether it stands in a JSON object
     * @param remote whether a remote issuer gives it
     */
    record SciToken(
        String provider,
        List<TargetTemplate> audience,
        List<TargetTemplate> scope,
        boolean json,
        boolean remote)
        implements Content {
      /** Takes copies. */
      public SciToken {
        audience = List.copyOf(audience);
        scope = List.copyOf(scope);
      }
    }

    /**
     * An X.509 proxy.
     *
     * @param settings what it is made from
     */
    record Proxy(ProxySettings settings) implements Content {}

    /**
     * What a program makes, or an administrator's file holds.
     *
     * @param type what it has to be
     * @param file the file; empty where the program's output is delivered
     * @param program makes the credential, or renews the file; empty where nobody does
     * @param scope the most that a token may allow; empty for no bound
     * @param audience whom a token may be for; empty for no bound
     */
    record Carried(
        CredentialType type,
        Optional<Path> file,
        Optional<Program> program,
        List<TargetTemplate> scope,
        List<TargetTemplate> audience)
        implements Content {
      /** Takes copies. */
      public Carried {
        scope = List.copyOf(scope);
        audience = List.copyOf(audience);
      }
    }
  }

  /**
   * A program of the administrator's.
   *
   * @param command its path and its arguments
   * @param account whom it runs as; empty for the daemon's own user
   * @param timeout how long it may take
   * @param items what {@code {item}} is, in turn; by the value of {@code itemBy} where that is set
   */
  public record Program(
      List<TargetTemplate> command,
      Optional<String> account,
      Duration timeout,
      List<String> items,
      Optional<TargetTemplate> itemBy) {
    /** Takes copies. */
    public Program {
      command = List.copyOf(command);
      items = List.copyOf(items);
    }
  }

  /** Where a credential is read. */
  public sealed interface Delivery {
    /**
     * In jobs of a local user, by HTCondor's credential directory.
     *
     * @param user the user
     */
    record ToUser(String user) implements Delivery {}

    /**
     * At a path.
     *
     * @param file the file
     * @param owner its owner, a name or a number; empty for the user that the daemon runs as
     * @param group its group, a name or a number; empty for what the directory gives it
     * @param mode its exact permission bits
     */
    record ToFile(TargetTemplate file, Optional<String> owner, Optional<String> group, int mode)
        implements Delivery {}
  }

  /** Whether it is made for targets, and not once. */
  public boolean hasTargets() {
    return !targets.isEmpty() || targetsFile.isPresent();
  }
}
