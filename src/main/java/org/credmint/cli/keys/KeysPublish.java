// SPDX-License-Identifier: Apache-2.0
package org.credmint.cli.keys;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import org.credmint.cli.option.DaemonOption;
import org.credmint.key.SigningKey;
import org.credmint.publication.KeySet;
import org.credmint.publication.KeySetDirectory;
import org.credmint.publication.KeySetEditor;
import org.credmint.publication.KeySetException;
import org.credmint.rotation.RingCommands;
import org.credmint.rotation.RingUse;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Adds keys to what verifiers fetch. */
@Command(
    name = "publish",
    mixinStandardHelpOptions = true,
    description = {
      "Add each provider's key to the published key set of its issuer.",
      "DIRECTORY/<host>/<path>/.well-known/ gets openid-configuration and jwks.json.",
      "Keys that are published already stay; 'credmint keys retire' removes them."
    },
    exitCodeListHeading = "Exit status:%n",
    exitCodeList = {
      "0:all keys are published",
      "2:a key cannot be published; the reason is printed, and no key set was changed"
    })
final class KeysPublish implements Callable<Integer> {
  private static final int FAILED = 2;

  private final Keys.Surroundings surroundings;

  @Mixin private DaemonOption daemon = new DaemonOption();

  @Option(
      names = "--to",
      paramLabel = "DIRECTORY",
      description = {
        "The directory; it must exist and be writable by its owner only.",
        "Default: CREDMINT_PUBLICATION_DIRECTORY, for the keys of key rings."
      })
  private @Nullable Path directory;

  @Option(
      names = "--also",
      paramLabel = "FILE",
      description = "A key file that is to sign later, published for each issuer.")
  private @Nullable Path also;

  @Option(
      names = "--kid",
      paramLabel = "ID",
      description = "The key ID of --also, if KEY_ID will name one.")
  private @Nullable String keyId;

  @Option(
      names = "--issuer",
      paramLabel = "URL",
      description = "Publish for this issuer only (default: all).")
  private @Nullable String issuer;

  @Spec private CommandSpec spec = CommandSpec.create();

  KeysPublish(Keys.Surroundings surroundings) {
    this.surroundings = surroundings;
  }

  @Override
  public Integer call() {
    PrintWriter out = spec.commandLine().getOut();
    try {
      if (directory == null) {
        publishRings(out);
        return 0;
      }
      List<Signers.Signer> signers = Signers.of(surroundings, daemon.daemonName());
      List<RingUse> rings = Signers.rings(surroundings, daemon.daemonName());
      mark(rings, publish(directory, signers, rings));
      out.flush();
      return 0;
    } catch (IOException | KeySetException e) {
      out.flush();
      spec.commandLine().getErr().println("credmint: " + e.getMessage());
      return FAILED;
    }
  }

  /** Where the daemon publishes them. */
  private void publishRings(PrintWriter out) throws IOException {
    if (also != null || keyId != null || issuer != null) {
      throw new IOException("--also, --kid and --issuer need --to");
    }
    List<RingUse> rings =
        Signers.rings(surroundings, daemon.daemonName()).stream()
            .filter(RingUse::isPublished)
            .toList();
    if (rings.isEmpty()) {
      throw new IOException("no key ring has a CREDMINT_PUBLICATION_DIRECTORY: give --to");
    }
    for (RingUse use : rings) {
      RingOption.act(surroundings, use, RingCommands::publish);
      out.printf("published the keys of %s%n", use.ring());
    }
    out.flush();
  }

  /**
   * Rings are read when nobody else can publish any more, or a key that is withdrawn meanwhile
   * would come back.
   */
  private Map<String, KeySet> publish(Path to, List<Signers.Signer> signers, List<RingUse> rings)
      throws IOException, KeySetException {
    PrintWriter out = spec.commandLine().getOut();
    try (KeySetEditor editor = new KeySetDirectory(surroundings.host(), to).edit()) {
      Map<String, KeySet> written = keySets(editor, signers, rings);
      for (Map.Entry<String, KeySet> one : written.entrySet()) {
        Path file = editor.write(one.getKey(), one.getValue());
        List<String> keyIds = one.getValue().keyIds();
        out.printf("%s: key IDs %s%n", file, String.join(" ", keyIds));
      }
      return written;
    }
  }

  /** All of them, before any is written. */
  private Map<String, KeySet> keySets(
      KeySetEditor published, List<Signers.Signer> signers, List<RingUse> rings)
      throws IOException, KeySetException {
    Map<String, KeySet> sets = new TreeMap<>();
    for (Signers.Signer signer : signers) {
      String its = signer.key().issuer();
      if (issuer == null || issuer.equals(its)) {
        KeySet known = sets.containsKey(its) ? sets.get(its) : published.read(its);
        sets.put(its, known.with(signer.key().jwk(), "provider " + signer.provider()));
      }
    }
    addRings(rings, sets);
    if (sets.isEmpty()) {
      throw new IOException("no provider has the issuer " + issuer);
    }
    if (also != null) {
      SigningKey next = new KeyFile(surroundings.host(), also, Optional.ofNullable(keyId)).read();
      for (Map.Entry<String, KeySet> one : sets.entrySet()) {
        one.setValue(one.getValue().with(next.toPublicJwk(), also.toString()));
      }
    }
    return sets;
  }

  private void addRings(List<RingUse> rings, Map<String, KeySet> sets)
      throws IOException, KeySetException {
    for (RingUse use : rings) {
      for (String jwk : RingOption.act(surroundings, use, RingCommands::jwks)) {
        for (String its : use.issuers()) {
          if (sets.containsKey(its)) {
            sets.put(its, sets.get(its).with(jwk, "the key ring " + use.ring()));
          }
        }
      }
    }
  }

  /** A ring's keys count as published where all its issuers have them. */
  private void mark(List<RingUse> rings, Map<String, KeySet> written) throws IOException {
    for (RingUse use : rings) {
      if (written.keySet().containsAll(use.issuers()) && !use.isPublished()) {
        Set<String> everywhere = new HashSet<>();
        written.values().forEach(keys -> everywhere.addAll(keys.keyIds()));
        written.forEach((its, keys) -> retain(use, its, keys, everywhere));
        RingOption.act(surroundings, use, commands -> commands.markPublished(everywhere));
      }
    }
  }

  private static void retain(RingUse use, String issuer, KeySet keys, Set<String> everywhere) {
    if (use.issuers().contains(issuer)) {
      everywhere.retainAll(keys.keyIds());
    }
  }
}
