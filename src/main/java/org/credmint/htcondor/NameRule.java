// SPDX-License-Identifier: Apache-2.0
package org.credmint.htcondor;

import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.credmint.htcondor.CredentialFileNames.Stem;

/**
 * How file names in the credential directory are divided among providers, by HTCondor's release and
 * the site's knobs.
 *
 * <p>Before 25.13.2 an underscore is a part of the service's name, and the local issuer serves no
 * handles ({@code LocalCredmon.py} looks for {@code <provider>.top} alone). From 25.13.2 on the
 * name ends at the first underscore, unless {@code CREDMON_ALLOW_SPECIAL_CHAR_NAMES} is true.
 *
 * @param handles whether {@code provider_handle} is a credential of the provider
 * @param claimed the services that knobs give to other monitors; as the credd, case counts
 * @param clients those with an OAuth2 client of their own ({@code <service>_CLIENT_ID}), in capital
 *     letters: as for any knob, case does not count
 * @param logins those of ours that are for OAuth2 logins, whose handles every release has
 */
public record NameRule(
    boolean handles, Set<String> claimed, Set<String> clients, Set<String> logins) {
  /** Names are split at the first underscore, and there are no other monitors. */
  public static final NameRule WITH_HANDLES = new NameRule(true, Set.of(), Set.of());

  /** Names are whole, and there are no other monitors. */
  public static final NameRule WHOLE = new NameRule(false, Set.of(), Set.of());

  /** Takes copies. */
  public NameRule {
    claimed = Set.copyOf(claimed);
    clients =
        clients.stream()
            .map(name -> name.toUpperCase(Locale.ROOT))
            .collect(Collectors.toUnmodifiableSet());
    logins = Set.copyOf(logins);
  }

  /** The same where none of ours is for logins. */
  public NameRule(boolean handles, Set<String> claimed, Set<String> clients) {
    this(handles, claimed, clients, Set.of());
  }

  /**
   * Which of our credentials a file of this name is for.
   *
   * @param stem its name without the suffix
   * @param providers ours
   * @param hasLogin whether the client of an OAuth2 login is stored beside it ({@code .meta})
   * @return empty where it is for none, or may be another monitor's
   */
  public Optional<Stem> ours(String stem, Set<String> providers, boolean hasLogin) {
    if (CredentialFileNames.split(stem, true).isEmpty()) {
      return Optional.empty();
    }
    if (providers.contains(stem)) {
      boolean isTheirHandle = hasLogin && isClaimed(stem, providers);
      return isTheirHandle ? Optional.empty() : Optional.of(new Stem(stem, ""));
    }
    if (hasLogin && !isClaimed(stem, providers)) {
      return handleOfLogin(stem, providers);
    }
    if (!handles || hasLogin || isClaimed(stem, providers)) {
      return Optional.empty();
    }
    return CredentialFileNames.split(stem, false)
        .filter(parts -> providers.contains(parts.provider()));
  }

  /** The web application joins service and handle by an underscore, in every release. */
  private Optional<Stem> handleOfLogin(String stem, Set<String> providers) {
    for (int end = stem.lastIndexOf('_'); end > 0; end = stem.lastIndexOf('_', end - 1)) {
      String service = stem.substring(0, end);
      if (logins.contains(service) && providers.contains(service) && end < stem.length() - 1) {
        return Optional.of(new Stem(service, stem.substring(end + 1)));
      }
    }
    return Optional.empty();
  }

  /**
   * Whether knobs give a file of this name to another monitor: it is named like one of its services
   * or like a handle of one.
   *
   * @param ours the providers that are ours; the credd takes those for local whoever else names
   *     them
   */
  public boolean isClaimed(String stem, Set<String> ours) {
    if (claimed.isEmpty() && clients.isEmpty()) {
      return false;
    }
    for (int end = stem.length(); end > 0; end = stem.lastIndexOf('_', end - 1)) {
      String service = stem.substring(0, end);
      if (!ours.contains(service)
          && (claimed.contains(service) || clients.contains(service.toUpperCase(Locale.ROOT)))) {
        return true;
      }
    }
    return false;
  }
}
