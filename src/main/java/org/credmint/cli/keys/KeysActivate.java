// SPDX-License-Identifier: Apache-2.0
package org.credmint.cli.keys;

import java.io.IOException;
import java.io.PrintWriter;
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
        "Do not wait, and make a new key if there is no next one.",
        "Verifiers reject tokens until they fetch the keys again."
      })
  private boolean emergency;

  @Spec private CommandSpec spec = CommandSpec.create();

  KeysActivate(Keys.Surroundings surroundings) {
    this.surroundings = surroundings;
  }

  /** Before and after. */
  private record Replaced(Ring before, Ring after) {}

  @Override
  public Integer call() {
    PrintWriter out = spec.commandLine().getOut();
    try {
      Replaced keys = ring.act(surroundings, this::replace);
      String old = keys.before().current().keyId();
      out.printf("signs now    %s%n", keys.after().current().keyId());
      out.printf("signed until now  %s%n", old);
      if (emergency) {
        tellWhatBreaks(old, out);
      }
      out.flush();
      return 0;
    } catch (IOException e) {
      spec.commandLine().getErr().println("credmint: " + e.getMessage());
      return FAILED;
    }
  }

  private Replaced replace(RingCommands commands) throws UnusableKeyException {
    Ring before = commands.ring();
    return new Replaced(before, commands.activate(emergency));
  }

  private static void tellWhatBreaks(String old, PrintWriter out) {
    out.println(
        "Verifiers that have not fetched the new key reject new tokens until they do: HTCondor and");
    out.println(
        "XRootD after 10 minutes if they can reach the issuer, otherwise after up to 4 days.");
    out.printf(
        "Tokens of %s are still accepted. If its private key may be known to others:%n", old);
    out.printf("  credmint keys retire --kid %s --force%n", old);
  }
}
