package org.credmint.daemon;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.LongSupplier;
import org.credmint.os.Directory;
import org.credmint.os.FileState;
import org.credmint.os.PosixException;
import org.credmint.request.Demand;
import org.credmint.request.Users;

/** Compares directories by their times of change: it costs what there is, but opens nothing. */
final class Surveyor {
  private final Directory top;
  private final LongSupplier nanoTime;

  Surveyor(Directory top, LongSupplier nanoTime) {
    this.top = top;
    this.nanoTime = nanoTime;
  }

  Survey survey(String cause, Demand demand) {
    long start = nanoTime.getAsLong();
    try {
      Users users = demand.users(top.entries());
      List<Survey.Stamp> stamps = new ArrayList<>(users.names().size());
      for (String user : users.names()) {
        stamp(user).ifPresent(stamps::add);
      }
      return new Survey(cause, stamps, users.anomalies(), since(start), Optional.empty());
    } catch (PosixException e) {
      return new Survey(
          cause, List.of(), List.of(), since(start), Optional.of(String.valueOf(e.getMessage())));
    }
  }

  /** Empty where the directory has gone since it was listed. */
  private Optional<Survey.Stamp> stamp(String user) throws PosixException {
    return top.state(user)
        .filter(state -> state.kind() == FileState.Kind.DIRECTORY)
        .map(state -> new Survey.Stamp(user, state.modifiedNanos()));
  }

  private Duration since(long start) {
    return Duration.ofNanos(nanoTime.getAsLong() - start);
  }
}
