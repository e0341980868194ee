// SPDX-License-Identifier: Apache-2.0
package org.credmint.queue.job;

import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.credmint.credential.AttributeValue;
import org.credmint.credential.JobAttributes;

/**
 * A job's ad in the form of {@code condor_q -long}: a line {@code Name = value} for each attribute.
 * Lines of another form are passed over.
 */
public final class JobAd implements JobAttributes {
  private final Map<String, AttributeValue> attributes =
      new TreeMap<>(String.CASE_INSENSITIVE_ORDER);

  private JobAd() {}

  /** Reads an ad. */
  public static JobAd parse(byte[] text) {
    JobAd ad = new JobAd();
    int from = 0;
    while (from < text.length) {
      int end = from;
      while (end < text.length && text[end] != '\n') {
        end++;
      }
      ad.add(text, from, end);
      from = end + 1;
    }
    return ad;
  }

  private void add(byte[] text, int from, int end) {
    int equals = from;
    while (equals < end && text[equals] != '=') {
      equals++;
    }
    String name = new String(text, from, equals - from, StandardCharsets.UTF_8).strip();
    if (equals < end && !name.isEmpty()) {
      attributes.put(name, ClassAdLiteral.read(text, equals + 1, end, ClassAdLiteral.LONGEST));
    }
  }

  @Override
  public Optional<AttributeValue> get(String name) {
    return Optional.ofNullable(attributes.get(name));
  }
}
