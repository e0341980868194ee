// SPDX-License-Identifier: Apache-2.0
package org.credmint.queue.index;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import org.credmint.credential.AttributeValue;
import org.credmint.htcondor.CredentialFileNames;
import org.credmint.queue.job.JobStatus;
import org.jspecify.annotations.Nullable;

/** One job as its own and its cluster's ad make it: what it asks for, and in whose name. */
record EffectiveJob(AttributeTable table, int proc, Ad own, Ad inherited) {
  /** Whether it asks for anything, quickly: most jobs do not. */
  boolean isSilent() {
    return requestedServices().isEmpty();
  }

  private List<RequestedService> requestedServices() {
    List<RequestedService> requestedServices =
        own.requestedServices() != null ? own.requestedServices() : inherited.requestedServices();
    return isOver() || requestedServices == null ? List.of() : requestedServices;
  }

  /** Whether it asks no more, whatever stands in its ad. */
  boolean isOver() {
    return own.isGone() || status() == JobStatus.COMPLETED;
  }

  /** The user; empty where the ad names none that a credential could be stored for. */
  static Optional<String> owner(@Nullable AttributeValue value) {
    return value instanceof AttributeValue.Text text && CredentialFileNames.isUser(text.value())
        ? Optional.of(text.value())
        : Optional.empty();
  }

  Optional<String> owner() {
    return owner(value(AttributeTable.OWNER));
  }

  @Nullable AttributeValue value(int slot) {
    AttributeValue value = own.value(slot);
    return value != null ? value : inherited.value(slot);
  }

  /** The providers that it asks for a credential of its own. */
  List<String> ofItsOwn() {
    return owner().isEmpty()
        ? List.of()
        : providers(requestedService -> requestedService.isForJob(proc));
  }

  /** The providers that it asks for its cluster's credential, which must be its owner's too. */
  List<String> ofItsCluster() {
    return owner().isEmpty() || !owner().equals(owner(inherited.value(AttributeTable.OWNER)))
        ? List.of()
        : providers(RequestedService::isForCluster);
  }

  /** What it asks for by names of other schedds' jobs. */
  List<RequestedService> ofAnotherSchedd() {
    List<RequestedService> others = new ArrayList<>(0);
    if (owner().isPresent()) {
      for (RequestedService requestedService : requestedServices()) {
        if (requestedService.ofAnotherSchedd() != null) {
          others.add(requestedService);
        }
      }
    }
    return others;
  }

  private List<String> providers(Predicate<RequestedService> which) {
    List<String> providers = new ArrayList<>(1);
    for (RequestedService requestedService : requestedServices()) {
      if (which.test(requestedService) && !providers.contains(requestedService.provider())) {
        providers.add(requestedService.provider());
      }
    }
    return providers;
  }

  /** Whether the two differ in anything that a credential may depend on; the status is none. */
  boolean differsFrom(EffectiveJob other) {
    for (int slot = 0; slot < table.count(); slot++) {
      if (!Objects.equals(value(slot), other.value(slot))) {
        return true;
      }
    }
    return false;
  }

  /** Adds the attributes of which the job has another value than its cluster. */
  void addOverridden(Set<String> names) {
    for (int slot = 0; slot < table.count(); slot++) {
      if (own.value(slot) != null && !Objects.equals(own.value(slot), inherited.value(slot))) {
        names.add(table.name(slot));
      }
    }
  }

  JobStatus status() {
    return JobStatus.of(own.status() > 0 ? own.status() : inherited.status());
  }

  /** When it got its status, in seconds since 1970 by the schedd's clock; 0 where no ad tells. */
  long since() {
    return own.since() > 0 ? own.since() : inherited.since();
  }

  /** Whether it stopped to run or wait since it was as another: went on hold, or was removed. */
  boolean cameToRestAfter(EffectiveJob other) {
    return !status().mayRun() && status() != other.status();
  }

  EffectiveAttributes attributes(int cluster) {
    return new EffectiveAttributes(table, table.job(cluster, proc), own, inherited);
  }
}
