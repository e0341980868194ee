// SPDX-License-Identifier: Apache-2.0
package org.credmint.audit.line;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonFactoryBuilder;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.SerializableString;
import com.fasterxml.jackson.core.StreamWriteFeature;
import com.fasterxml.jackson.core.io.CharacterEscapes;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A JSON object that stays on one line: all but printable ASCII stands as {@code \}{@code u} and
 * four small hexadecimal digits. For one line.
 */
final class JsonLine {
  private static final int SIZE = 1024;

  private static final JsonFactory JSON =
      new JsonFactoryBuilder()
          .characterEscapes(new OnlyHexadecimal())
          .highestNonEscapedChar(0x7f)
          .disable(JsonWriteFeature.WRITE_HEX_UPPER_CASE)
          .disable(StreamWriteFeature.AUTO_CLOSE_CONTENT)
          .build();

  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream(SIZE);
  private final JsonGenerator json;

  private JsonLine() throws IOException {
    this.json = JSON.createGenerator(bytes);
  }

  /** Something that Jackson writes; it fails only where a disk does, and there is none. */
  private interface Part {
    void write() throws IOException;
  }

  /** The beginning of an object. */
  static JsonLine begin() {
    JsonLine line = create();
    line.write(line.json::writeStartObject);
    return line;
  }

  /** A text in quotes. */
  static String quoted(String text) {
    JsonLine line = create();
    line.write(() -> line.json.writeString(text));
    return new String(line.toBytes(), StandardCharsets.US_ASCII);
  }

  JsonLine text(String name, String value) {
    write(() -> json.writeStringField(name, value));
    return this;
  }

  JsonLine number(String name, long value) {
    write(() -> json.writeNumberField(name, value));
    return this;
  }

  JsonLine texts(String name, List<String> values) {
    write(
        () -> {
          json.writeArrayFieldStart(name);
          for (String value : values) {
            json.writeString(value);
          }
          json.writeEndArray();
        });
    return this;
  }

  /** What was written, without the object's end. */
  byte[] toBytes() {
    write(json::close);
    return bytes.toByteArray();
  }

  private static JsonLine create() {
    try {
      return new JsonLine();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void write(Part part) {
    try {
      part.write();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** JSON's short escapes such as {@code \n} were never used, and are part of no hash. */
  private static final class OnlyHexadecimal extends CharacterEscapes {
    private static final long serialVersionUID = 1L;

    @Override
    public int[] getEscapeCodesForAscii() {
      int[] codes = standardAsciiEscapesForJSON();
      Arrays.fill(codes, 0, ' ', ESCAPE_STANDARD);
      codes[0x7f] = ESCAPE_STANDARD;
      return codes;
    }

    @Override
    public @Nullable SerializableString getEscapeSequence(int character) {
      return null;
    }
  }
}
