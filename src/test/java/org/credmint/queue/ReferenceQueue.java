// SPDX-License-Identifier: Apache-2.0
package org.credmint.queue;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.StringTokenizer;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** What a log asks for, worked out the slow and plain way, for comparison. */
final class ReferenceQueue {
  private static final Pattern SET = Pattern.compile("103 (\\S+) (\\S+) (.+)");
  private static final Pattern WORD = Pattern.compile("(scitokens|my_lab)[_*](\\d+)(\\.\\d+)?");

  /** Keys as {@code 7.-1} and {@code 7.0}. */
  private final Map<String, Map<String, String>> ads = new TreeMap<>();

  private final List<String> transaction = new ArrayList<>();
  private boolean open;

  /** Takes a whole log; what follows the last line end does not count. */
  static Map<String, String> stateOf(String log) {
    ReferenceQueue queue = new ReferenceQueue();
    int end = log.lastIndexOf('\n');
    log.substring(0, end + 1).lines().forEach(queue::line);
    return queue.state();
  }

  private void line(String line) {
    if (line.startsWith("105")) {
      open = true;
    } else if (line.startsWith("106")) {
      transaction.forEach(this::apply);
      transaction.clear();
      open = false;
    } else if (open) {
      transaction.add(line);
    } else {
      apply(line);
    }
  }

  private void apply(String line) {
    String[] words = line.split(" ", 4);
    String key = words.length > 1 ? words[1].replaceFirst("^0+(?=[1-9])", "") : "";
    Matcher set = SET.matcher(line);
    if (line.startsWith("101 ")) {
      ads.putIfAbsent(key, new TreeMap<>(String.CASE_INSENSITIVE_ORDER));
    } else if (line.startsWith("102 ")) {
      ads.remove(key);
    } else if (set.matches() && ads.containsKey(key)) {
      ads.get(key).put(set.group(2), set.group(3));
    } else if (line.startsWith("104 ") && ads.containsKey(key)) {
      ads.get(key).remove(words[2]);
    }
  }

  private Map<String, String> state() {
    Map<String, String> state = new TreeMap<>();
    Map<String, Set<String>> overridden = new TreeMap<>();
    for (String key : ads.keySet()) {
      String cluster = key.substring(0, key.indexOf('.'));
      String proc = key.substring(key.indexOf('.'));
      boolean completed = "4".equals(value(key, "JobStatus"));
      if (proc.equals(".-1") || cluster.equals("0") || completed) {
        continue;
      }
      Matcher words = WORD.matcher("");
      String services = text(value(key, "OAuthServicesNeeded"));
      for (Object word : Collections.list(new StringTokenizer(services, " ,"))) {
        if (words.reset((String) word).matches() && words.group(2).equals(cluster)) {
          boolean shared = words.group(3) == null;
          String from = shared ? cluster + ".-1" : key;
          String owner = text(value(key, "Owner"));
          boolean sameOwner = owner.equals(text(value(from, "Owner")));
          if (!owner.isEmpty() && sameOwner && (shared || words.group(3).equals(proc))) {
            String id = owner + "/" + words.group(1) + "_" + cluster + (shared ? "" : proc);
            state.put(id, attributes(from));
            Set<String> names = overridden.computeIfAbsent(id, any -> new TreeSet<>());
            names.addAll(shared ? overridden(key, from) : List.of());
          }
        }
      }
    }
    // Every job that shares anything counts for all that is shared.
    state.replaceAll((id, text) -> text + overriddenOf(id, overridden));
    return state;
  }

  private static Set<String> overriddenOf(String id, Map<String, Set<String>> all) {
    Set<String> names = new TreeSet<>();
    String handle = id.substring(id.lastIndexOf('_'));
    String user = id.substring(0, id.indexOf('/') + 1);
    all.forEach(
        (other, its) -> {
          if (other.endsWith(handle) && other.startsWith(user)) {
            names.addAll(its);
          }
        });
    return names;
  }

  private List<String> overridden(String key, String cluster) {
    List<String> names = new ArrayList<>(Follower.ATTRIBUTES);
    names.add("Owner");
    names.removeIf(
        name -> {
          String own = ads.get(key).get(name);
          return own == null || own.equals(value(cluster, name));
        });
    return names;
  }

  private String attributes(String key) {
    StringBuilder text = new StringBuilder();
    for (String name : Follower.ATTRIBUTES) {
      String value = value(key, name);
      if (value != null) {
        boolean string = value.startsWith("\"");
        text.append(name).append('=').append(string ? "'" + text(value) + "';" : value + ";");
      }
    }
    return text.toString();
  }

  private @Nullable String value(String key, String name) {
    Map<String, String> own = ads.get(key);
    String value = own == null ? null : own.get(name);
    Map<String, String> cluster = ads.get(key.substring(0, key.indexOf('.')) + ".-1");
    return value != null || cluster == null ? value : cluster.get(name);
  }

  private static String text(@Nullable String literal) {
    return literal == null || !literal.startsWith("\"")
        ? ""
        : literal.substring(1, literal.length() - 1);
  }
}
