package org.credmint.queue;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import org.credmint.credential.AttributeValue;
import org.credmint.htcondor.SpoolNames;
import org.jspecify.annotations.Nullable;

/** One job as its own and its cluster's ad make it: what it asks for, and in whose name. */
record Asking(Slots slots, int proc, Ad own, Ad inherited) {
  /** Whether it asks for anything, quickly: most jobs do not. */
  boolean isSilent() {
    return wishes().isEmpty();
  }

  private List<Wish> wishes() {
    List<Wish> wishes = own.wishes() != null ? own.wishes() : inherited.wishes();
    return isOver() || wishes == null ? List.of() : wishes;
  }

  /** Whether it asks no more, whatever stands in its ad. */
  boolean isOver() {
    return own.isGone() || status() == JobStatus.COMPLETED;
  }

  /** The user; empty where the ad names none that a credential could be stored for. */
  static Optional<String> owner(@Nullable AttributeValue value) {
    return value instanceof AttributeValue.Text text && SpoolNames.isUser(text.value())
        ? Optional.of(text.value())
        : Optional.empty();
  }

  Optional<String> owner() {
    return owner(value(Slots.OWNER));
  }

  @Nullable AttributeValue value(int slot) {
    AttributeValue value = own.value(slot);
    return value != null ? value : inherited.value(slot);
  }

  /** The providers that it asks for a credential of its own. */
  List<String> ofItsOwn() {
    return owner().isEmpty() ? List.of() : providers(wish -> wish.isForJob(proc));
  }

  /** The providers that it asks for its cluster's credential, which must be its owner's too. */
  List<String> ofItsCluster() {
    return owner().isEmpty() || !owner().equals(owner(inherited.value(Slots.OWNER)))
        ? List.of()
        : providers(Wish::isForCluster);
  }

  /** What it asks for by names of other schedds' jobs. */
  List<Wish> ofAnotherSchedd() {
    List<Wish> others = new ArrayList<>(0);
    if (owner().isPresent()) {
      for (Wish wish : wishes()) {
        if (wish.ofAnotherSchedd() != null) {
          others.add(wish);
        }
      }
    }
    return others;
  }

  private List<String> providers(Predicate<Wish> which) {
    List<String> providers = new ArrayList<>(1);
    for (Wish wish : wishes()) {
      if (which.test(wish) && !providers.contains(wish.provider())) {
        providers.add(wish.provider());
      }
    }
    return providers;
  }

  /** Whether the two differ in anything that a credential may depend on; the status is none. */
  boolean differsFrom(Asking other) {
    for (int slot = 0; slot < slots.count(); slot++) {
      if (!Objects.equals(value(slot), other.value(slot))) {
        return true;
      }
    }
    return false;
  }

  /** Adds the attributes of which the job has another value than its cluster. */
  void addOverridden(Set<String> names) {
    for (int slot = 0; slot < slots.count(); slot++) {
      if (own.value(slot) != null && !Objects.equals(own.value(slot), inherited.value(slot))) {
        names.add(slots.name(slot));
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
  boolean cameToRestAfter(Asking other) {
    return !status().mayRun() && status() != other.status();
  }

  KeptAttributes attributes(int cluster) {
    return new KeptAttributes(slots, slots.job(cluster, proc), own, inherited);
  }
}
