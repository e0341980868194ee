// SPDX-License-Identifier: Apache-2.0
package org.credmint.issue;

import com.nimbusds.jose.util.JSONObjectUtils;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Writes JSON objects that were read from others. */
public final class JsonText {
  private JsonText() {}

  /** UTF-8; a number that is too large for a double is written as null. */
  public static byte[] of(Map<String, @Nullable Object> object) {
    return JSONObjectUtils.toJSONString(finite(object)).getBytes(StandardCharsets.UTF_8);
  }

  private static Map<String, @Nullable Object> finite(Map<?, ?> object) {
    Map<String, @Nullable Object> copy = new LinkedHashMap<>();
    object.forEach((name, value) -> copy.put(String.valueOf(name), finiteValue(value)));
    return copy;
  }

  private static @Nullable Object finiteValue(@Nullable Object value) {
    if (value instanceof Map<?, ?> object) {
      return finite(object);
    }
    if (value instanceof List<?> list) {
      List<@Nullable Object> copy = new ArrayList<>();
      list.forEach(one -> copy.add(finiteValue(one)));
      return copy;
    }
    return value instanceof Double number && !Double.isFinite(number) ? null : value;
  }
}
