// SPDX-License-Identifier: Apache-2.0
package org.credmint.daemon;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import org.credmint.audit.AuditLog;
import org.credmint.audit.line.AuditEntry;
import org.credmint.audit.trail.AuditTrail;
import org.credmint.config.AuditSettings;
import org.credmint.config.JobRenewal;
import org.credmint.config.MonitoringSettings;
import org.credmint.config.PullInterval;
import org.credmint.config.ScheddQueue;
import org.credmint.config.Settings;
import org.credmint.config.group.GroupMap;
import org.credmint.config.oauth.OAuthServices;
import org.credmint.config.provider.ProviderSettings;
import org.credmint.config.provider.ReadableRights;
import org.credmint.config.standing.StandingDeclarations;
import org.credmint.demand.CredentialDirectorySource;
import org.credmint.demand.DemandSource;
import org.credmint.demand.JobQueueSource;
import org.credmint.demand.QueueNews;
import org.credmint.demand.QueueReader;
import org.credmint.demand.control.ControlSource;
import org.credmint.demand.control.PendingRecords;
import org.credmint.directory.CredentialDirectoryReader;
import org.credmint.event.DaemonEvent;
import org.credmint.event.Event;
import org.credmint.event.Journal;
import org.credmint.htcondor.NameRule;
import org.credmint.htcondor.knob.Knobs;
import org.credmint.htcondor.log.DaemonLogSettings;
import org.credmint.htcondor.tool.JobHolds;
import org.credmint.index.HoldRequest;
import org.credmint.index.StepDetectingClock;
import org.credmint.issue.LocalIssuer;
import org.credmint.issue.TokenFileParser;
import org.credmint.issue.UnverifiedToken;
import org.credmint.key.KeyLoadResult;
import org.credmint.key.KeyRing;
import org.credmint.key.SignatureProvider;
import org.credmint.key.SigningKey;
import org.credmint.metrics.Monitoring;
import org.credmint.os.Host;
import org.credmint.os.file.Directory;
import org.credmint.provider.ActiveConfiguration;
import org.credmint.provider.Bounds;
import org.credmint.provider.ConfigurationLoad;
import org.credmint.provider.Provider;
import org.credmint.provider.Rights;
import org.credmint.provider.ScopeExpressions;
import org.credmint.provider.TokenProvider;
import org.credmint.reconcile.BatchReconciler;
import org.credmint.reconcile.DirectoryReport;
import org.credmint.reconcile.DirectoryTask;
import org.credmint.reconcile.OriginCheck;
import org.credmint.renew.Freshness;
import org.credmint.renew.RenewalSchedule;
import org.credmint.revocation.Gate;
import org.credmint.status.StatusPublisher;
import org.credmint.status.StatusReport;
import org.credmint.status.StatusReport.DaemonProcess;
import org.credmint.store.CredentialStore;
import org.jspecify.annotations.Nullable;

/**
 * A whole monitor on a real directory, with time, configuration and messages in the test's hands.
 * Workers do their tasks at once.
 */
final class TestMonitor implements AutoCloseable {
  static final Instant START = Instant.parse("2026-11-22T00:00:00Z");
  static final Duration LIFETIME = Duration.ofSeconds(1200);

  final Path directory;
  Path controlDirectory;
  final ScriptedInbox inbox = new ScriptedInbox();
  final List<Event> events = new ArrayList<>();
  private final Host host;
  private final Gate gate;
  private final Host auditLogHost;
  private final Path keys;
  private final Directory top;
  private final CredentialStore store;
  private final Map<String, TokenProvider> providers = new HashMap<>();
  private final Map<String, Provider> others = new HashMap<>();
  private Instant now = START;
  private long nanos = 17;
  private ConfigurationLoad nextLoad =
      new ConfigurationLoad.Unreadable("the test set none", Optional.empty());
  private NameRule names = NameRule.WITH_HANDLES;
  private StandingDeclarations standing = StandingDeclarations.NONE;
  private boolean grantsWatches = true;
  private Optional<AuditSettings> audit = Optional.empty();
  private final TestQueue queue = new TestQueue();
  private Optional<QueueReader> queueReader = Optional.empty();
  private Function<HoldRequest, JobHolds.Answer> holdAnswer = TestMonitor::allHeld;
  private List<ScheddQueue> queues = List.of();
  final List<HoldRequest> holds = new ArrayList<>();
  private final List<DemandSource> otherSources = new ArrayList<>();
  private volatile @Nullable CredentialDirectorySource directorySource;
  private @Nullable DemandSource queueSource;
  private boolean cutsShort;
  private Optional<Gate> controls = Optional.empty();
  private JobRenewal renewal = new JobRenewal(Duration.ofDays(3), Duration.ofHours(1));
  private MonitoringSettings monitoring = MonitoringSettings.OFF;
  final List<StatusReport> reports = new ArrayList<>();
  private final StatusPublisher publisher;
  int reloads;
  boolean hasKeyRings;
  boolean ringChanged;

  TestMonitor(Path temporary) throws IOException {
    this(temporary, Host.create(), Host.create());
  }

  /** The same where the system fails in a way of the test's choice, for tokens or the audit log. */
  TestMonitor(Path temporary, Host host, Host auditLogHost) throws IOException {
    this.host = host;
    this.auditLogHost = auditLogHost;
    directory = present(temporary.resolve("cred"), "rwxrwx---");
    controlDirectory = temporary.resolve("control");
    gate = new Gate(host);
    keys = present(temporary.resolve("keys"), "rwx------");
    top = host.openDirectory(directory);
    store = new CredentialStore(host.durableBatch());
    publisher = new Monitoring(host).publisher();
    provider("scitokens", settings -> settings);
  }

  /** A second monitor finds what the first one left. */
  private static Path present(Path path, String mode) throws IOException {
    return Files.isDirectory(path) ? path : Files.createDirectory(path, mode(mode));
  }

  private static java.nio.file.attribute.FileAttribute<?> mode(String mode) {
    return PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(mode));
  }

  /** Adds a provider, or changes one, for the next start or reload. */
  TestMonitor provider(String name, UnaryOperator<ProviderSettings> change) {
    ProviderSettings settings = change.apply(TestProviders.settings(name, keys));
    Rights rights = new Rights(settings, Optional.of(GroupMap.EMPTY), Optional.empty());
    LocalIssuer issuer =
        new LocalIssuer(
            settings.issuer(),
            settings.form(),
            key(settings),
            SignatureProvider.ofTheJdk(),
            () -> UUID.randomUUID().toString());
    ScopeExpressions none = new ScopeExpressions((expression, users) -> Map.of());
    Rights.Context context = new Rights.Context(none, Duration.ofSeconds(60));
    providers.put(name, new TokenProvider(rights, issuer, context));
    return this;
  }

  /** Adds a provider of another kind, for the next start or reload. */
  TestMonitor serve(Provider provider) {
    others.put(provider.name(), provider);
    return this;
  }

  /** What the configuration declares of standing credentials. */
  TestMonitor declaring(StandingDeclarations declarations) {
    standing = declarations;
    return this;
  }

  /** Takes a provider of another kind away, for the next start or reload. */
  void withdraw(String provider) {
    others.remove(provider);
  }

  private Map<String, Provider> all() {
    Map<String, Provider> all = new HashMap<>(providers);
    all.putAll(others);
    return all;
  }

  private SigningKey key(ProviderSettings settings) {
    KeyLoadResult reading =
        new KeyRing(host, new SecureRandom()).ensure(settings.name(), settings.key());
    if (reading instanceof KeyLoadResult.Loaded loaded) {
      return loaded.key();
    }
    throw new IllegalStateException(reading.toString());
  }

  /** File names are divided so among providers. */
  TestMonitor names(NameRule rule) {
    names = rule;
    return this;
  }

  /** The system grants no watch of any directory. */
  TestMonitor withoutWatches() {
    grantsWatches = false;
    return this;
  }

  /** Administrators direct it by files in the control directory. */
  TestMonitor controlled() {
    controls = Optional.of(gate);
    return this;
  }

  /** What the end of the process cuts short is left undone. */
  TestMonitor cuttingShort() {
    cutsShort = true;
    return this;
  }

  /** The job queue, to be filled by the test. */
  TestQueue queue() {
    return queue;
  }

  /** The job queue is read from a log, which is returned, and not filled by {@link #queue}. */
  Path queueLog() {
    queueReader = Optional.of(new QueueReader(host, (spool, log) -> {}));
    return directory.resolveSibling("job_queue.log");
  }

  /** For how long jobs that cannot run keep their tokens. */
  TestMonitor renewing(JobRenewal limits) {
    renewal = limits;
    return this;
  }

  /** Jobs cannot be put on hold, for this reason; empty where they can. */
  void holdsFail(Optional<String> reason) {
    holdAnswer =
        reason.isEmpty()
            ? TestMonitor::allHeld
            : order -> new JobHolds.Answer(Set.of(), Set.of(), Map.of(), reason);
  }

  /** What condor_hold says. */
  void holdsAnswer(Function<HoldRequest, JobHolds.Answer> answer) {
    holdAnswer = answer;
  }

  private static JobHolds.Answer allHeld(HoldRequest order) {
    Set<String> jobs =
        order.refusals().stream()
            .map(one -> one.job().withinSchedd())
            .collect(Collectors.toUnmodifiableSet());
    return new JobHolds.Answer(jobs, Set.of(), Map.of(), Optional.empty());
  }

  /** The job queues are read from these logs, and not filled by {@link #queue}. */
  void queueLogs(ScheddQueue... logs) {
    queueReader = Optional.of(new QueueReader(auditLogHost, (spool, log) -> {}));
    queues = List.of(logs);
  }

  /** Keeps a audit log. */
  TestMonitor audited(AuditSettings settings) {
    audit = Optional.of(settings);
    return this;
  }

  /** Tells there how it does. */
  TestMonitor monitored(MonitoringSettings settings) {
    monitoring = settings;
    return this;
  }

  /** Keeps none any more. */
  TestMonitor notAudited() {
    audit = Optional.empty();
    return this;
  }

  /** What the next reload says, read at that time from {@link #provider}. */
  void reloadSays(ConfigurationLoad load) {
    nextLoad = load;
  }

  /** What a configuration says that cannot be used, and that takes nothing from its providers. */
  Bounds bounds() {
    Map<String, Bounds.OfProvider> bounds = new HashMap<>();
    providers.forEach(
        (name, served) -> {
          ReadableRights rights = ReadableRights.of(served.settings());
          bounds.put(
              name, new Bounds.OfProvider(rights, Optional.of(GroupMap.EMPTY), Optional.empty()));
        });
    return new Bounds(bounds, Map.of(), Map.of());
  }

  ConfigurationLoad.Read configuration(int useFileMode) {
    Map<String, ProviderSettings> settings = new HashMap<>();
    providers.forEach((name, served) -> settings.put(name, served.settings()));
    PullInterval pull =
        new PullInterval(Duration.ofSeconds(300), PullInterval.Source.HTCONDOR_DEFAULT);
    Settings all =
        new Settings(
            directory,
            settings,
            names,
            true,
            pull,
            useFileMode,
            false,
            directory.resolveSibling("job_queue.log"),
            renewal,
            Optional.empty(),
            monitoring,
            controlDirectory,
            standing,
            OAuthServices.NONE);
    CredentialDirectoryReader directoryReader =
        new CredentialDirectoryReader(
            all().values().stream()
                .filter(one -> !one.isStanding())
                .map(Provider::name)
                .collect(Collectors.toSet()),
            ActiveConfiguration.forJobs(all().values()),
            queues().stream()
                .map(ScheddQueue::localName)
                .filter(name -> !name.isEmpty())
                .collect(Collectors.toSet()),
            names,
            Set.copyOf(List.of(0, host.identity().uid())));
    ActiveConfiguration active =
        new ActiveConfiguration(
            all,
            all(),
            new RenewalSchedule(new Freshness(pull.value())),
            directoryReader,
            host.identity().uid(),
            queues());
    DaemonLogSettings log =
        DaemonLogSettings.from(Knobs.of(Map.of("LOG", directory.toString())), "CREDMON_OAUTH")
            .settings();
    return new ConfigurationLoad.Read(active, Bounds.NONE, log, List.of());
  }

  private List<ScheddQueue> queues() {
    return queues.isEmpty()
        ? List.of(new ScheddQueue("", directory.resolveSibling("job_queue.log"), Optional.empty()))
        : queues;
  }

  /** Plays the script from a start to a stop. */
  TestMonitor run() {
    Executor waiters = cutsShort ? command -> {} : Runnable::run;
    runOn(inbox, new WorkerPools(Runnable::run, 2, waiters, inbox), events::add);
    return this;
  }

  /** Serves from an inbox and with workers of the test's own until it is told to stop. */
  ExitStatus runOn(Inbox from, WorkerPools workers, Journal journal) {
    AuditTrail auditTrail =
        new AuditTrail(
            event -> from.put(new Message.EventRaised(Optional.of(event))),
            one -> AuditLog.open(auditLogHost, one, () -> now));
    auditTrail.use(audit);
    Operations operations = new Inside(reconciler(auditTrail), auditTrail);
    StepDetectingClock clock = new StepDetectingClock(() -> now, () -> nanos);
    directorySource = directorySource(source -> from.put(new Message.DemandChanged(source)));
    queueSource = new JobQueueSource(this::readQueues, () -> nanos);
    List<DemandSource> sources = new ArrayList<>(List.of(directorySource, queueSource));
    sources.addAll(otherSources);
    PendingRecords records = new PendingRecords(host, auditTrail::record);
    controls.ifPresent(gates -> sources.add(new ControlSource(gates, records)));
    DaemonProcess process = new DaemonProcess("test", 7, now, directory);
    ConfigurationLoad.Read start = configuration(0400);
    return new Credmon(from, clock, workers, operations, sources, journal, process, start)
        .run(false);
  }

  private CredentialDirectorySource directorySource(Consumer<DemandSource> wake) {
    return new CredentialDirectorySource(
        top, directory, (watched, key) -> grantsWatches, store, () -> nanos, wake);
  }

  private List<QueueNews> readQueues(ActiveConfiguration active) {
    return queueReader.map(one -> one.read(active)).orElseGet(() -> List.of(queue.read(active)));
  }

  private BatchReconciler reconciler(AuditTrail auditTrail) {
    return new BatchReconciler(top, host, store, auditTrail, origins(auditTrail::file), gate);
  }

  private OriginCheck origins(Supplier<Optional<Path>> auditLog) {
    return new OriginCheck(auditLog, () -> nanos, host.identity().uid());
  }

  /** What credentials come to by the present configuration, without the loop. */
  DirectoryReport serve(DirectoryTask task) {
    AuditTrail none = new AuditTrail(events::add, settings -> null);
    return reconciler(none).serve(configuration(0400).active(), List.of(task), now).get(0);
  }

  /** What a listing of one user's directory tells, without the loop. */
  List<Event> list(String user) {
    CredentialDirectorySource source = directorySource(same -> {});
    source.userChanged(user);
    return source.read(configuration(0400).active()).events();
  }

  /** A watch reports a change in a user's directory. */
  TestMonitor thenUserChanges(String user) {
    inbox.then(() -> userChanged(user));
    return this;
  }

  /** A watch reports a change in a user's directory now. */
  void userChanged(String user) {
    Objects.requireNonNull(directorySource).userChanged(user);
  }

  /** The job queue log grows. */
  TestMonitor thenQueueGrows() {
    inbox.then(() -> inbox.put(new Message.DemandChanged(Objects.requireNonNull(queueSource))));
    return this;
  }

  /** Adds a source of demand beside HTCondor's two. */
  TestMonitor asking(DemandSource source) {
    otherSources.add(source);
    return this;
  }

  /** Time passes: both clocks go on. */
  TestMonitor thenPasses(Duration time) {
    inbox.then(
        () -> {
          now = now.plus(time);
          nanos += time.toNanos();
        });
    return this;
  }

  /** Somebody sets the wall clock. */
  TestMonitor thenClockIsSet(Duration by) {
    inbox.then(() -> now = now.plus(by));
    return this;
  }

  TestMonitor then(Runnable step) {
    inbox.then(step);
    return this;
  }

  TestMonitor thenComes(Message message) {
    inbox.then(() -> inbox.put(message));
    return this;
  }

  Instant now() {
    return now;
  }

  /** A user's directory as the credd makes it. */
  Path user(String user) {
    try {
      Path path = directory.resolve(user);
      return Files.isDirectory(path) ? path : Files.createDirectory(path, mode("rwx------"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A request as the credd leaves it. */
  TestMonitor request(String user, String stem) {
    return file(user, stem + ".top", user + "@foo");
  }

  TestMonitor file(String user, String name, String content) {
    try {
      Files.writeString(user(user).resolve(name), content, StandardCharsets.ISO_8859_1);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return this;
  }

  /** What the file for jobs holds. */
  Optional<UnverifiedToken> token(String user, String stem) {
    try {
      Path path = directory.resolve(user).resolve(stem + ".use");
      return Files.isRegularFile(path)
          ? Optional.of((UnverifiedToken) TokenFileParser.read(Files.readAllBytes(path)))
          : Optional.empty();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  String jti(String user, String stem) {
    return token(user, stem).orElseThrow().claims().tokenId();
  }

  <E extends Event> List<E> events(Class<E> kind) {
    return events.stream().filter(kind::isInstance).map(kind::cast).toList();
  }

  @Override
  public void close() {
    top.close();
  }

  /** The workshop without HTCondor. */
  private final class Inside implements Operations {
    private final BatchReconciler reconciler;
    private final AuditTrail auditTrail;

    Inside(BatchReconciler reconciler, AuditTrail auditTrail) {
      this.reconciler = reconciler;
      this.auditTrail = auditTrail;
    }

    @Override
    public List<DirectoryReport> serve(
        ActiveConfiguration active, List<DirectoryTask> tasks, Instant at) {
      return reconciler.serve(active, tasks, at);
    }

    @Override
    public void record(List<AuditEntry> entries) {
      auditTrail.record(entries);
    }

    @Override
    public void flushAuditLog() {}

    @Override
    public JobHolds.Answer hold(HoldRequest order) {
      holds.add(order);
      return holdAnswer.apply(order);
    }

    @Override
    public ConfigurationLoad load() {
      reloads++;
      return nextLoad;
    }

    @Override
    public boolean keysWantReading() {
      boolean wanted = ringChanged;
      ringChanged = false;
      return wanted;
    }

    @Override
    public boolean hasKeyRings() {
      return hasKeyRings;
    }

    @Override
    public Optional<Event> complete() {
      return Optional.empty();
    }

    @Override
    public Optional<Event> reportReady() {
      return Optional.empty();
    }

    @Override
    public Event prepareForMany() {
      return new DaemonEvent.Signing("the test");
    }

    @Override
    public Optional<Event> publish(StatusReport report, MonitoringSettings where) {
      reports.add(report);
      return publisher.publish(report, where);
    }

    @Override
    public void use(DaemonLogSettings log, Optional<AuditSettings> settings) {}
  }
}
