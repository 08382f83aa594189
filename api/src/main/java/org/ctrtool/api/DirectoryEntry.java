package org.ctrtool.api;

/**
 * An entry that getdents64(2) lists.
 *
 * @param name the name, also {@code .} and {@code ..}
 * @param inode the inode number
 * @param type the {@code S_IF*} type bits; 0 if the file system does not tell
 */
public record DirectoryEntry(String name, long inode, int type) {}
