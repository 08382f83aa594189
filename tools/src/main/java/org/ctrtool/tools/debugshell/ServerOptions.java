package org.ctrtool.tools.debugshell;

import java.util.ArrayList;
import java.util.List;
import org.ctrtool.api.Fd;
import org.ctrtool.api.Uid;
import org.ctrtool.tools.grammar.Grammar;
import org.ctrtool.tools.grammar.UsageError;
import org.ctrtool.tools.grammar.Values;

/** What a server is told: by a user, or by the process it is started from. */
class ServerOptions {
  Fd socket = Fd.STDIN;
  final List<String> command = new ArrayList<>();
  final List<Uid> allowed = new ArrayList<>();
  int limit = Integer.MAX_VALUE;
  boolean errorsToClient;

  static <B extends ServerOptions> Grammar.Builder<B> addTo(Grammar.Builder<B> grammar) {
    return grammar
        .option(
            'c',
            "word",
            "WORD",
            "the next word of the command, of which the first is looked up in PATH; repeatable",
            (s, v) -> s.command.add(v))
        .option(
            'f',
            "fd",
            "N",
            "the descriptor of the listening socket; 0 if not given",
            (s, v) -> s.socket = Values.fd(v))
        .option(
            "allow-uid",
            "UID",
            "serve only clients that run as this user, where the socket is a Unix socket;"
                + " repeatable",
            (s, v) -> s.allowed.add(Values.uid(v)))
        .option(
            "limit",
            "COUNT",
            "run at most so many commands at a time; other clients wait",
            (s, v) -> s.limit = Values.integer(v, 1, 1000))
        .flag(
            "stderr-to-client",
            "the command's standard error is the connection, too",
            s -> s.errorsToClient = true)
        .check(s -> UsageError.when(s.command.isEmpty(), "no command: -c is needed"));
  }

  /** The same options as words of a command line. */
  List<String> words() {
    List<String> words = new ArrayList<>();
    for (Uid uid : allowed) {
      words.addAll(List.of("--allow-uid", uid.toString()));
    }
    if (limit != Integer.MAX_VALUE) {
      words.addAll(List.of("--limit", Integer.toString(limit)));
    }
    if (errorsToClient) {
      words.add("--stderr-to-client");
    }
    for (String word : command) {
      words.addAll(List.of("-c", word));
    }
    return words;
  }
}
