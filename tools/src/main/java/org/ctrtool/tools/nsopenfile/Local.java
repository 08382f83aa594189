package org.ctrtool.tools.nsopenfile;

import java.util.ArrayList;
import java.util.List;
import org.ctrtool.api.OsStrings;
import org.ctrtool.api.SocketAddress;
import org.ctrtool.api.SocketOption;
import org.ctrtool.tools.grammar.UsageError;
import org.ctrtool.tools.grammar.Values;
import org.jspecify.annotations.Nullable;

/**
 * What a socket is bound to, and the options that are set before.
 *
 * @param address its scope is 0 if {@code interfaceName} says which it is
 * @param interfaceName a network interface of the socket's namespace, whose number is the scope
 * @param settings options, in the order in which they are set
 * @param scoped whether there is a scope
 */
record Local(
    SocketAddress address, @Nullable String interfaceName, List<Setting> settings, boolean scoped) {
  /** An option of a socket and its value. */
  record Setting(SocketOption option, int value) {}

  private static final String FLAGS = ":caftpdoOeI";

  /** A name of a UNIX socket: a path, or {@code @} and an abstract name. */
  static Local unix(String word) {
    boolean isAbstract = word.startsWith("@");
    int length = OsStrings.encode(word).length;
    UsageError.when(word.isEmpty(), "the path of a socket is empty");
    UsageError.when(
        length > SocketAddress.UnixPath.LONGEST,
        "the path of a socket has at most "
            + SocketAddress.UnixPath.LONGEST
            + " bytes, and not "
            + length);
    SocketAddress address =
        isAbstract
            ? new SocketAddress.UnixAbstract(word.substring(1))
            : new SocketAddress.UnixPath(word);
    return new Local(address, null, List.of(), false);
  }

  /** {@code ADDRESS,PORT[,FLAGS]}. */
  static Local v4(String word) {
    List<String> fields = fields(word);
    UsageError.when(fields.size() > 3, "an IPv4 address has no scope");
    String flags = flags(fields);
    UsageError.when(flags.indexOf('I') >= 0, "an IPv4 address has no scope");
    SocketAddress address =
        new SocketAddress.Inet(InternetAddress.v4(fields.get(0)), port(fields.get(1)));
    return new Local(address, null, settings(flags), false);
  }

  /** {@code ADDRESS,PORT[,FLAGS[,SCOPE]]}. */
  static Local v6(String word) {
    List<String> fields = fields(word);
    String flags = flags(fields);
    boolean scoped = fields.size() > 3;
    boolean isNumber = flags.indexOf('I') >= 0;
    UsageError.when(
        isNumber && !scoped, OsStrings.quoted(word) + " has flag I, but no number of a scope");
    String name = scoped && !isNumber ? interfaceName(fields.get(3)) : null;
    int scope = isNumber ? Values.integer(fields.get(3), 0, Integer.MAX_VALUE) : 0;
    SocketAddress address =
        new SocketAddress.Inet6(InternetAddress.v6(fields.get(0)), port(fields.get(1)), scope);
    return new Local(address, name, settings(flags), scoped);
  }

  private static String interfaceName(String name) {
    UsageError.when(
        OsStrings.encode(name).length > 15,
        OsStrings.quoted(name) + " is no name of a network interface: it is too long");
    return name;
  }

  private static List<String> fields(String word) {
    List<String> fields = Values.fields(word, ',');
    UsageError.when(
        fields.size() < 2 || fields.size() > 4,
        OsStrings.quoted(word) + " is not ADDRESS,PORT[,FLAGS[,SCOPE]]");
    for (String field : fields) {
      UsageError.when(
          field.isEmpty(), OsStrings.quoted(word) + " has an empty field (flag : is for none)");
    }
    return fields;
  }

  private static int port(String word) {
    return Values.integer(word, 0, 0xFFFF);
  }

  private static String flags(List<String> fields) {
    String flags = fields.size() < 3 ? "" : fields.get(2);
    for (int i = 0; i < flags.length(); i++) {
      UsageError.when(
          FLAGS.indexOf(flags.charAt(i)) < 0,
          OsStrings.quoted(flags.substring(i, i + 1)) + " is no flag of an address");
    }
    return flags;
  }

  /** In the order in which the options are to be set, whatever that of the letters is. */
  private static List<Setting> settings(String flags) {
    List<Setting> settings = new ArrayList<>();
    set(settings, flags, 'c', SocketOption.SO_PASSCRED, 1);
    set(settings, flags, 'a', SocketOption.SO_REUSEADDR, 1);
    set(settings, flags, 'p', SocketOption.SO_REUSEPORT, 1);
    set(settings, flags, 'f', SocketOption.IP_FREEBIND, 1);
    set(settings, flags, 't', SocketOption.IP_TRANSPARENT, 1);
    set(settings, flags, 'd', SocketOption.TCP_DEFER_ACCEPT, 1);
    set(settings, flags, 'o', SocketOption.IPV6_V6ONLY, 1);
    set(settings, flags, 'O', SocketOption.IPV6_V6ONLY, 0);
    set(settings, flags, 'e', SocketOption.TCP_NODELAY, 1);
    return settings;
  }

  private static void set(
      List<Setting> settings, String flags, char letter, SocketOption option, int value) {
    if (flags.indexOf(letter) >= 0) {
      settings.add(new Setting(option, value));
    }
  }

  /** The same address on an interface. */
  SocketAddress on(int interfaceNumber) {
    return address instanceof SocketAddress.Inet6 inet6
        ? new SocketAddress.Inet6(inet6.address(), inet6.port(), interfaceNumber)
        : address;
  }
}
