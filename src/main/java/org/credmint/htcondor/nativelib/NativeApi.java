// SPDX-License-Identifier: Apache-2.0
package org.credmint.htcondor.nativelib;

import com.sun.jna.Function;
import com.sun.jna.Library;
import com.sun.jna.Memory;
import com.sun.jna.Native;
import com.sun.jna.NativeLibrary;
import com.sun.jna.Pointer;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The functions of one C library, by name. A library stays loaded until the process ends.
 *
 * <p>It is loaded with RTLD_LOCAL, so that its names do not get in the way of others': HTCondor's
 * library has a {@code sleep} of its own.
 */
final class NativeApi {

  /** RTLD_NOW, so that a library that cannot work says so at once; RTLD_LOCAL is 0 on Linux. */
  private static final int OPEN_FLAGS = 2;

  private final String name;
  private final NativeLibrary library;

  private NativeApi(String name, NativeLibrary library) {
    this.name = name;
    this.library = library;
  }

  /**
   * Loads a library.
   *
   * @param name its file name, which the system looks for, or its full path
   * @throws MissingNativeException when it is not there or cannot be loaded
   */
  static NativeApi load(String name) throws MissingNativeException {
    Map<String, Object> options =
        Map.of(Library.OPTION_OPEN_FLAGS, OPEN_FLAGS, Library.OPTION_STRING_ENCODING, "UTF-8");
    try {
      return new NativeApi(name, NativeLibrary.getInstance(name, options));
    } catch (UnsatisfiedLinkError e) {
      throw new MissingNativeException(name + " cannot be loaded", e);
    }
  }

  /** Whether the library has a function of this name. */
  boolean has(String function) {
    return find(function).isPresent();
  }

  /** Calls a function that returns a number. */
  int callInt(String function, @Nullable Object... arguments) throws MissingNativeException {
    return get(function).invokeInt(arguments);
  }

  /** Calls a function that returns a pointer, which may be null. */
  @Nullable Pointer callPointer(String function, @Nullable Object... arguments)
      throws MissingNativeException {
    return get(function).invokePointer(arguments);
  }

  /** Calls a function that returns nothing. */
  void call(String function, @Nullable Object... arguments) throws MissingNativeException {
    get(function).invokeVoid(arguments);
  }

  private Function get(String function) throws MissingNativeException {
    return find(function)
        .orElseThrow(() -> new MissingNativeException(name + " has no function " + function));
  }

  private Optional<Function> find(String function) {
    try {
      return Optional.of(library.getFunction(function));
    } catch (UnsatisfiedLinkError e) {
      return Optional.empty();
    }
  }

  /** The text at a pointer that the library keeps. */
  static String text(Pointer pointer) {
    return pointer.getString(0, StandardCharsets.UTF_8.name());
  }

  /** The text at a pointer that the library has handed over; frees it. Empty for a null pointer. */
  static String takeText(@Nullable Pointer pointer) {
    if (pointer == null) {
      return "";
    }
    String text = text(pointer);
    free(pointer);
    return text;
  }

  /** Frees what the library got from {@code malloc}. */
  static void free(Pointer pointer) {
    Native.free(Pointer.nativeValue(pointer));
  }

  /** A copy of text for C, to be closed by the caller. */
  static Memory copy(byte[] text) {
    Memory memory = new Memory(text.length + 1L);
    memory.write(0, text, 0, text.length);
    memory.setByte(text.length, (byte) 0);
    return memory;
  }
}
