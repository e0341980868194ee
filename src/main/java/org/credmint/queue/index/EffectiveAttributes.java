// SPDX-License-Identifier: Apache-2.0
package org.credmint.queue.index;

import java.util.Optional;
import org.credmint.credential.AttributeValue;
import org.credmint.credential.JobAttributes;
import org.credmint.credential.JobId;

/** What is kept of a job, its cluster's ad standing behind its own. */
record EffectiveAttributes(AttributeTable table, JobId job, Ad own, Ad inherited)
    implements JobAttributes {
  @Override
  public Optional<AttributeValue> get(String name) {
    if (name.equalsIgnoreCase("ClusterId")) {
      return Optional.of(new AttributeValue.Whole(job.cluster()));
    }
    if (name.equalsIgnoreCase("ProcId")) {
      return job.isCluster() ? Optional.empty() : Optional.of(new AttributeValue.Whole(job.proc()));
    }
    int slot = table.find(name);
    if (slot == AttributeTable.NONE) {
      return Optional.empty();
    }
    AttributeValue value = own.value(slot);
    return Optional.ofNullable(value != null ? value : inherited.value(slot));
  }

  @Override
  public String toString() {
    return "attributes of " + job;
  }
}
