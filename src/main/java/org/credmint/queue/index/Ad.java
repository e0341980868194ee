// SPDX-License-Identifier: Apache-2.0
package org.credmint.queue.index;

import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.credmint.credential.AttributeValue;
import org.jspecify.annotations.Nullable;

/** What is kept of the ad of a job or a cluster. Immutable, so that like jobs can share one. */
final class Ad {
  /** An ad of which nothing is known but that it is there. */
  static final Ad EMPTY = new Ad(new @Nullable AttributeValue[0], null, 0, 0);

  /** Stands for an ad that is not there. */
  static final Ad GONE = new Ad(new @Nullable AttributeValue[0], null, -1, 0);

  private final @Nullable AttributeValue[] values;

  /** Null where the ad has no {@code OAuthServicesNeeded}. */
  private final @Nullable List<RequestedService> requestedServices;

  /** 0 where the ad has no {@code JobStatus}. */
  private final byte status;

  /** 0 where the ad has no {@code EnteredCurrentStatus}. */
  private final int since;

  private final int hash;

  private Ad(
      @Nullable AttributeValue[] values,
      @Nullable List<RequestedService> requestedServices,
      int status,
      int since) {
    this.values = values;
    this.requestedServices = requestedServices;
    this.status = (byte) status;
    this.since = since;
    this.hash =
        ((Arrays.hashCode(values) * 31 + Objects.hashCode(requestedServices)) * 31 + status) * 31
            + since;
  }

  /** Whether it stands for one that is not there. */
  boolean isGone() {
    return status < 0;
  }

  @Nullable AttributeValue value(int slot) {
    return slot < values.length ? values[slot] : null;
  }

  @Nullable List<RequestedService> requestedServices() {
    return requestedServices;
  }

  /** The number in {@code JobStatus}; 0 where there is none. */
  int status() {
    return status;
  }

  /** The number in {@code EnteredCurrentStatus}, in seconds since 1970; 0 where there is none. */
  int since() {
    return since;
  }

  Ad withValue(int slot, @Nullable AttributeValue value) {
    int length = value == null ? values.length : Math.max(values.length, slot + 1);
    @Nullable AttributeValue[] changed = Arrays.copyOf(values, length);
    if (slot < length) {
      changed[slot] = value;
    }
    while (length > 0 && changed[length - 1] == null) {
      length--;
    }
    return new Ad(Arrays.copyOf(changed, length), requestedServices, status, since);
  }

  Ad withRequestedServices(@Nullable List<RequestedService> changed) {
    return new Ad(values, changed, status, since);
  }

  Ad withStatus(int changed) {
    return new Ad(values, requestedServices, changed, since);
  }

  Ad withSince(int changed) {
    return new Ad(values, requestedServices, status, changed);
  }

  /** How much memory the values take, roughly, in bytes. */
  long weight() {
    long weight = 0;
    for (AttributeValue value : values) {
      if (value instanceof AttributeValue.Text text) {
        weight += text.value().length();
      } else if (value instanceof AttributeValue.Other other) {
        weight += other.expression().length();
      }
    }
    return weight;
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return this == other
        || (other instanceof Ad ad
            && hash == ad.hash
            && status == ad.status
            && since == ad.since
            && Objects.equals(requestedServices, ad.requestedServices)
            && Arrays.equals(values, ad.values));
  }

  @Override
  public int hashCode() {
    return hash;
  }

  @Override
  public String toString() {
    return "Ad" + Arrays.toString(values) + requestedServices + status + "since" + since;
  }
}
