// SPDX-License-Identifier: Apache-2.0
package org.credmint.rotation;

import com.nimbusds.jose.util.JSONObjectUtils;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.text.ParseException;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.credmint.key.UnusableKeyException;
import org.credmint.os.Host;
import org.credmint.os.file.Directory;
import org.credmint.os.file.DurableBatch.Replacement;
import org.credmint.os.libc.PosixException;

/**
 * How far a ring has come, written down away from it: a ring that was restored from an old backup
 * is known by that. A key that has been taken back since must not come into use again unnoticed.
 */
final class RingNote {
  private static final int LARGEST = 65_536;
  private static final int MODE = 0644;
  private static final int NAME_BYTES = 8;

  private final Host host;
  private final Optional<Path> directory;
  private final Path ring;

  /**
   * The note of a ring.
   *
   * @param directory where it is; empty where there is none
   * @param ring the ring's directory
   */
  RingNote(Host host, Optional<Path> directory, Path ring) {
    this.host = host;
    this.directory = directory;
    this.ring = ring;
  }

  /**
   * Compares a ring with the note.
   *
   * @param noted what {@link #read} gave before the ring was read, since it is written after it
   * @param change of the ring; zero where there is no ring
   * @throws UnusableKeyException where the ring is older than it was
   */
  void check(int noted, int change) throws UnusableKeyException {
    if (noted <= change) {
      return;
    }
    throw new UnusableKeyException(
        change == 0
            ? "was there before, and is gone (%s says so)".formatted(file())
            : "is older than it was (change %d, and %s says %d), perhaps restored from a backup: its key may have been taken back since"
                .formatted(change, file(), noted),
        "restore its newest backup; if there is none, run 'credmint keys activate --emergency --after-restore', see keys.md");
  }

  /** Notes how far the ring has come. */
  void write(int change) throws PosixException {
    if (directory.isEmpty()) {
      return;
    }
    Map<String, Object> members = new LinkedHashMap<>();
    members.put("ring", ring.toString());
    members.put("change", change);
    byte[] text = (JSONObjectUtils.toJSONString(members) + "\n").getBytes(StandardCharsets.UTF_8);
    try (Directory open = host.openDirectoryFollowingLink(directory.get())) {
      Replacement note = new Replacement(open, name(), text, MODE, OptionalInt.empty());
      Optional<PosixException> failure = host.durableBatch().replaceAll(List.of(note)).get(0);
      if (failure.isPresent()) {
        throw failure.get();
      }
    }
  }

  /**
   * How far the ring has come; zero where there is no note, and one that is damaged says nothing.
   */
  int read() {
    if (directory.isEmpty()) {
      return 0;
    }
    try (Directory open = host.openDirectoryFollowingLink(directory.get())) {
      byte[] text = open.read(name(), LARGEST);
      Map<String, Object> members = JSONObjectUtils.parse(new String(text, StandardCharsets.UTF_8));
      return JSONObjectUtils.getInt(members, "change");
    } catch (PosixException | ParseException | RuntimeException e) { // of the text null
      return 0;
    }
  }

  private Path file() {
    return directory.orElseThrow().resolve(name());
  }

  /** Two rings of one machine differ in it. */
  private String name() {
    try {
      byte[] hash =
          MessageDigest.getInstance("SHA-256")
              .digest(ring.toString().getBytes(StandardCharsets.UTF_8));
      return "CredmintKeyRing-%s.json".formatted(HexFormat.of().formatHex(hash, 0, NAME_BYTES));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }
}
