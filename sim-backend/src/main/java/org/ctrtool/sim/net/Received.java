package org.ctrtool.sim.net;

import java.util.List;
import org.ctrtool.sim.fd.OpenFile;

/**
 * What has been received.
 *
 * @param data what fitted; not copied
 * @param length how long the message was
 * @param sender who sent it
 * @param files what came along, held by whoever has this
 */
record Received(byte[] data, int length, Sender sender, List<OpenFile> files) {}
