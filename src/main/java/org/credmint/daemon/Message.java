// SPDX-License-Identifier: Apache-2.0
package org.credmint.daemon;

import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.credmint.config.MonitoringSettings;
import org.credmint.credential.CredentialId;
import org.credmint.demand.DemandReading;
import org.credmint.demand.DemandSource;
import org.credmint.event.Event;
import org.credmint.htcondor.tool.JobHolds;
import org.credmint.index.HoldRequest;
import org.credmint.provider.ConfigurationLoad;
import org.credmint.reconcile.DirectoryReport;
import org.credmint.status.StatusReport;

/** What reaches the loop: signals, changes on disk, and the results of workers. */
sealed interface Message {
  /** Takes the message to the part of the loop that it concerns. */
  void deliverTo(Receiver loop);

  /** Something done by a worker that has nothing to tell. */
  static Supplier<Message> after(Runnable task) {
    return () -> {
      task.run();
      return new EventRaised(Optional.empty());
    };
  }

  /** How the daemon does, published by a worker. */
  static Supplier<Message> publishing(
      Operations operations, StatusReport report, MonitoringSettings where) {
    return () -> new StatusPublished(operations.publish(report, where));
  }

  /** The loop, as messages see it. Each message has its method, so that none can be forgotten. */
  interface Receiver {
    void sighup();

    void stop(String cause);

    void demandChanged(DemandSource source);

    void demandRead(DemandSource source, DemandReading reading);

    void batchDone(BatchDone done);

    void answered(CredentialId id);

    void holdDone(HoldDone done);

    void reloadDone(ConfigurationLoad load);

    void statusPublished();

    void raised(Event event);

    void crashed(Throwable cause);
  }

  /** SIGHUP: look again and read the configuration again. The two cannot be distinguished. */
  record Sighup() implements Message {
    @Override
    public void deliverTo(Receiver loop) {
      loop.sighup();
    }
  }

  /** A signal to end. */
  record Stop(String cause) implements Message {
    @Override
    public void deliverTo(Receiver loop) {
      loop.stop(cause);
    }
  }

  /** A source of demand wants to be read. */
  record DemandChanged(DemandSource source) implements Message {
    @Override
    public void deliverTo(Receiver loop) {
      loop.demandChanged(source);
    }
  }

  /** A worker has read a source of demand. */
  record DemandRead(DemandSource source, DemandReading reading) implements Message {
    @Override
    public void deliverTo(Receiver loop) {
      loop.demandRead(source, reading);
    }
  }

  /**
   * A worker has been through some credentials.
   *
   * @param generation which configuration it used
   */
  record BatchDone(List<DirectoryReport> reports, int generation) implements Message {
    @Override
    public void deliverTo(Receiver loop) {
      loop.batchDone(this);
    }
  }

  /** Somebody else who was asked for a credential has answered. */
  record Answered(CredentialId id) implements Message {
    @Override
    public void deliverTo(Receiver loop) {
      loop.answered(id);
    }
  }

  /**
   * A worker has had jobs put on hold.
   *
   * @param answer what became of each
   */
  record HoldDone(HoldRequest order, JobHolds.Answer answer) implements Message {
    @Override
    public void deliverTo(Receiver loop) {
      loop.holdDone(this);
    }
  }

  /** A worker has read the configuration again. */
  record ReloadDone(ConfigurationLoad load) implements Message {
    @Override
    public void deliverTo(Receiver loop) {
      loop.reloadDone(load);
    }
  }

  /**
   * A worker has found that keys are due to be replaced, or were.
   *
   * @param take has the configuration read again where they are; called by the loop
   */
  record KeysLookedAt(Runnable take) implements Message {
    @Override
    public void deliverTo(Receiver loop) {
      take.run();
    }
  }

  /**
   * A worker has published how the daemon does.
   *
   * @param event what is to be told of it
   */
  record StatusPublished(Optional<Event> event) implements Message {
    @Override
    public void deliverTo(Receiver loop) {
      loop.statusPublished();
      event.ifPresent(loop::raised);
    }
  }

  /** Something that another thread has to tell, or that it is done with nothing to tell. */
  record EventRaised(Optional<Event> event) implements Message {
    @Override
    public void deliverTo(Receiver loop) {
      event.ifPresent(loop::raised);
    }
  }

  /** A worker broke on an error that nobody foresaw: the program cannot be trusted any more. */
  record WorkerCrashed(Throwable cause) implements Message {
    @Override
    public void deliverTo(Receiver loop) {
      loop.crashed(cause);
    }
  }
}
