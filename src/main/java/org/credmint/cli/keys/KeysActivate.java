// SPDX-License-Identifier: Apache-2.0
package org.credmint.cli.keys;

import java.io.IOException;
import java.io.PrintWriter;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.credmint.key.UnusableKeyException;
import org.credmint.rotation.Ring;
import org.credmint.rotation.RingCommands;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Has the next key of a ring sign. */
@Command(
    name = "activate",
    mixinStandardHelpOptions = true,
    description = {
      "Have the next key of a key ring sign from now on.",
      "Refused until it has been published for CREDMINT_KEY_CACHE_TIME.",
      "A running daemon takes it up at once, and issues every token again."
    },
    exitCodeListHeading = "Exit status:%n",
    exitCodeList = {"0:the key signs", "2:it does not; the reason is printed"})
final class KeysActivate implements Callable<Integer> {
  private static final int FAILED = 2;

  private final Keys.Surroundings surroundings;

  @Mixin private RingOption ring = new RingOption();

  @Option(
      names = "--emergency",
      description = {
        "Do not wait: make a new key and have it sign at once.",
        "Verifiers reject tokens until they fetch the keys again."
      })
  private boolean emergency;

  @Option(
      names = "--use-next",
      description = {
        "With --emergency: take the next key, which verifiers may know already.",
        "Only if the current key is lost; whoever could read it could read the next one too."
      })
  private boolean usesNext;

  @Option(
      names = "--after-restore",
      description = "With --emergency: although the key ring was restored from an old backup.")
  private boolean afterRestore;

  @Spec private CommandSpec spec = CommandSpec.create();

  KeysActivate(Keys.Surroundings surroundings) {
    this.surroundings = surroundings;
  }

  /** Before and after. */
  private record Replaced(Ring before, Ring after) {}

  @Override
  public Integer call() {
    try {
      if ((usesNext || afterRestore) && !emergency) {
        throw new IOException("--use-next and --after-restore need --emergency");
      }
      checkAllServed();
      Replaced keys = ring.act(surroundings, afterRestore, this::replace);
      tell(keys, spec.commandLine().getOut());
      return 0;
    } catch (IOException e) {
      spec.commandLine().getErr().println("credmint: " + e.getMessage());
      return FAILED;
    }
  }

  /** The daemon goes on with the old key for a provider whose new settings it cannot use. */
  private void checkAllServed() throws IOException {
    Optional<String> error = Signers.error(surroundings, ring.daemonName());
    if (error.isPresent() && !emergency) {
      throw new IOException(
          "a provider with an error would go on signing with the old key; fix this first: "
              + error.get());
    }
    if (error.isPresent() && !afterRestore) {
      spec.commandLine()
          .getErr()
          .println(
              "credmint: warning: a provider with an error goes on signing with the old key: "
                  + error.get());
    }
  }

  private Replaced replace(RingCommands commands) throws UnusableKeyException {
    Ring before = commands.ring();
    return new Replaced(before, emergency ? commands.activateNow(usesNext) : commands.activate());
  }

  private void tell(Replaced keys, PrintWriter out) throws IOException {
    String old = keys.before().current().keyId();
    out.printf("signs now         %s%n", keys.after().current().keyId());
    out.printf("signed until now  %s%n", old);
    if (emergency) {
      tellWhatBreaks(old, out);
    }
    out.flush();
  }

  private void tellWhatBreaks(String old, PrintWriter out) throws IOException {
    if (!ring.find(surroundings).orElseThrow().isPublished()) {
      out.println("The new key is not published yet: credmint keys publish --to DIRECTORY");
    }
    out.println(
        "Verifiers that have not fetched the new key reject new tokens until they do: HTCondor and");
    out.println(
        "XRootD after 10 minutes if they can reach the issuer, otherwise after up to 4 days.");
    out.printf(
        "Tokens of %s are still accepted. If its private key may be known to others:%n", old);
    out.printf("  credmint keys retire --kid %s --force%n", old);
  }
}
