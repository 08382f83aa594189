/**
 * The file systems of the simulated kernel: inodes, dentries, superblocks and the types they come
 * from.
 *
 * <p>Start with {@link org.ctrtool.sim.fs.Inode} and its subclasses, one for each type of file;
 * {@link org.ctrtool.sim.fs.Dentry} gives them names, a {@link org.ctrtool.sim.fs.SuperBlock} holds
 * a tree of those, and a {@link org.ctrtool.sim.fs.FileSystemType} makes superblocks for mount(2).
 * File systems whose entries are computed, as proc, extend {@link
 * org.ctrtool.sim.fs.DynamicDirectory}, {@link org.ctrtool.sim.fs.ComputedFile} and {@link
 * org.ctrtool.sim.fs.MagicLink}.
 */
@NullMarked
package org.ctrtool.sim.fs;

import org.jspecify.annotations.NullMarked;
