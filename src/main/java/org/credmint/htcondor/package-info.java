/**
 * Everything that is HTCondor's own: knobs, names in the credential directory, the log format,
 * readiness, and its libraries.
 *
 * <p>The door is {@code Condor}.
 */
@NullMarked
package org.credmint.htcondor;

import org.jspecify.annotations.NullMarked;
