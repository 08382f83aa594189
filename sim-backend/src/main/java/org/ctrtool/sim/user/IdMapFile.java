package org.ctrtool.sim.user;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.ctrtool.api.Capability;
import org.ctrtool.sim.Refuse;
import org.jspecify.annotations.Nullable;

/**
 * What the files {@code uid_map}, {@code gid_map}, {@code projid_map} and {@code setgroups} of
 * {@code /proc/PID} answer: kernel/user_namespace.c.
 */
public final class IdMapFile {
  private IdMapFile() {}

  /**
   * Writes a map: map_write().
   *
   * @param opener the credentials with which the file was opened
   * @param writer the credentials of whoever writes
   * @param offset where in the file
   */
  public static void write(
      UserNamespace target,
      IdMapKind kind,
      Credentials opener,
      Credentials writer,
      long offset,
      byte[] text) {
    UserNamespace parent = target.parent();
    Refuse.when(parent == null, IdMapRule.MAP_OF_THE_INITIAL_NAMESPACE);
    Objects.requireNonNull(parent);
    UserNamespace openedFrom = opener.userNamespace();
    Refuse.unless(openedFrom == target || openedFrom == parent, IdMapRule.MAP_OPENED_BY_A_STRANGER);
    Refuse.when(offset != 0 || text.length >= 4096, IdMapRule.MAP_NOT_WRITTEN_AT_ONCE);
    Refuse.when(target.isMapped(kind), IdMapRule.MAP_WRITTEN_ALREADY);
    Refuse.unless(
        kind == IdMapKind.PROJID || opener.isCapable(target, Capability.CAP_SYS_ADMIN),
        IdMapRule.MAP_NEEDS_CAP_SYS_ADMIN);
    List<IdMapText.Line> lines = IdMapText.parse(text);
    requirePermission(target, parent, kind, opener, writer, lines);
    target.install(kind, resolved(parent.mapping(kind), lines));
  }

  private static IdMapping resolved(IdMapping parent, List<IdMapText.Line> lines) {
    List<IdMapping.Extent> extents = new ArrayList<>();
    for (IdMapText.Line line : lines) {
      long kernel = parent.rangeToKernel(line.outside(), line.count());
      Refuse.when(kernel == IdMapping.NO_ID, IdMapRule.MAP_OF_IDS_THE_PARENT_LACKS);
      extents.add(new IdMapping.Extent(line.inside(), kernel, line.count()));
    }
    return new IdMapping(extents);
  }

  /** new_idmap_permitted(). */
  private static void requirePermission(
      UserNamespace target,
      UserNamespace parent,
      IdMapKind kind,
      Credentials opener,
      Credentials writer,
      List<IdMapText.Line> lines) {
    if (kind == IdMapKind.UID && lines.stream().anyMatch(line -> line.outside() == 0)) {
      requireRootMapPermission(target, parent, opener);
    }
    @Nullable Capability capability = kind.capability();
    if (capability == null
        || isOwnId(target, parent, kind, opener, lines) && mayMapOwnId(target, kind)) {
      return;
    }
    boolean capable = writer.isCapable(parent, capability) && opener.isCapable(parent, capability);
    Refuse.when(
        !capable && isOwnId(target, parent, kind, opener, lines),
        IdMapRule.MAP_OF_OWN_GROUP_NEEDS_SETGROUPS_DENIED);
    Refuse.unless(capable, IdMapRule.MAP_OF_OTHER_IDS_NEEDS_CAPABILITY);
  }

  /** verify_root_map(). */
  private static void requireRootMapPermission(
      UserNamespace target, UserNamespace parent, Credentials opener) {
    boolean allowed =
        opener.userNamespace() == target
            ? target.creatorHadSetfcap()
            : opener.isCapable(parent, Capability.CAP_SETFCAP);
    Refuse.unless(allowed, IdMapRule.MAP_OF_ROOT_NEEDS_CAP_SETFCAP);
  }

  private static boolean mayMapOwnId(UserNamespace target, IdMapKind kind) {
    return kind == IdMapKind.UID || !target.isSetgroupsAllowed();
  }

  /** Whether the map is one line with the opener's own id, and the opener made the namespace. */
  private static boolean isOwnId(
      UserNamespace target,
      UserNamespace parent,
      IdMapKind kind,
      Credentials opener,
      List<IdMapText.Line> lines) {
    if (lines.size() != 1
        || lines.get(0).count() != 1
        || !opener.uids().effective().equals(target.ownerUser())) {
      return false;
    }
    long kernel = parent.mapping(kind).toKernel(lines.get(0).outside());
    return switch (kind) {
      case UID -> kernel == opener.uids().effective().number();
      case GID -> kernel == opener.gids().effective().number();
      case PROJID -> false;
    };
  }

  /**
   * What the file shows: uid_m_show().
   *
   * @param opener the user namespace of whoever opened the file
   */
  public static String text(UserNamespace target, IdMapKind kind, UserNamespace opener) {
    UserNamespace parent = target.parent();
    UserNamespace terms = opener == target && parent != null ? parent : opener;
    StringBuilder text = new StringBuilder();
    for (IdMapping.Extent each : target.mapping(kind).extents()) {
      long lower = terms.mapping(kind).fromKernel(each.kernel());
      text.append(IdMapText.line(each.first(), lower, each.count()));
    }
    return text.toString();
  }

  /** Opens {@code setgroups} for writing: proc_setgroups_open(). */
  public static void openSetgroups(UserNamespace target, Credentials opener) {
    Refuse.unless(
        opener.isCapable(target, Capability.CAP_SYS_ADMIN),
        IdMapRule.SETGROUPS_FILE_NEEDS_CAP_SYS_ADMIN);
  }

  /** Writes {@code setgroups}: proc_setgroups_write(). */
  public static void writeSetgroups(UserNamespace target, long offset, byte[] text) {
    Refuse.when(offset != 0 || text.length >= 8, IdMapRule.SETGROUPS_SYNTAX);
    String word = word(text);
    if (word.equals("allow")) {
      Refuse.unless(target.isSetgroupsAllowed(), IdMapRule.SETGROUPS_DENIED_FOR_EVER);
      return;
    }
    Refuse.unless(word.equals("deny"), IdMapRule.SETGROUPS_SYNTAX);
    Refuse.when(target.isMapped(IdMapKind.GID), IdMapRule.SETGROUPS_AFTER_GID_MAP);
    target.denySetgroups();
  }

  private static String word(byte[] text) {
    String all = new String(text, java.nio.charset.StandardCharsets.ISO_8859_1);
    int nul = all.indexOf('\0');
    String end = nul < 0 ? all : all.substring(0, nul);
    int length = end.length();
    while (length > 0
        && (end.charAt(length - 1) == ' ' || isControlSpace(end.charAt(length - 1)))) {
      length--;
    }
    return end.substring(0, length);
  }

  private static boolean isControlSpace(char c) {
    return c >= 9 && c <= 13;
  }

  /** What {@code setgroups} shows. */
  public static String setgroupsText(UserNamespace target) {
    return target.isSetgroupsAllowed() ? "allow\n" : "deny\n";
  }
}
