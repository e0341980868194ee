package org.credmint.daemon;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.credmint.credential.CredentialId;
import org.credmint.credential.CredentialKind;
import org.credmint.credential.Description;
import org.credmint.issue.CredentialReading;
import org.credmint.issue.CredentialReading.Decoded;
import org.credmint.issue.Issuance;
import org.credmint.issue.Issuer;
import org.credmint.policy.Plan;
import org.credmint.policy.TraceStep;
import org.credmint.queue.JobRequest;
import org.credmint.secret.Secret;

/**
 * A provider of a kind of credential that exists in tests only: notes, lines of text that say for
 * whom, number, start and end. Its issuer fails as it is told to.
 */
final class NoteProvider implements Provider {
  static final CredentialKind NOTE = new CredentialKind("note", "note");
  static final Duration LIFETIME = Duration.ofMinutes(20);

  /** What the next calls of the issuer come to; once it is used up, calls succeed. */
  final Deque<Issuance.Failed> failures = new ArrayDeque<>();

  private final String name;
  private int issued;
  int calls;

  NoteProvider(String name) {
    this.name = name;
  }

  private record NotePlan(CredentialId id, Duration lifetime, List<TraceStep> trace)
      implements Plan {}

  private record Note(Description description) implements Decoded {}

  private final class NoteIssuer implements Issuer<NotePlan> {
    @Override
    public Issuance issue(NotePlan plan, Instant now) {
      calls++;
      if (!failures.isEmpty()) {
        return failures.remove();
      }
      issued++;
      Instant end = now.plus(plan.lifetime());
      String text =
          "note %s %d %d %d"
              .formatted(plan.id().user(), issued, now.getEpochSecond(), end.getEpochSecond());
      byte[] content = text.getBytes(StandardCharsets.UTF_8);
      return new Issuance.Issued(Secret.of(content), ((Note) read(content)).description());
    }

    @Override
    public CredentialReading read(byte[] file) {
      String[] words = new String(file, StandardCharsets.UTF_8).split(" ");
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
    public String identity() {
      return "notes";
    }
  }

  private final NoteIssuer issuer = new NoteIssuer();

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
  public boolean isBounded() {
    return false;
  }

  @Override
  public Set<String> wantedAttributes() {
    return Set.of();
  }

  @Override
  public void prepare(Collection<String> users) {}

  @Override
  public Answer decide(CredentialId id, Optional<JobRequest> job) {
    List<TraceStep> trace = List.of(new TraceStep("sub", id.user(), "NOTES"));
    return new Answer.Planned<>(new NotePlan(id, LIFETIME, trace), issuer);
  }

  @Override
  public CredentialReading read(byte[] file) {
    return issuer.read(file);
  }

  @Override
  public Provider within(Bound bound) {
    return this;
  }

  @Override
  public Provider keepingGroupsOf(Provider before) {
    return this;
  }

  @Override
  public boolean issuesTheSameAs(Provider other) {
    return other == this;
  }
}
