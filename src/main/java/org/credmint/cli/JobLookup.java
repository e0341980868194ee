// SPDX-License-Identifier: Apache-2.0
package org.credmint.cli;

import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.credmint.cli.why.Why;
import org.credmint.config.ScheddQueue;
import org.credmint.credential.AttributeValue;
import org.credmint.credential.JobId;
import org.credmint.htcondor.HtcondorInstallation;
import org.credmint.htcondor.tool.JobAds;
import org.credmint.inspect.JobAdText;
import org.credmint.inspect.PolicyExplainer;
import org.credmint.queue.job.JobAd;

/** Finds the job that somebody asks about: in the queue, in a file, or in a submit file. */
final class JobLookup {
  private static final int LARGEST_AD = 16 << 20;
  private static final int MOST_SHOWN = 10;

  /** Stands in where an ad has no id of its own. */
  private static final JobId SOME_JOB = new JobId(1, 0);

  private final HtcondorInstallation htcondor;
  private final PolicyExplainer explainer;

  JobLookup(HtcondorInstallation htcondor, PolicyExplainer explainer) {
    this.htcondor = htcondor;
    this.explainer = explainer;
  }

  /** A job in the queue of its schedd. */
  PolicyExplainer.Job inQueue(JobId id) throws IOException {
    Optional<String> schedd = id.schedd().isEmpty() ? Optional.empty() : name(id);
    JobAd ad = JobAd.parse(fromQueue(id, schedd));
    return new PolicyExplainer.Job(id, ad, differing(id, schedd));
  }

  /**
   * Of the attributes on which the credential of a cluster depends, those in which its jobs differ.
   */
  private Set<String> differing(JobId id, Optional<String> schedd) throws IOException {
    Set<String> wanted = new TreeSet<>(explainer.attributesOfClusters());
    if (wanted.isEmpty()) {
      return Set.of();
    }
    wanted.add("ProcId");
    JobAds.Answer answer = htcondor.jobAds().askCluster(schedd, id.cluster(), wanted);
    wanted.remove("ProcId");
    if (answer instanceof JobAds.Answer.Ad all) {
      List<JobAd> jobs = ads(Path.of("condor_q"), all.text());
      wanted.removeIf(name -> jobs.stream().map(ad -> ad.get(name)).distinct().count() < 2);
      return wanted;
    }
    throw new IOException(
        answer instanceof JobAds.Answer.Failed failed
            ? failed.reason()
            : "cluster " + id.cluster() + " has left the queue");
  }

  /** The first job that a submit file describes. */
  PolicyExplainer.Job ofSubmitFile(Path file) throws IOException {
    JobAds.Answer answer = htcondor.jobAds().ofSubmitFile(Path.of("").toAbsolutePath(), file);
    if (answer instanceof JobAds.Answer.Ad ad) {
      return new PolicyExplainer.Job(SOME_JOB, ads(file, ad.text()).get(0));
    }
    throw new IOException(((JobAds.Answer.Failed) answer).reason());
  }

  private byte[] fromQueue(JobId id, Optional<String> schedd) throws IOException {
    JobAds.Answer answer = htcondor.jobAds().ask(schedd, id.withinSchedd());
    if (answer instanceof JobAds.Answer.Ad ad) {
      return ad.text();
    }
    if (answer instanceof JobAds.Answer.Failed failed) {
      throw new IOException(failed.reason());
    }
    throw new Why.NotInQueueException(
        "job " + id + " is not in the queue; 'condor_q -allusers' lists the jobs");
  }

  private Optional<String> name(JobId id) throws IOException {
    Optional<String> name = explainer.queue(id.schedd()).flatMap(ScheddQueue::name);
    if (name.isEmpty()) {
      throw new IOException(
          "no schedd with the local name "
              + id.schedd()
              + " and its own SCHEDD_NAME is configured; 'credmint check' lists the job queues");
    }
    return name;
  }

  /** The one ad of a file, or the one that is meant. */
  PolicyExplainer.Job inFile(Path file, Optional<JobId> wanted) throws IOException {
    List<JobAd> ads = ads(file, content(file));
    List<JobAd> meant =
        ads.stream().filter(ad -> wanted.map(id -> id.equals(idOf(ad))).orElse(true)).toList();
    if (meant.size() == 1) {
      return new PolicyExplainer.Job(idOf(meant.get(0)), meant.get(0));
    }
    String all =
        ads.stream()
            .limit(MOST_SHOWN)
            .map(ad -> idOf(ad).toString())
            .collect(Collectors.joining(", "));
    String jobs = all + (ads.size() > MOST_SHOWN ? ", ..." : "");
    throw new IOException(
        meant.isEmpty()
            ? "--ad %s contains no ad of job %s, but of: %s".formatted(file, wanted.get(), jobs)
            : "--ad %s contains %d job ads: %s; choose one with --job, such as --job %s"
                .formatted(file, ads.size(), jobs, idOf(ads.get(0))));
  }

  private static List<JobAd> ads(Path file, byte[] text) throws IOException {
    try {
      return JobAdText.split(text).stream().map(JobAd::parse).toList();
    } catch (JobAdText.UnreadableAdException e) {
      throw new IOException(file + " " + e.getMessage(), e);
    }
  }

  private static byte[] content(Path file) throws IOException {
    try {
      if (Files.size(file) > LARGEST_AD) {
        throw new IOException("--ad " + file + " is too large for a job ad");
      }
      return Files.readAllBytes(file);
    } catch (FileSystemException e) {
      throw new IOException("--ad " + file + " cannot be read; use a readable file", e);
    }
  }

  private static JobId idOf(JobAd ad) {
    int cluster = number(ad, "ClusterId");
    return cluster < 1 ? SOME_JOB : new JobId(cluster, Math.max(0, number(ad, "ProcId")));
  }

  private static int number(JobAd ad, String attribute) {
    return ad.get(attribute).orElse(null) instanceof AttributeValue.Whole whole
            && whole.value() >= 0
            && whole.value() <= Integer.MAX_VALUE
        ? (int) whole.value()
        : 0;
  }
}
