/**
 * Recipes over the mount calls, by descriptor: trees are made detached, get their attributes while
 * nobody can see them, and are attached where they belong. Every tool that mounts uses these.
 */
@NullMarked
package org.ctrtool.tools.mounts;

import org.jspecify.annotations.NullMarked;
