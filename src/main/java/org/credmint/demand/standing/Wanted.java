// SPDX-License-Identifier: Apache-2.0
package org.credmint.demand.standing;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.credmint.config.knob.Problem;
import org.credmint.config.standing.StandingKnob;
import org.credmint.credential.CredentialId;
import org.credmint.demand.standing.ExportRegister.Entry;
import org.credmint.issue.CredentialReading;
import org.credmint.os.Host;
import org.credmint.request.Destination;
import org.credmint.request.Request;

/** All that is wanted, but what would be written where something else is. For one comparison. */
final class Wanted {
  private final Host host;
  private final Set<Path> written;
  private final Map<CredentialId, Request> requests = new LinkedHashMap<>();
  private final Map<Path, CredentialId> places = new HashMap<>();
  private final List<Problem> problems = new ArrayList<>();

  /**
   * Nothing yet.
   *
   * @param written the files that were written before
   */
  Wanted(Host host, Set<Entry> written) {
    this.host = host;
    this.written =
        written.stream().flatMap(entry -> entry.path().stream()).collect(Collectors.toSet());
  }

  /**
   * Adds what one standing credential wants.
   *
   * @param told what is served already
   */
  void add(Catalogue catalogue, Set<CredentialId> told) {
    problems.addAll(catalogue.problems());
    for (Request request : catalogue.wanted().values()) {
      Optional<Problem> unfit =
          collision(request)
              .or(
                  () ->
                      told.contains(request.id())
                          ? Optional.empty()
                          : foreign(request, catalogue.provider()::readReplaceable));
      if (unfit.isPresent()) {
        problems.add(unfit.get());
      } else {
        pathOf(request).ifPresent(path -> places.put(path, request.id()));
        requests.put(request.id(), request);
      }
    }
  }

  private Optional<Problem> collision(Request request) {
    Optional<Path> path = pathOf(request);
    return path.map(places::get)
        .map(
            other ->
                problem(
                    request,
                    path.get(),
                    "is the file of %s too, so %s is not served".formatted(other, request.id()),
                    "make the paths differ"));
  }

  /** A file that was there before, and is no credential or another's, is not overwritten. */
  private Optional<Problem> foreign(Request request, Function<byte[], CredentialReading> reader) {
    Optional<Path> path = pathOf(request);
    if (path.isEmpty()
        || written.contains(path.get())
        || ExportedFile.isFree(host, path.get(), reader)) {
      return Optional.empty();
    }
    return Optional.of(
        problem(
            request,
            path.get(),
            "is a file already, and not a credential that may be replaced, so %s is not served"
                .formatted(request.id()),
            "remove it, or change the path"));
  }

  private static Problem problem(Request request, Path path, String reason, String fix) {
    String name = request.id().provider();
    return Problem.ofProvider(
        name, StandingKnob.EXPORT.nameFor(name), path.toString(), reason, fix);
  }

  static Entry entryOf(Request request) {
    return new Entry(request.id(), pathOf(request));
  }

  static Optional<Path> pathOf(Request request) {
    return request.destination() instanceof Destination.Exported exported
        ? Optional.of(exported.file())
        : Optional.empty();
  }

  /** What can be served, in order; the caller may take some out. */
  Map<CredentialId, Request> requests() {
    return requests;
  }

  /** The paths of all that can be served. */
  Set<Path> places() {
    return Set.copyOf(places.keySet());
  }

  /** What is wrong with the others. */
  List<Problem> problems() {
    return List.copyOf(problems);
  }
}
