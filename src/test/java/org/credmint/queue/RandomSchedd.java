// SPDX-License-Identifier: Apache-2.0
package org.credmint.queue;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Writes what a schedd might, at random. */
final class RandomSchedd {
  private static final String[] OWNERS = {"\"alice\"", "\"alice\"", "\"bob\"", "17"};
  private static final String[] NAMES = {
    "Owner",
    "owner",
    "OAuthServicesNeeded",
    "OAUTHSERVICESNEEDED",
    "CredmintScope_scitokens",
    "credmintlifetime_scitokens",
    "ProjectName",
    "JobStatus",
    "Iwd",
    "ClaimId",
    "O"
  };

  private final Random random;

  RandomSchedd(Random random) {
    this.random = random;
  }

  /** Some records, some of them in transactions; the last transaction may lack its end. */
  String records(int count) {
    StringBuilder log = new StringBuilder();
    for (int i = 0; i < count; i++) {
      int kind = random.nextInt(12);
      if (kind == 0) {
        log.append("105 \n");
      } else if (kind <= 2) {
        log.append(random.nextBoolean() ? "106 \n" : "106 #by condor_rm\n");
      } else {
        log.append(record()).append('\n');
      }
    }
    return log.toString();
  }

  private String record() {
    int cluster = 1 + random.nextInt(4);
    int proc = random.nextInt(5) - 1;
    String key = (proc < 0 ? "0" : "") + cluster + "." + proc;
    return switch (random.nextInt(10)) {
      case 0, 1, 2 -> "101 " + key + " Job Machine";
      case 3 -> "102 " + key;
      case 4 -> "104 " + key + " " + NAMES[random.nextInt(NAMES.length)];
      case 5 -> "103 0.0 NextClusterNum " + random.nextInt(100);
      default -> {
        String name = NAMES[random.nextInt(NAMES.length)];
        yield "103 " + key + " " + name + " " + value(name, cluster, proc);
      }
    };
  }

  private String value(String name, int cluster, int proc) {
    return switch (name.toLowerCase(java.util.Locale.ROOT)) {
      case "owner" -> OWNERS[random.nextInt(OWNERS.length)];
      case "oauthservicesneeded" -> services(cluster, proc);
      case "jobstatus" -> String.valueOf(1 + random.nextInt(7));
      case "credmintlifetime_scitokens" -> String.valueOf(random.nextInt(3) * 60);
      default -> "\"" + "x".repeat(random.nextInt(4)) + "\"";
    };
  }

  private String services(int cluster, int proc) {
    List<String> words = new ArrayList<>();
    for (int i = random.nextInt(3); i >= 0; i--) {
      int job = proc < 0 || random.nextInt(5) == 0 ? random.nextInt(4) : proc;
      int its = random.nextInt(8) == 0 ? 1 + random.nextInt(4) : cluster;
      String provider = random.nextBoolean() ? "scitokens" : "my_lab";
      words.add(provider + "_" + its + (random.nextInt(3) == 0 ? "" : "." + job));
    }
    return "\"" + String.join(random.nextBoolean() ? " " : ",", words) + "\"";
  }
}
