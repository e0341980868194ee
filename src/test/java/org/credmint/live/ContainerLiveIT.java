// SPDX-License-Identifier: Apache-2.0
package org.credmint.live;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** A token for each job in a real container, whichever way the job's files get there. */
class ContainerLiveIT {
  private static final int LIFETIME = 60;
  private static final Duration BUILD = Duration.ofMinutes(2);
  private static final Duration TWO_TOKENS = Duration.ofMinutes(3);

  /** A root of its own with Python and one file that the machine lacks. */
  private static final String IMAGE =
      """
      Bootstrap: scratch
      %setup
          root=$APPTAINER_ROOTFS
          stdlib=$(python3 -c 'import sysconfig; print(sysconfig.get_path("stdlib"))')
          mkdir -p $root/usr/bin $root/usr/lib64 $root$stdlib
          ln -s usr/bin usr/lib usr/lib64 $root
          touch $root/etc/passwd $root/etc/group
          cp -L /usr/bin/sh /usr/bin/python3 $root/usr/bin
          cp -r $stdlib/. $root$stdlib
          for library in $(ldd /usr/bin/sh /usr/bin/python3 | grep -o '/[^ ]*[.]so[^ ]*'); do
              mkdir -p $root${library%/*}
              cp -L $library $root$library
          done
          echo container >$root/which-root
      """;

  /** Tells of so many tokens, one after the other, and never shows one. */
  private static final String LOOK =
      """
      import base64, json, os, sys, time
      with open("/which-root") as file:
          root = file.read().strip()
      tokens = set()
      end = time.time() + 120
      while len(tokens) < int(sys.argv[1]) and time.time() < end:
          with open(os.environ["BEARER_TOKEN_FILE"]) as file:
              part = file.read().split(".")[1]
          claims = json.loads(base64.urlsafe_b64decode(part + "=" * (-len(part) % 4)))
          if claims["jti"] not in tokens:
              tokens.add(claims["jti"])
              claims.update(root=root, users=os.environ["MINE"], now=time.time())
              claims.update(file=os.environ["BEARER_TOKEN_FILE"])
              print(json.dumps(claims), flush=True)
          time.sleep(0.5)
      """;

  private static final String CONTAINER =
      """
      universe = container
      container_image = /var/lib/condor/image
      transfer_container = false
      """;

  private static final String TRANSFER =
      """
      should_transfer_files = yes
      transfer_input_files = look
      """;

  private static JobPool jobs;

  @BeforeAll
  static void bringUpAPoolWithAContainersImage() throws IOException {
    jobs =
        new JobPool(
            JobPool.builder()
                .knob("LOCAL_CREDMON_TOKEN_LIFETIME", Integer.toString(LIFETIME))
                .knob("SINGULARITY_JOB", "TARGET.SingularityImage isnt undefined")
                .knob("SINGULARITY_IMAGE_EXPR", "TARGET.SingularityImage")
                .up());
    assumeTrue(
        jobs.pool.run("root", "which", "apptainer").exit() == 0,
        "no containers: the pool's root file system was made without apptainer");
    buildImage();
    jobs.install("alice", "look", LOOK);
  }

  private static void buildImage() {
    LivePool.Result built =
        jobs.pool.run(
            "root",
            IMAGE,
            BUILD,
            "sh",
            "-c",
            "cat >image.def && apptainer build --sandbox /var/lib/condor/image image.def");
    assertThat(built.exit()).as(built.stderr()).isZero();
    assertThat(jobs.pool.run("root", "test", "-e", "/which-root").exit()).isEqualTo(1);
  }

  @AfterAll
  static void takeItDownAfterALookAtTheLog() {
    if (jobs != null) {
      try (JobPool ending = jobs) {
        assertThat(ending.complaints()).isEmpty();
      }
    }
  }

  @Test
  void aJobFindsItsOwnTokenWhicheverWayItsFilesGetIntoTheContainer() throws IOException {
    Map<String, Integer> clusters = new LinkedHashMap<>();
    clusters.put("transferred", submit(1, CONTAINER + TRANSFER));
    clusters.put(
        "to a directory", submit(1, CONTAINER + TRANSFER + "container_target_dir = /mine\n"));
    clusters.put("in place", submit(1, CONTAINER));
    clusters.put("if needed", submit(1, CONTAINER + "should_transfer_files = if_needed\n"));
    clusters.put("in place in a directory", submit(1, CONTAINER + "container_target_dir = /mine"));
    clusters.put("late", submit(1, CONTAINER + "max_materialize = 1\n"));
    clusters.put(
        "vanilla", submit(1, TRANSFER + "+SingularityImage = \"/var/lib/condor/image\"\n"));

    for (Map.Entry<String, Integer> kind : clusters.entrySet()) {
      awaitCompletion(kind.getValue());
      assertThat(seenBy(kind.getValue())).as(kind.getKey()).hasSize(1);
      assertInContainer(kind.getValue(), seenBy(kind.getValue()).get(0));
    }
  }

  @Test
  void aTokenIsRenewedInARunningContainer() throws IOException {
    int transferred = submit(2, CONTAINER + TRANSFER);
    int inPlace = submit(2, CONTAINER);
    for (int cluster : new int[] {transferred, inPlace}) {
      awaitCompletion(cluster);
      List<Map<String, Object>> tokens = seenBy(cluster);
      assertThat(tokens).hasSize(2);
      tokens.forEach(token -> assertInContainer(cluster, token));
      assertThat(number(tokens.get(1), "iat")).isGreaterThan(number(tokens.get(0), "iat"));
      assertThat(number(tokens.get(1), "now")).isLessThan(number(tokens.get(0), "exp"));
      System.out.printf(
          "container on %s: %s, renewed %.0f s after the first look%n",
          jobs.pool.version(),
          tokens.get(0).get("file"),
          number(tokens.get(1), "now") - number(tokens.get(0), "now"));
    }
  }

  private static int submit(int tokens, String lines) {
    return jobs.submit(
        "alice",
        lines
            + """

            arguments = look %d
            environment = "MINE='stays as it is'"
            queue
            """
                .formatted(tokens));
  }

  /** A job that was faster than its token is held first, and released by itself. */
  private static void awaitCompletion(int cluster) {
    jobs.pool.waitForJob(cluster, TWO_TOKENS, LivePool.COMPLETED);
    assertThat(jobs.text(cluster, "ExitCode")).isEqualTo("0");
  }

  private static List<Map<String, Object>> seenBy(int cluster) throws IOException {
    return Files.readAllLines(jobs.pool.home("alice").resolve("claims." + cluster + ".0")).stream()
        .map(JobPool::json)
        .toList();
  }

  private static void assertInContainer(int cluster, Map<String, Object> token) {
    assertThat(token)
        .containsEntry("root", "container")
        .containsEntry("users", "stays as it is")
        .containsEntry("sub", "alice")
        .containsEntry(
            "scope", "storage.read:/data/phys storage.modify:/out/alice/" + cluster + ".0");
    assertThat(number(token, "exp") - number(token, "iat")).isEqualTo(LIFETIME);
  }

  private static double number(Map<String, Object> token, String claim) {
    return ((Number) token.get(claim)).doubleValue();
  }
}
