// SPDX-License-Identifier: Apache-2.0
package org.credmint;

import com.amazon.corretto.crypto.provider.AmazonCorrettoCryptoProvider;
import com.sun.jna.Library;
import com.sun.jna.Native;

/**
 * Run by {@link LauncherIT} with the launchers' own flags: says whether both native libraries load.
 */
final class NativeProbe {

  private NativeProbe() {}

  interface LibC extends Library {
    int getpid();
  }

  public static void main(String[] args) {
    boolean jna = Native.load("c", LibC.class).getpid() == ProcessHandle.current().pid();
    Throwable accp = AmazonCorrettoCryptoProvider.INSTANCE.getLoadingError();
    System.out.println("jna " + jna + ", accp " + (accp == null));
  }
}
