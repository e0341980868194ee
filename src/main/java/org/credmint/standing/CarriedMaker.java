// SPDX-License-Identifier: Apache-2.0
package org.credmint.standing;

import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.credmint.config.standing.StandingKnob;
import org.credmint.config.standing.StandingSettings;
import org.credmint.config.standing.StandingSettings.Content;
import org.credmint.config.standing.StandingSettings.Program;
import org.credmint.config.standing.Target;
import org.credmint.config.standing.TargetTemplate;
import org.credmint.config.standing.TargetTemplate.UnfitTargetException;
import org.credmint.config.standing.TemplatePlace;
import org.credmint.credential.CredentialId;
import org.credmint.credential.CredentialKind;
import org.credmint.credential.Description;
import org.credmint.credential.kind.CredentialType;
import org.credmint.issue.CredentialReading;
import org.credmint.issue.CredentialReading.Decoded;
import org.credmint.issue.CredentialReading.Unreadable;
import org.credmint.issue.Issuer;
import org.credmint.issue.callout.ProgramCalls;
import org.credmint.issue.carried.CarriedBounds;
import org.credmint.issue.carried.CarriedFile;
import org.credmint.issue.carried.CarriedPlan;
import org.credmint.issue.carried.CarriedReader;
import org.credmint.issue.stored.StoredFile;
import org.credmint.policy.decision.TraceStep;
import org.credmint.provider.Provider.Answer;
import org.credmint.provider.Provider.Fact;
import org.credmint.provider.Provider.Sample;
import org.credmint.secret.Secret;

/** Has credentials made by a program, or delivered from a file. */
final class CarriedMaker implements StandingMaker {
  private final StandingSettings settings;
  private final Content.Carried content;
  private final CarriedReader reader;
  private final Issuer<CarriedPlan> issuer;
  private final Optional<StoredFile> stored;

  /**
   * A maker.
   *
   * @param issuer makes or delivers them
   * @param stored the file; empty where a program makes them
   */
  CarriedMaker(
      StandingSettings settings,
      Content.Carried content,
      CarriedReader reader,
      Issuer<CarriedPlan> issuer,
      Optional<StoredFile> stored) {
    this.settings = settings;
    this.content = content;
    this.reader = reader;
    this.issuer = issuer;
    this.stored = stored;
  }

  @Override
  public CredentialKind kind() {
    return reader.kind();
  }

  @Override
  public Answer decide(CredentialId id, Target target) throws UnfitTargetException {
    TargetValues values = new TargetValues(settings, target);
    CarriedBounds bounds = bounds(values);
    List<CarriedPlan.Call> calls =
        content.program().isPresent()
            ? new ProgramCalls(settings.name(), content.program().get(), values::find).all()
            : List.of();
    return new Answer.Planned<>(
        new CarriedPlan(id, bounds, calls, question(target, bounds), trace(calls, bounds)), issuer);
  }

  private CarriedBounds bounds(TargetValues values) throws UnfitTargetException {
    String subject =
        values.fill(name(StandingKnob.SUBJECT_TEMPLATE), settings.subject(), TemplatePlace.SUBJECT);
    return new CarriedBounds(
        settings.lifetime(),
        subject,
        values.fillAll(name(StandingKnob.SCOPE), content.scope(), TemplatePlace.SCOPE),
        values.fillAll(name(StandingKnob.AUDIENCE), content.audience(), TemplatePlace.AUDIENCE));
  }

  private Map<String, Object> question(Target target, CarriedBounds bounds) {
    Map<String, Object> question = new HashMap<>();
    question.put("credential", settings.name());
    question.put("type", content.type().toString());
    question.put("purpose", settings.purpose());
    question.put("lifetime", bounds.lifetime().toSeconds());
    question.put("subject", bounds.subject());
    question.put("scope", String.join(" ", bounds.scope()));
    question.put("audience", bounds.audience());
    if (!target.name().isEmpty()) {
      question.put("target", Map.of("name", target.name(), "attributes", target.attributes()));
    }
    return question;
  }

  private List<TraceStep> trace(List<CarriedPlan.Call> calls, CarriedBounds bounds) {
    List<TraceStep> trace = new ArrayList<>();
    calls.forEach(
        call ->
            trace.add(
                TargetValues.step(
                    "program", String.join(" ", call.command()), name(StandingKnob.PROGRAM))));
    content
        .file()
        .ifPresent(
            file -> trace.add(TargetValues.step("file", file.toString(), name(StandingKnob.FILE))));
    if (!bounds.scope().isEmpty()) {
      String scope = String.join(" ", bounds.scope());
      trace.add(TargetValues.step("highest scope", scope, name(StandingKnob.SCOPE)));
    }
    if (!bounds.lifetime().isZero()) {
      trace.add(
          TargetValues.step(
              "longest life",
              bounds.lifetime().toSeconds() + " s",
              name(StandingKnob.TOKEN_LIFETIME)));
    }
    return trace;
  }

  private String name(StandingKnob knob) {
    return knob.nameFor(settings.name());
  }

  @Override
  public Sample sample(CredentialId id, Target target, Instant now) {
    return new Sample.None(
        stored.isPresent()
            ? "it is in a file"
            : "its program has to be run, which is not done here");
  }

  @Override
  public Instant dueAt(Description found, Instant usual) {
    return stored.isPresent() ? StoredFile.dueAt(found) : usual;
  }

  @Override
  public Optional<Path> source() {
    return content.file();
  }

  @Override
  public String sourceVersion() {
    return stored.flatMap(StoredFile::fingerprint).orElse("");
  }

  @Override
  public CredentialReading read(byte[] file) {
    return reader.read(file);
  }

  /** Only what is certainly short-lived: text could be anything, and a key is not made again. */
  @Override
  public CredentialReading readReplaceable(byte[] file) {
    CredentialReading reading = read(file);
    boolean isReplaceable =
        reading instanceof CarriedFile carried
            && (reader.kind().isToken() || carried.content().form().startsWith("a proxy"));
    return isReplaceable
        ? reading
        : new Unreadable("it is neither a token nor a proxy, and nobody could make it again");
  }

  @Override
  public boolean hasIssued(Decoded found, Secret file) {
    return issuer.hasIssued(found, file);
  }

  @Override
  public String identity() {
    return issuer.identity();
  }

  @Override
  public List<Fact> facts() {
    List<Fact> facts = new ArrayList<>();
    facts.add(new Fact("type", content.type() + ", for " + settings.purpose()));
    content.file().ifPresent(file -> facts.add(new Fact("file", file.toString())));
    content.program().ifPresent(program -> facts.addAll(facts(program)));
    if (stored.isEmpty()
        && content.type() == CredentialType.SCITOKEN
        && content.scope().isEmpty()) {
      facts.add(
          new Fact("scope", "not bounded, since " + name(StandingKnob.SCOPE) + " is not set"));
    }
    return facts;
  }

  private static List<Fact> facts(Program program) {
    String command =
        program.command().stream().map(TargetTemplate::text).collect(Collectors.joining(" "));
    String how =
        "as %s, within %d s"
            .formatted(
                program.account().orElse("the daemon's user"), program.timeout().toSeconds());
    return List.of(new Fact("program", command), new Fact("it runs", how));
  }

  @Override
  public boolean makesTheSameAs(StandingMaker other) {
    return other instanceof CarriedMaker before && content.equals(before.content);
  }
}
