// SPDX-License-Identifier: Apache-2.0
package org.credmint.daemon;

import java.time.InstantSource;
import java.time.ZoneId;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.credmint.htcondor.HtcondorInstallation;
import org.credmint.os.Host;

/**
 * What only the program's entry point knows about where it runs.
 *
 * @param version this program's version
 * @param host the operating system
 * @param htcondor the HTCondor that this process belongs to
 * @param clock the wall clock
 * @param nanoTime a clock that nobody can set, nanoseconds
 * @param zone in which the log tells times
 * @param processors how many processors there are
 * @param once whether to end when all that is there has been served
 * @param complain tells an administrator who started the program by hand
 */
public record RuntimeEnvironment(
    String version,
    Host host,
    HtcondorInstallation htcondor,
    InstantSource clock,
    LongSupplier nanoTime,
    ZoneId zone,
    int processors,
    boolean once,
    Consumer<String> complain) {}
