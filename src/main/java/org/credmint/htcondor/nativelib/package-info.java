// SPDX-License-Identifier: Apache-2.0
/**
 * HTCondor's libraries, bound by JNA: libSciTokens, by which a daemon judges a token, and
 * libcondor_utils, which may end the process and is for short-lived commands only.
 *
 * <p>The doors are {@link org.credmint.htcondor.nativelib.SciTokensLibrary} and {@link
 * org.credmint.htcondor.nativelib.CondorUtilsLibrary}. A library or function that is missing is a
 * value with a reason. Tried with 23.9.6 and 25.14.1.
 */
@NullMarked
package org.credmint.htcondor.nativelib;

import org.jspecify.annotations.NullMarked;
