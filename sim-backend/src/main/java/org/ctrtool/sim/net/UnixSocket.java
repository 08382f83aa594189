package org.ctrtool.sim.net;

import java.util.ArrayDeque;
import java.util.Deque;
import org.ctrtool.api.Fd;
import org.ctrtool.api.NotModelled;
import org.ctrtool.api.PollEvents;
import org.ctrtool.api.SocketAddress;
import org.ctrtool.api.SocketDomain;
import org.ctrtool.api.SocketOption;
import org.ctrtool.api.SocketType;
import org.ctrtool.sim.Refuse;
import org.ctrtool.sim.fd.OpenFile;
import org.ctrtool.sim.fs.SocketNode;
import org.ctrtool.sim.mount.Location;
import org.ctrtool.sim.ns.NetNamespace;
import org.ctrtool.sim.path.FileCaller;
import org.ctrtool.sim.task.Task;
import org.ctrtool.sim.user.Kuid;
import org.jspecify.annotations.Nullable;

/** A UNIX socket; the kernel's {@code struct unix_sock}; see unix(7). */
public final class UnixSocket extends NetSocket {
  /** The kernel's {@code sk_state}. */
  enum State {
    /** TCP_CLOSE. */
    CLOSED,
    /** TCP_LISTEN. */
    LISTENING,
    /** TCP_ESTABLISHED; it stays so when the other end is closed. */
    CONNECTED
  }

  /** {@code net.unix.max_dgram_qlen}. */
  private static final int MESSAGES = 10;

  private static final PollEvents READABLE = PollEvents.POLLIN.or(new PollEvents(0x40));
  private static final PollEvents WRITABLE = PollEvents.POLLOUT.or(new PollEvents(0x300));

  private final Deque<Message> received = new ArrayDeque<>();
  private final Deque<UnixSocket> connecting = new ArrayDeque<>();
  private State state = State.CLOSED;
  private @Nullable UnixSocket peer;
  private @Nullable Sender peerCredentials;
  private @Nullable Location place;
  private int backlog = MESSAGES;
  private int charged;
  private boolean ofDescriptor = true;
  private boolean finished;
  private boolean reset;
  private boolean dead;

  UnixSocket(NetNamespace namespace, SocketType type, Kuid owner) {
    super(namespace, SocketDomain.AF_UNIX, type, 0, owner);
  }

  /**
   * The socket of a descriptor.
   *
   * @param what is asked of it, for the case that it is one of another domain
   */
  static UnixSocket of(Task task, Fd fd, String what) {
    if (NetSocket.of(task, fd) instanceof UnixSocket socket) {
      return socket;
    }
    throw new NotModelled(what + " of sockets other than those of AF_UNIX");
  }

  State state() {
    return state;
  }

  void become(State now) {
    state = now;
  }

  boolean isConnected() {
    return state == State.CONNECTED;
  }

  @Override
  boolean isListening() {
    return state == State.LISTENING;
  }

  /** Whether messages keep their bounds. */
  boolean isOfMessages() {
    return !is(SocketType.SOCK_STREAM);
  }

  /** Whether it has connections at all. */
  boolean isConnectionBased() {
    return !is(SocketType.SOCK_DGRAM);
  }

  /** The other end, also when that is closed; null if there is none. */
  @Nullable UnixSocket peer() {
    return peer;
  }

  void setPeer(@Nullable UnixSocket other) {
    peer = other;
  }

  /** Who made the other end; null if nobody did. */
  @Nullable Sender peerCredentials() {
    return peerCredentials;
  }

  void setPeerCredentials(@Nullable Sender credentials) {
    peerCredentials = credentials;
  }

  boolean passesCredentials() {
    return has(SocketOption.SO_PASSCRED);
  }

  // Names

  /** It gets a name in the file system, which from now on stands for it. */
  void bound(SocketAddress to, Location where) {
    bound(to);
    keep(where);
    ((SocketNode) where.dentry().inode()).bind(this);
  }

  /** A path keeps its mount busy. */
  private void keep(Location where) {
    place = where;
    where.mount().use();
    where.dentry().inode().hold();
  }

  // Connections

  /** listen(2). */
  void listen(int most, Sender self) {
    state = State.LISTENING;
    backlog = most;
    peerCredentials = self;
  }

  /** The connections that nobody has accepted yet. */
  Deque<UnixSocket> connecting() {
    return connecting;
  }

  /** Whether more connections, or more messages of others than its peer, have to wait. */
  boolean isFull() {
    return (isListening() ? connecting.size() : received.size()) > backlog;
  }

  /** The end of a new connection that accept(2) will return; it has the name of this one. */
  UnixSocket embryo(UnixSocket client, Sender self) {
    UnixSocket made = new UnixSocket(namespace(), type(), client.owner());
    made.peer = client;
    made.state = State.CONNECTED;
    made.peerCredentials = self;
    made.ofDescriptor = false;
    made.inheritAddress(address());
    made.set(SocketOption.SO_PASSCRED, option(SocketOption.SO_PASSCRED));
    if (place != null) {
      made.keep(place);
    }
    return made;
  }

  /** Whether it is one that a descriptor stands for: one that has been accepted. */
  boolean isOfDescriptor() {
    return ofDescriptor;
  }

  void accepted() {
    ofDescriptor = true;
  }

  /** Two sockets become each other's peers: unix_socketpair(). */
  static void join(UnixSocket left, UnixSocket right, Sender maker) {
    left.peer = right;
    right.peer = left;
    for (UnixSocket each : new UnixSocket[] {left, right}) {
      each.peerCredentials = maker;
      each.state = State.CONNECTED;
    }
  }

  // Messages

  /** What has come in and was not received yet. */
  Deque<Message> received() {
    return received;
  }

  /** A message that this has sent is there, or, if negative, is gone. */
  void charge(int size) {
    charged += size;
  }

  /** Whether a message more may be made: sock_alloc_send_pskb(). */
  boolean hasRoom() {
    return charged < SendBuffer.SIZE;
  }

  /** Whether who waits for room is woken: unix_writable(). */
  boolean isWritable() {
    return !isListening() && (charged + 1) * 4L <= SendBuffer.SIZE;
  }

  /** Whether neither direction works any more, as its peer is closed. */
  boolean isFinished() {
    return finished;
  }

  /** Whether it is closed. */
  boolean isDead() {
    return dead;
  }

  void reset() {
    reset = true;
  }

  boolean isReset() {
    return reset;
  }

  /** Tells once that the connection was reset: sock_error(). */
  boolean takeReset() {
    boolean was = reset;
    reset = false;
    return was;
  }

  /** How many descriptors wait to be received; {@code scm_fds} in fdinfo. */
  public int waitingFiles() {
    int files = 0;
    for (Message each : received) {
      files += each.fileCount();
    }
    for (UnixSocket each : connecting) {
      files += each.waitingFiles();
    }
    return files;
  }

  /** Messages of a peer that is none any more are lost: unix_dgram_disconnected(). */
  void disconnected(UnixSocket before) {
    if (received.isEmpty()) {
      return;
    }
    dropReceived();
    if (!before.dead && before.peer == this) {
      before.reset = true;
    }
  }

  private void dropReceived() {
    received.forEach(Message::drop);
    received.clear();
  }

  // What descriptors do

  @Override
  public byte[] read(OpenFile file, FileCaller caller, int limit) {
    if (limit == 0) {
      return new byte[0];
    }
    Received answer = Receiving.receive(this, caller, limit, file.isNonBlocking());
    answer.files().forEach(OpenFile::release);
    return answer.data();
  }

  @Override
  public int write(OpenFile file, FileCaller caller, byte[] data) {
    Sending.check(this);
    return Sending.send(this, caller, Outgoing.of(data, file.isNonBlocking()));
  }

  @Override
  public PollEvents poll(OpenFile file) {
    PollEvents ready = PollEvents.NONE;
    if (reset) {
      ready = ready.or(PollEvents.POLLERR);
    }
    if (finished) {
      ready = ready.or(PollEvents.POLLHUP).or(PollEvents.POLLRDHUP).or(READABLE);
    }
    if (!received.isEmpty() || !connecting.isEmpty()) {
      ready = ready.or(READABLE);
    }
    if (isConnectionBased() && state == State.CLOSED) {
      ready = ready.or(PollEvents.POLLHUP);
    }
    return isWritable() && !isHeldUp() ? ready.or(WRITABLE) : ready;
  }

  /** Whether its messages would have to wait, as the receiver is not connected to it. */
  private boolean isHeldUp() {
    return isOfMessages() && peer != null && peer.peer != this && peer.isFull() && !peer.dead;
  }

  @Override
  public void release(OpenFile file) {
    release(false);
  }

  /** unix_release_sock(). */
  private void release(boolean neverAccepted) {
    super.removeName();
    if (place != null && place.dentry().inode() instanceof SocketNode node) {
      node.unbind(this);
    }
    State before = state;
    UnixSocket other = peer;
    dead = true;
    finished = true;
    state = State.CLOSED;
    peer = null;
    if (other != null && isConnectionBased()) {
      other.finished = true;
      other.reset |= leavesUnread() || neverAccepted;
    }
    dropReceived();
    if (before == State.LISTENING) {
      connecting.forEach(each -> each.release(true));
      connecting.clear();
    }
    if (place != null) {
      place.dentry().inode().release();
      place.mount().unuse();
    }
  }

  /** Whether something is lost when it is closed: an empty message in front is taken for none. */
  private boolean leavesUnread() {
    Message first = received.peek();
    return first != null && (first.length() > 0 || received.size() > 1);
  }

  /** Refuses what an error that is pending refuses. */
  void checkError() {
    Refuse.when(takeReset(), SocketRule.CONNECTION_RESET);
  }
}
