// SPDX-License-Identifier: Apache-2.0
package org.credmint.demand.standing;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.credmint.config.knob.Problem;
import org.credmint.config.standing.StandingKnob;
import org.credmint.config.standing.Target;
import org.credmint.config.standing.TargetTemplate.UnfitTargetException;
import org.credmint.credential.CredentialId;
import org.credmint.os.Host;
import org.credmint.os.libc.FileState;
import org.credmint.request.Request;
import org.credmint.standing.StandingProvider;
import org.credmint.standing.TargetsFile;

/** What one standing credential wants: a credential for each of its targets. */
final class Catalogue {
  private final Host host;
  private final StandingProvider provider;
  private final Optional<TargetsFile> file;
  private Map<CredentialId, Request> wanted = new LinkedHashMap<>();
  private List<Problem> problems = List.of();
  private boolean whole;
  private boolean hasBeenRead;
  private Optional<FileState> source = Optional.empty();

  Catalogue(Host host, StandingProvider provider) {
    this.host = host;
    this.provider = provider;
    this.file =
        provider
            .settings()
            .targetsFile()
            .map(path -> new TargetsFile(host, path, provider.trustedOwners()));
  }

  StandingProvider provider() {
    return provider;
  }

  /** Whether its targets, or what they get, can change at any time. */
  boolean hasFile() {
    return file.isPresent() || provider.source().isPresent();
  }

  /**
   * Looks for changes.
   *
   * @return whether there are any
   */
  boolean look() {
    boolean isNew = hasAnotherSource() || !hasBeenRead;
    if (file.isEmpty()) {
      if (isNew) {
        take(List.of(), List.of(), true);
      }
      return isNew;
    }
    TargetsFile.Look look = file.get().look();
    if (look.changed() || isNew) {
      take(look.targets(), look.flaws(), look.whole());
      return true;
    }
    return false;
  }

  private boolean hasAnotherSource() {
    Optional<FileState> present = provider.source().flatMap(path -> ExportedFile.state(host, path));
    boolean isAnother = !present.equals(source);
    source = present;
    return isAnother;
  }

  private void take(List<Target> listed, List<String> flaws, boolean all) {
    hasBeenRead = true;
    whole = all;
    List<Problem> found = new ArrayList<>();
    flaws.forEach(flaw -> found.add(ofFile(flaw)));
    Map<CredentialId, Request> present = new LinkedHashMap<>();
    for (Target target : targets(listed)) {
      try {
        Request request = provider.request(target);
        present.put(request.id(), request);
      } catch (UnfitTargetException e) {
        found.add(
            Problem.ofProvider(
                provider.name(),
                subjectOf(target),
                target.name(),
                "target " + e.reason() + "; it is not served",
                "correct the target or the knob"));
        // What it had stays, for a mistake is no reason to take a credential away.
        whole = false;
      }
    }
    wanted = present;
    problems = List.copyOf(found);
  }

  private List<Target> targets(List<Target> listed) {
    List<Target> all = new ArrayList<>(provider.settings().targets());
    Set<String> named = new HashSet<>();
    all.forEach(target -> named.add(target.name().toLowerCase(Locale.ROOT)));
    listed.stream()
        .filter(target -> named.add(target.name().toLowerCase(Locale.ROOT)))
        .forEach(all::add);
    return provider.settings().hasTargets() ? all : List.of(Target.NONE);
  }

  private String subjectOf(Target target) {
    boolean inKnob = provider.settings().targets().contains(target);
    StandingKnob knob = inKnob ? StandingKnob.TARGETS : StandingKnob.TARGETS_FILE;
    return knob.nameFor(provider.name());
  }

  private Problem ofFile(String flaw) {
    return Problem.ofProvider(
        provider.name(),
        StandingKnob.TARGETS_FILE.nameFor(provider.name()),
        provider.settings().targetsFile().map(Object::toString).orElse(""),
        flaw + "; targets that are served already stay",
        "correct the file, which is read again when it changes");
  }

  /** What is wanted, by credential, in the order of the targets. */
  Map<CredentialId, Request> wanted() {
    return wanted;
  }

  /** What is wrong with its targets. */
  List<Problem> problems() {
    return problems;
  }

  /** Whether a credential that is not wanted is certainly not to be. */
  boolean isWhole() {
    return whole;
  }
}
