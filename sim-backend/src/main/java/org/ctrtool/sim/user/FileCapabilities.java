package org.ctrtool.sim.user;

import org.ctrtool.api.CapabilitySet;

/**
 * The capabilities of a program's file: its attribute {@code security.capability}; see
 * capabilities(7).
 *
 * @param permitted what the program gets
 * @param inheritable what it gets if the task has it inheritable
 * @param effective whether what it gets is in effect at once
 * @param root the user for whose user namespaces they count
 */
public record FileCapabilities(
    CapabilitySet permitted, CapabilitySet inheritable, boolean effective, Kuid root) {}
