// SPDX-License-Identifier: Apache-2.0
package org.credmint.daemon;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import org.credmint.credential.CredentialId;
import org.credmint.credential.CredentialKind;
import org.credmint.credential.Description;
import org.credmint.issue.CredentialReading;
import org.credmint.issue.CredentialReading.Decoded;
import org.credmint.issue.Issuance;
import org.credmint.issue.Issuer;
import org.credmint.issue.lane.Lane;
import org.credmint.issue.lane.LaneIssuer;
import org.credmint.policy.decision.Plan;
import org.credmint.policy.decision.TraceStep;
import org.credmint.provider.Bounds;
import org.credmint.provider.Provider;
import org.credmint.request.Request;
import org.credmint.secret.Secret;

/**
 * A provider of a kind of credential that exists in tests only: notes, lines of text that say for
 * whom, number, start and end. Its issuer fails as it is told to.
 */
final class NoteProvider implements Provider {
  static final CredentialKind NOTE = new CredentialKind("note", "note", true);
  static final Duration LIFETIME = Duration.ofMinutes(20);

  /** What the next calls of the issuer come to; once it is used up, calls succeed. */
  final Deque<Issuance.Failed> failures = new ArrayDeque<>();

  /** What happens while the issuer is at work, and before the audit log is told. */
  Runnable whileIssuing = () -> {};

  Runnable beforeRecord = () -> {};

  private final String name;
  private final Issuer<NotePlan> issuer;
  private int issued;
  int calls;

  /** A provider whose issuer answers at once. */
  NoteProvider(String name) {
    this.name = name;
    this.issuer = new NoteIssuer();
  }

  /** A provider whose issuer waits for somebody else, who answers with the next of these. */
  NoteProvider(String name, Lane lane, BlockingQueue<Runnable> answers, InstantSource clock) {
    this.name = name;
    this.issuer = new LaneIssuer<>(new SlowNoteIssuer(answers), lane, clock);
  }

  private record NotePlan(
      CredentialId id, Duration lifetime, List<TraceStep> trace, Runnable beforeRecord)
      implements Plan {
    @Override
    public List<TraceStep> trace() {
      beforeRecord.run();
      return trace;
    }
  }

  private record Note(Description description) implements Decoded {}

  private final class SlowNoteIssuer extends NoteIssuer {
    private final BlockingQueue<Runnable> answers;

    SlowNoteIssuer(BlockingQueue<Runnable> answers) {
      this.answers = answers;
    }

    @Override
    public Issuance issue(NotePlan plan, Instant now) {
      try {
        answers.take().run();
        return super.issue(plan, now);
      } catch (InterruptedException e) {
        return new Issuance.Failed(Issuance.FailureKind.TRANSIENT, "given up");
      }
    }
  }

  private class NoteIssuer implements Issuer<NotePlan> {
    @Override
    public Issuance issue(NotePlan plan, Instant now) {
      calls++;
      if (!failures.isEmpty()) {
        return failures.remove();
      }
      issued++;
      whileIssuing.run();
      Instant end = now.plus(plan.lifetime());
      String text =
          "note %s %d %d %d"
              .formatted(plan.id().user(), issued, now.getEpochSecond(), end.getEpochSecond());
      byte[] content = text.getBytes(StandardCharsets.UTF_8);
      return new Issuance.Issued(Secret.of(content), ((Note) read(content)).description());
    }

    @Override
    public CredentialReading read(byte[] file) {
      String[] words = new String(file, StandardCharsets.UTF_8).split(" ", -1);
      if (words.length != 5 || !words[0].equals("note")) {
        return new CredentialReading.Unreadable("it is no note");
      }
      return new Note(
          new Description(
              NOTE,
              "the test",
              "",
              words[2],
              words[1],
              List.of(),
              "",
              Instant.ofEpochSecond(Long.parseLong(words[3])),
              Instant.ofEpochSecond(Long.parseLong(words[4]))));
    }

    @Override
    public Optional<String> difference(NotePlan plan, Decoded found, Secret file) {
      String subject = found.description().subject();
      return subject.equals(plan.id().user())
          ? Optional.empty()
          : Optional.of("it is for " + subject);
    }

    @Override
    public boolean hasIssued(Decoded found, Secret file) {
      return false; // notes are not signed
    }

    @Override
    public String identity() {
      return "notes";
    }
  }

  @Override
  public CredentialKind kind() {
    return NOTE;
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public boolean isForJobs() {
    return false;
  }

  @Override
  public Duration lifetime() {
    return LIFETIME;
  }

  @Override
  public String identity() {
    return issuer.identity();
  }

  @Override
  public boolean hasIssued(Decoded found, Secret file) {
    return issuer.hasIssued(found, file);
  }

  @Override
  public List<Fact> facts() {
    return List.of(new Fact("paper", "yellow"));
  }

  @Override
  public Sample sample(Instant now) {
    Issuance issuance =
        issuer.issue(
            new NotePlan(new CredentialId("nobody", name, ""), LIFETIME, List.of(), () -> {}), now);
    return issuance instanceof Issuance.Issued made
        ? new Sample.Made(made, Optional.empty())
        : new Sample.None("no paper");
  }

  @Override
  public boolean isBounded() {
    return false;
  }

  @Override
  public Answer decide(Request request) {
    CredentialId id = request.id();
    List<TraceStep> trace = List.of(new TraceStep("sub", id.user(), "NOTES"));
    return new Answer.Planned<>(new NotePlan(id, LIFETIME, trace, beforeRecord), issuer);
  }

  @Override
  public CredentialReading read(byte[] file) {
    return issuer.read(file);
  }

  @Override
  public Optional<Provider> within(Bounds newer) {
    return newer.providers().containsKey(name()) ? Optional.of(this) : Optional.empty();
  }

  @Override
  public boolean issuesTheSameAs(Provider other) {
    return other == this;
  }
}
