/**
 * mount_seq: a sequence of mounts, unmounts, directories, links, files and shell commands. Start
 * with {@link org.ctrtool.tools.mountseq.MountSeq}, its grammar; {@code Sequence} carries the
 * operations out, {@code Mounting} is the one that mounts, {@code Resolver} looks paths up without
 * following symbolic links.
 */
@NullMarked
package org.ctrtool.tools.mountseq;

import org.jspecify.annotations.NullMarked;
