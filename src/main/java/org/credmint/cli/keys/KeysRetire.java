// SPDX-License-Identifier: Apache-2.0
package org.credmint.cli.keys;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.credmint.audit.line.AuditLine;
import org.credmint.audit.search.AuditQuery;
import org.credmint.publication.KeySet;
import org.credmint.publication.KeySetDirectory;
import org.credmint.publication.KeySetEditor;
import org.credmint.publication.KeySetException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Removes a key from what verifiers fetch, when no token of it is valid any more. */
@Command(
    name = "retire",
    mixinStandardHelpOptions = true,
    description = {
      "Remove a key from the published key set of an issuer, and from use if it is in a key ring.",
      "Refused while a provider signs with it, or while it has valid tokens."
    },
    exitCodeListHeading = "Exit status:%n",
    exitCodeList = {
      "0:the key is no longer published",
      "1:it is still needed; the reason is printed",
      "2:it is not removed, or it cannot be determined whether it is needed"
    })
final class KeysRetire implements Callable<Integer> {
  private static final int NEEDED = 1;
  private static final int FAILED = 2;

  private final Keys.Surroundings surroundings;

  @Mixin private RingOption ring = new RingOption();

  @Option(
      names = "--from",
      paramLabel = "DIRECTORY",
      description = "The directory that 'credmint keys publish' wrote to; for a key in no ring.")
  private @Nullable Path directory;

  @Option(names = "--kid", required = true, paramLabel = "ID", description = "The key's ID.")
  private String keyId = "";

  @Option(
      names = "--issuer",
      paramLabel = "URL",
      description = "The issuer; needed if the providers have several.")
  private @Nullable String issuer;

  @Option(
      names = "--force",
      description = "Remove it even if valid tokens of it exist: they will be rejected.")
  private boolean force;

  @Spec private CommandSpec spec = CommandSpec.create();

  KeysRetire(Keys.Surroundings surroundings) {
    this.surroundings = surroundings;
  }

  @Override
  public Integer call() {
    try {
      return directory == null ? retireInRing() : retire(directory);
    } catch (IOException | KeySetException e) {
      return fail(String.valueOf(e.getMessage()), FAILED);
    }
  }

  private int retireInRing() throws IOException {
    if (ring.find(surroundings).isEmpty()) {
      throw new IOException("no provider has a key ring: give the published directory by --from");
    }
    Optional<String> needed = ring.act(surroundings, commands -> commands.whyNeeded(keyId));
    if (needed.isPresent() && !force) {
      return fail(needed.get(), NEEDED);
    }
    ring.act(surroundings, commands -> commands.retire(keyId, force));
    spec.commandLine().getOut().printf("withdrew key ID %s%n", keyId);
    spec.commandLine().getOut().flush();
    return 0;
  }

  private int retire(Path from) throws IOException, KeySetException {
    PrintWriter out = spec.commandLine().getOut();
    String its = issuer();
    KeySetDirectory published = new KeySetDirectory(surroundings.host(), from);
    KeySet keys = published.read(its);
    if (keys.thumbprint(keyId).isEmpty()) {
      throw new IOException(
          "%s publishes no key %s in %s; it has %s"
              .formatted(its, keyId, from, String.join(" ", keys.keyIds())));
    }
    Optional<String> needed = whyNeeded(its);
    if (needed.isPresent()) {
      return fail(needed.get(), NEEDED);
    }
    try (KeySetEditor editor = published.edit()) {
      Path file = editor.write(its, editor.read(its).without(keyId));
      out.printf("%s: removed key ID %s%n", file, keyId);
    }
    out.flush();
    return 0;
  }

  private String issuer() throws IOException {
    if (issuer != null) {
      return issuer;
    }
    List<String> issuers =
        Signers.of(surroundings, ring.daemonName()).stream()
            .map(one -> one.key().issuer())
            .distinct()
            .toList();
    if (issuers.size() != 1) {
      throw new IOException("the providers have several issuers: give --issuer, one of " + issuers);
    }
    return issuers.get(0);
  }

  private Optional<String> whyNeeded(String its) throws IOException {
    Optional<Signers.Signer> signer =
        Signers.of(surroundings, ring.daemonName()).stream()
            .filter(one -> one.key().issuer().equals(its) && one.key().keyId().equals(keyId))
            .findFirst();
    if (signer.isPresent()) {
      return Optional.of(
          "provider %s signs with key %s: let it sign with another key first"
              .formatted(signer.get().provider(), keyId));
    }
    return force ? Optional.empty() : lastValid().map(this::stillValid);
  }

  private String stillValid(Instant until) {
    return "tokens signed with key %s are valid until %s: run this again after that, or with --force if they are to be rejected"
        .formatted(keyId, until);
  }

  /** When the last token expires that the audit log has of the key; empty where all have. */
  private Optional<Instant> lastValid() throws IOException {
    AuditQuery valid = AuditQuery.ofTokensAliveAt(surroundings.clock().instant());
    Latest latest = new Latest();
    surroundings.auditLogs().of(ring.daemonName()).find(valid, (line, text) -> latest.see(line));
    return latest.expiry;
  }

  private final class Latest {
    private Optional<Instant> expiry = Optional.empty();

    private void see(AuditLine line) {
      Optional<Instant> its = line.claims().expiresAt();
      if (line.claims().keyId().equals(keyId)
          && its.isPresent()
          && expiry.filter(its.get()::isBefore).isEmpty()) {
        expiry = its;
      }
    }
  }

  private int fail(String reason, int status) {
    spec.commandLine().getErr().println("credmint: " + reason);
    return status;
  }
}
