// SPDX-License-Identifier: Apache-2.0
package org.credmint.event;

import java.time.Duration;
import java.util.List;
import org.credmint.config.knob.Problem;

/** What the configuration gives, and what is wrong with it. */
public sealed interface ConfigurationEvent extends Event {
  /**
   * A provider is served with these settings from now on.
   *
   * @param identity who signs and with what, in words
   * @param lifetime zero where the issuer decides
   * @param bounded whether a newer configuration that cannot be used as a whole limits its tokens
   */
  record ProviderServed(String provider, String identity, Duration lifetime, boolean bounded)
      implements ConfigurationEvent, Notice {
    @Override
    public String text() {
      String served =
          "Serving provider %s: %s, lifetime %s"
              .formatted(
                  provider,
                  identity,
                  lifetime.isZero() ? "as the issuer decides" : lifetime.toSeconds() + " s");
      return bounded
          ? served + ", as before, limited to what the new configuration allows"
          : served;
    }
  }

  /**
   * Something is wrong in the configuration.
   *
   * @param keepsPrevious whether the settings from before are still in use
   */
  record ConfigurationProblem(Problem problem, boolean keepsPrevious)
      implements ConfigurationEvent {
    @Override
    public Level level() {
      return problem.severity() == Problem.Severity.WARNING ? Level.WARNING : Level.ERROR;
    }

    @Override
    public String text() {
      String consequence =
          switch (problem.severity()) {
            case FATAL -> keepsPrevious ? "Cannot use the new configuration: " : "Cannot start: ";
            case DISABLES_PROVIDER ->
                "Provider %s %s: "
                    .formatted(
                        problem.provider().orElse("?"),
                        keepsPrevious ? "keeps its previous settings" : "disabled");
            case WARNING -> "";
          };
      return consequence + problem;
    }
  }

  /** A problem of the configuration has been fixed. */
  record ProblemResolved(Problem problem) implements ConfigurationEvent, Notice {
    @Override
    public String text() {
      return "Resolved: " + problem.subject();
    }
  }

  /** The configuration has changed. */
  record Reconfigured(List<String> providers, int credentials)
      implements ConfigurationEvent, Notice {
    /** Takes a copy of the providers. */
    public Reconfigured {
      providers = List.copyOf(providers);
    }

    @Override
    public String text() {
      return "Configuration changed for %s: checking %s"
          .formatted(String.join(", ", providers), Words.count(credentials, "credential"));
    }
  }

  /**
   * Credentials that are already out will no longer be accepted.
   *
   * @param reason why
   * @param identity what issues now, as {@code Provider.identity} has it; for one of them it is
   *     logged once
   */
  record EarlierCredentialsRejected(String provider, String reason, String identity)
      implements ConfigurationEvent, Once {
    @Override
    public String key() {
      return provider + " " + identity;
    }

    @Override
    public String text() {
      return "Provider %s: %s; running jobs fail until they read the token that is issued now. Give each new key a key ID of its own"
          .formatted(provider, reason);
    }
  }

  /** The new configuration cannot be used; the last good one stays in use. */
  record ConfigurationUnreadable(String reason) implements ConfigurationEvent, Alarm {
    @Override
    public String text() {
      return "Keeping the last good configuration: " + reason;
    }
  }

  /** The configuration is valid after it was not. */
  record ConfigurationRecovered() implements ConfigurationEvent, Notice {
    @Override
    public String text() {
      return "Configuration is valid again";
    }
  }
}
