// SPDX-License-Identifier: Apache-2.0
package org.credmint.daemon;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.credmint.config.TestKnobs;
import org.credmint.config.knob.Problem;
import org.credmint.credential.CredentialId;
import org.credmint.event.CredentialEvent;
import org.credmint.issue.endpoint.FakeIssuer;
import org.credmint.issue.lane.Lanes;
import org.credmint.oauth.TestLoader;
import org.credmint.os.Host;
import org.credmint.provider.Provider;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Tokens that HTCondor asks for as itself, from a request to the file for jobs. */
final class ClientTokensTest {
  @TempDir private Path temporary;
  private final FakeIssuer server = new FakeIssuer();
  private final BlockingQueue<CredentialId> told = new LinkedBlockingQueue<>();
  private final Lanes lanes = new Lanes();
  private final Host host = Host.create();
  private final List<Problem> problems = new ArrayList<>();
  private TestMonitor monitor;

  @BeforeEach
  void open() throws IOException {
    monitor = new TestMonitor(temporary, host, host);
    Path secret = Files.writeString(temporary.resolve("secret"), FakeIssuer.MARK + "-client\n");
    Files.setPosixFilePermissions(secret, PosixFilePermissions.fromString("rw-------"));
    lanes.tell(told::add);
  }

  @AfterEach
  void close() {
    lanes.close();
    monitor.close();
    server.close();
  }

  private TestKnobs knobs() {
    return TestKnobs.smallest()
        .set("SEC_CREDENTIAL_DIRECTORY_OAUTH", monitor.directory.toString())
        .set("CLIENT_CREDMON_PROVIDER_NAMES", "remote")
        .set("CLIENT_CREDMON_remote_CLIENT_ID", "htcondor")
        .set("CLIENT_CREDMON_remote_CLIENT_SECRET_FILE", temporary.resolve("secret").toString())
        .set("CLIENT_CREDMON_remote_ISSUER", server.issuer().toString())
        .set("CLIENT_CREDMON_remote_AUTHZ_TEMPLATE", "storage.read:/user/{username}")
        .set("CLIENT_CREDMON_remote_TOKEN_AUDIENCE", "https://storage.example.org");
  }

  private void serve(TestKnobs knobs) {
    Map<String, Provider> loaded =
        TestLoader.of(host, lanes, monitor::now).load(knobs.settings(), Map.of(), 0, problems);
    loaded.values().forEach(monitor::serve);
  }

  private TestMonitor thenAnswers(int count) {
    return monitor.then(
        () -> {
          for (int i = 0; i < count; i++) {
            monitor.inbox.put(new Message.Answered(answered()));
          }
        });
  }

  private CredentialId answered() {
    try {
      return Optional.ofNullable(told.poll(20, TimeUnit.SECONDS))
          .orElseThrow(() -> new AssertionError(problems + " " + monitor.events));
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private String use(String user) {
    try {
      Path file = monitor.directory.resolve(user).resolve("remote.use");
      return Files.exists(file) ? Files.readString(file) : "";
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** As the credd leaves it. */
  private void request(String user) {
    monitor.file(user, "remote.top", user + "@foo");
  }

  @Test
  void aRequestIsServedAgainAndAgainWithWhatPolicyGivesItsUser() {
    serve(knobs());
    request("alice");
    request("bob");
    thenAnswers(2);
    monitor.thenPasses(Duration.ofSeconds(1200 * 6 / 10));
    thenAnswers(2).run();
    assertThat(problems).isEmpty();
    assertThat(use("alice")).contains("-at-client-", "\"expires_at\":");
    assertThat(server.asked.stream().filter(one -> one.path().equals("/token")).toList())
        .hasSize(4)
        .allSatisfy(
            one ->
                assertThat(one.form())
                    .containsEntry("grant_type", "client_credentials")
                    .containsEntry("audience", "https://storage.example.org"))
        .extracting(one -> one.form().get("scope"))
        .contains(
            "storage.read:/user/alice condor.user:alice", "storage.read:/user/bob condor.user:bob");
    assertThat(monitor.events(CredentialEvent.Reissuing.class)).isEmpty();
  }

  @Test
  void whoIsNotInTheRequiredGroupIsNotAskedFor() throws IOException {
    Path map = Files.writeString(temporary.resolve("groups"), "* alice chem\n");
    serve(
        knobs()
            .set("CLIENT_CREDMON_remote_AUTHZ_GROUP_MAPFILE", map.toString())
            .set("CLIENT_CREDMON_remote_AUTHZ_GROUP_REQUIREMENT", "chem"));
    request("alice");
    request("bob");
    thenAnswers(1).run();
    assertThat(use("alice")).isNotEmpty();
    assertThat(use("bob")).isEmpty();
    assertThat(monitor.events.toString()).contains("user bob is not in group chem");
  }

  @Test
  void anotherScopeReplacesALivingToken() {
    serve(knobs());
    request("alice");
    thenAnswers(1)
        .then(() -> serve(knobs().set("CLIENT_CREDMON_remote_AUTHZ_TEMPLATE", "storage.read:/x")))
        .then(() -> monitor.reloadSays(monitor.configuration(0400)))
        .thenComes(new Message.Sighup());
    thenAnswers(1).run();
    assertThat(server.asked.get(server.asked.size() - 1).form().get("scope"))
        .isEqualTo("storage.read:/x condor.user:alice");
  }

  @Test
  void noSecretIsTold() {
    serve(knobs());
    server.next(401, "{\"error\":\"invalid_client\",\"x\":\"" + FakeIssuer.MARK + "\"}");
    server.next(401, "{\"error\":\"invalid_client\",\"x\":\"" + FakeIssuer.MARK + "\"}");
    request("alice");
    thenAnswers(1).run();
    assertThat(monitor.events).isNotEmpty();
    assertThat(monitor.events)
        .allSatisfy(event -> assertThat(event.text() + event).doesNotContain(FakeIssuer.MARK));
  }
}
