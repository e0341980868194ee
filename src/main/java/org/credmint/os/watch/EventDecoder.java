// SPDX-License-Identifier: Apache-2.0
package org.credmint.os.watch;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;
import org.credmint.os.watch.Watch.NameFilter;
import org.credmint.os.watch.WatchEvent.Kind;

/** Makes events of the bytes that inotify(7) gives, and tells those that are of interest. */
final class EventDecoder {
  /** {@code struct inotify_event} without its name: watch, mask, cookie, length of the name. */
  private static final int HEADER_SIZE = 16;

  private final WatchTable table;
  private final NameFilter filter;
  private final Consumer<WatchEvent> listener;

  EventDecoder(WatchTable table, NameFilter filter, Consumer<WatchEvent> listener) {
    this.table = table;
    this.filter = filter;
    this.listener = listener;
  }

  /** Whether any was of interest. */
  boolean dispatch(byte[] buffer, int filled) {
    ByteBuffer events = ByteBuffer.wrap(buffer).order(ByteOrder.nativeOrder());
    boolean told = false;
    int at = 0;
    while (at + HEADER_SIZE <= filled) {
      int nameSize = events.getInt(at + 12);
      told |= tell(events.getInt(at), events.getInt(at + 4), buffer, at + HEADER_SIZE, nameSize);
      at += HEADER_SIZE + nameSize;
    }
    return told;
  }

  private boolean tell(int watch, int mask, byte[] buffer, int nameAt, int nameSize) {
    if ((mask & Inotify.OVERFLOW) != 0) {
      return tell(new WatchEvent(-1, "", Kind.OVERFLOW));
    }
    if ((mask & Inotify.GONE) != 0) {
      int key = table.forget(watch, (mask & Inotify.MOVED_SELF) != 0);
      return key != WatchTable.ABSENT && tell(new WatchEvent(key, "", Kind.DIRECTORY_GONE));
    }
    int length = 0;
    while (length < nameSize && buffer[nameAt + length] != 0) {
      length++; // the kernel fills the name up with zero bytes
    }
    Kind kind = kindOf(mask);
    int key = table.key(watch);
    if (key == WatchTable.ABSENT || length == 0 || !filter.wants(kind, buffer, nameAt, length)) {
      return false;
    }
    String name = new String(buffer, nameAt, length, StandardCharsets.ISO_8859_1);
    return tell(new WatchEvent(key, name, kind));
  }

  private boolean tell(WatchEvent event) {
    listener.accept(event);
    return true;
  }

  private static Kind kindOf(int mask) {
    if ((mask & Inotify.REMOVED) != 0) {
      return Kind.REMOVED;
    }
    return (mask & Inotify.MODIFIED) != 0 ? Kind.WRITTEN : Kind.CREATED_OR_MOVED_IN;
  }
}
