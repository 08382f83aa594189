/**
 * A shell and a few utilities as programs of the simulated machine, as far as examples need them:
 * so that the same scripts run on the model as on the real kernel.
 */
@NullMarked
package org.ctrtool.conformance.simshell;

import org.jspecify.annotations.NullMarked;
