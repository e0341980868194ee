// SPDX-License-Identifier: Apache-2.0
package org.credmint.queue.index;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.credmint.credential.JobId;
import org.credmint.queue.job.QueueFilter;
import org.jspecify.annotations.Nullable;

/**
 * The attributes that are read, each with a number of its own, found by the bytes of their name.
 */
public final class AttributeTable {
  /** Not wanted. */
  static final int NONE = -1;

  /** {@code OAuthServicesNeeded}. */
  static final int SERVICES = -2;

  /** {@code JobStatus}. */
  static final int STATUS = -3;

  /** {@code EnteredCurrentStatus}. */
  static final int SINCE = -4;

  /** {@code Owner}. */
  static final int OWNER = 0;

  private static final String OWNER_NAME = "Owner";
  private static final String SERVICES_NAME = "OAuthServicesNeeded";
  private static final String STATUS_NAME = "JobStatus";
  private static final String SINCE_NAME = "EnteredCurrentStatus";
  private static final Set<String> NOT_KEPT =
      Set.of(
          "owner",
          "oauthservicesneeded",
          "jobstatus",
          "enteredcurrentstatus",
          "clusterid",
          "procid");

  private static final int LONGEST = 255;

  /** ASCII letters differ in this bit from their capitals. */
  private static final int SMALL = 0x20;

  @SuppressWarnings("ArrayRecordComponent") // never compared nor printed
  private record Wanted(byte[] smallLetters, int slot, @Nullable Wanted next) {}

  private final List<String> names = new ArrayList<>();
  private final Map<String, Integer> byName = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);

  /** By length and first letter, which rules out nearly every name that is not wanted. */
  private final @Nullable Wanted[] table = new @Nullable Wanted[(LONGEST + 1) << 5];

  private final QueueFilter filter;

  /** Longer names first, since one may begin with another. */
  private final List<String> providersByLength = new ArrayList<>();

  public AttributeTable(QueueFilter filter) {
    this.filter = filter;
    providersByLength.addAll(filter.providers());
    providersByLength.sort(
        Comparator.comparing(String::length).reversed().thenComparing(name -> name));
    want(SERVICES_NAME, SERVICES);
    want(STATUS_NAME, STATUS);
    want(SINCE_NAME, SINCE);
    keep(OWNER_NAME);
    Set<String> wanted = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);
    wanted.addAll(new TreeSet<>(filter.attributes()));
    for (String name : wanted) {
      if (!NOT_KEPT.contains(name.toLowerCase(Locale.ROOT))) {
        keep(name);
      }
    }
  }

  private void keep(String name) {
    byName.put(name, names.size());
    want(name, names.size());
    names.add(name);
  }

  private void want(String name, int slot) {
    byte[] bytes = name.getBytes(StandardCharsets.UTF_8);
    if (bytes.length == 0 || bytes.length > LONGEST) {
      return; // no attribute of HTCondor has such a name
    }
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] = (byte) small(bytes[i]);
    }
    int at = place(bytes[0], bytes.length);
    table[at] = new Wanted(bytes, slot, table[at]);
  }

  /** The slot of an attribute, or {@link #NONE}. */
  int find(byte[] line, int from, int to) {
    int length = to - from;
    if (length <= 0 || length > LONGEST) {
      return NONE;
    }
    for (Wanted wanted = table[place(line[from], length)]; wanted != null; wanted = wanted.next) {
      if (isSame(wanted.smallLetters, line, from)) {
        return wanted.slot;
      }
    }
    return NONE;
  }

  private static boolean isSame(byte[] wanted, byte[] line, int from) {
    if (line.length - from < wanted.length) {
      return false;
    }
    for (int i = 0; i < wanted.length; i++) {
      if (small(line[from + i]) != wanted[i]) {
        return false;
      }
    }
    return true;
  }

  private static int place(byte first, int length) {
    return length << 5 | (first & 0x1f);
  }

  private static int small(byte b) {
    return b >= 'A' && b <= 'Z' ? b | SMALL : b;
  }

  /** A job of the schedd whose log it is, or a cluster of its. */
  JobId job(int cluster, int proc) {
    return new JobId(filter.schedd(), cluster, proc);
  }

  /** Whether this name is for jobs of another schedd of this machine. */
  boolean isOfAnotherSchedd(JobId named) {
    return filter.isOfAnotherSchedd(named);
  }

  /** Whether this name is for a job of the schedd whose log it is. */
  boolean isOfThisSchedd(JobId named) {
    return filter.namesJobs() && named.schedd().equals(filter.schedd());
  }

  /** The names of all providers, always as the same objects, longer ones first. */
  List<String> providers() {
    return providersByLength;
  }

  /** How many attributes are kept. */
  int count() {
    return names.size();
  }

  String name(int slot) {
    return names.get(slot);
  }

  /** The slot of an attribute that is kept, or {@link #NONE}. */
  int find(String name) {
    return byName.getOrDefault(name, NONE);
  }
}
