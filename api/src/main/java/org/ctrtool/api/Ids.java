package org.ctrtool.api;

/**
 * The user IDs of a task, or its group IDs.
 *
 * @param real the real ID
 * @param effective the effective ID
 * @param saved the saved ID
 */
public record Ids(long real, long effective, long saved) {}
