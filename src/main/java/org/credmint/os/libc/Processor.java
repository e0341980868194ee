// SPDX-License-Identifier: Apache-2.0
package org.credmint.os.libc;

/** The few numbers of Linux that differ between processors (the kernel's fcntl.h and unistd.h). */
enum Processor {
  X86_64("amd64", 0400000, 0200000, 217),
  AARCH64("aarch64", 0100000, 040000, 61),
  PPC64LE("ppc64le", 0100000, 040000, 202);

  private final String architecture;
  private final int noFollow;
  private final int directory;
  private final int getdents64;

  Processor(String architecture, int noFollow, int directory, int getdents64) {
    this.architecture = architecture;
    this.noFollow = noFollow;
    this.directory = directory;
    this.getdents64 = getdents64;
  }

  /** The processor this JVM runs on. */
  static Processor current() {
    return of(System.getProperty("os.name", ""), System.getProperty("os.arch", ""));
  }

  /** Refuses what it does not know: a wrong O_NOFOLLOW would follow links without a word. */
  static Processor of(String system, String architecture) {
    if (system.equals("Linux")) {
      for (Processor processor : values()) {
        if (processor.architecture.equals(architecture)) {
          return processor;
        }
      }
    }
    throw new UnsupportedOperationException(
        "%s on %s is not supported: use Linux on x86-64, aarch64 or ppc64le"
            .formatted(system, architecture));
  }

  int noFollow() {
    return noFollow;
  }

  int directory() {
    return directory;
  }

  int getdents64() {
    return getdents64;
  }
}
