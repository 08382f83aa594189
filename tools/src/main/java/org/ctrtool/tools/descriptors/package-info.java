/**
 * Descriptors: {@link org.ctrtool.tools.descriptors.DescriptorSpec} is how the command line names
 * one that a caller hands to a tool, {@link org.ctrtool.tools.descriptors.Readiness} waits for
 * some, {@link org.ctrtool.tools.descriptors.ProcessDescriptor} asks those of processes, {@link
 * org.ctrtool.tools.descriptors.OpenedAgain} makes some that do not block.
 */
@NullMarked
package org.ctrtool.tools.descriptors;

import org.jspecify.annotations.NullMarked;
