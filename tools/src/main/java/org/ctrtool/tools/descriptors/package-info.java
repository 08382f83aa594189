/**
 * Descriptors that a caller hands to a tool: {@link org.ctrtool.tools.descriptors.DescriptorSpec}
 * is how the command line names one.
 */
@NullMarked
package org.ctrtool.tools.descriptors;

import org.jspecify.annotations.NullMarked;
