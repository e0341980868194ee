// SPDX-License-Identifier: Apache-2.0
package org.credmint.inspect;

import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Supplier;
import org.credmint.config.PullInterval;
import org.credmint.config.ScheddQueue;
import org.credmint.config.knob.Problem;
import org.credmint.os.Host;
import org.credmint.provider.ActiveConfiguration;
import org.credmint.provider.ConfigurationLoad;
import org.credmint.provider.ConfigurationLoader;
import org.credmint.provider.Provider;
import org.credmint.renew.Freshness;

/** Looks at a configuration as a start would, and changes nothing. */
public final class ConfigurationCheck {
  private final DirectoryCheck directories;
  private final ConfigurationLoader loader;
  private final Supplier<Map<String, Set<String>>> usersByAccount;

  /**
   * An examination by a reader that makes no keys.
   *
   * @param usersByAccount tells the users of the jobs in the queue by their account; none where
   *     that is not known
   */
  public ConfigurationCheck(
      Host host, ConfigurationLoader loader, Supplier<Map<String, Set<String>>> usersByAccount) {
    this.usersByAccount = usersByAccount;
    this.directories = new DirectoryCheck(host);
    this.loader = loader;
  }

  /**
   * What was found.
   *
   * @param problems everything that is wrong
   * @param providers what can be served
   * @param queues the job queues that are followed; empty where no provider issues for jobs
   */
  public record Findings(List<Problem> problems, List<Served> providers, List<ScheddQueue> queues) {
    /** Takes copies. */
    public Findings {
      problems = List.copyOf(problems);
      providers = List.copyOf(providers);
      queues = List.copyOf(queues);
    }

    /** The same with more that was found elsewhere. */
    public Findings with(List<Problem> more) {
      List<Problem> all = new ArrayList<>(problems);
      all.addAll(more);
      return new Findings(all, providers, queues);
    }

    /** Whether the daemon cannot start, or cannot serve a provider. */
    public boolean hasErrors() {
      return problems.stream().anyMatch(Problem::isError);
    }
  }

  /**
   * A provider that can be served.
   *
   * @param pullInterval how often jobs fetch
   * @param freshness the promise that follows from it
   * @param sample a credential that nobody is given
   */
  public record Served(
      Provider provider, PullInterval pullInterval, Freshness freshness, Provider.Sample sample) {}

  /** Examines the configuration at this moment. */
  public Findings examine(Instant now) {
    ConfigurationLoad load = loader.load();
    if (load instanceof ConfigurationLoad.Unreadable unreadable) {
      Problem problem =
          Problem.fatal(
              "condor_config_val", "", unreadable.reason(), "fix the HTCondor configuration");
      return new Findings(List.of(problem), List.of(), List.of());
    }
    if (load instanceof ConfigurationLoad.Unusable unusable) {
      List<Problem> problems = new ArrayList<>(unusable.problems());
      unusable.credentialDirectory().ifPresent(path -> problems.addAll(directories.unfit(path)));
      return new Findings(problems, List.of(), List.of());
    }
    return examine((ConfigurationLoad.Read) load, now);
  }

  private Findings examine(ConfigurationLoad.Read read, Instant now) {
    ActiveConfiguration active = read.active();
    Path directory = active.settings().credentialDirectory();
    List<Problem> problems = new ArrayList<>(read.problems());
    problems.addAll(directories.unfit(directory));
    problems.addAll(directories.revocations(active.settings().controlDirectory()));
    problems.addAll(directories.unserved(directory, active.directoryReader()));
    problems.addAll(SharedAccounts.find(usersByAccount.get(), active.providers().values()));
    active
        .settings()
        .monitoring()
        .stateFile()
        .flatMap(file -> ClockCheck.find(file, now))
        .ifPresent(problems::add);
    PullInterval pull = active.settings().pullInterval();
    List<String> users = directories.users(directory, active.directoryReader());
    List<Served> served = new ArrayList<>();
    for (Provider provider : new TreeMap<>(active.providers()).values()) {
      problems.addAll(provider.check(users, now));
      served.add(new Served(provider, pull, new Freshness(pull.value()), provider.sample(now)));
    }
    return new Findings(problems, served, active.servesJobs() ? active.queues() : List.of());
  }
}
