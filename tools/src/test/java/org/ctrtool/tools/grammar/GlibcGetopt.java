package org.ctrtool.tools.grammar;

import com.sun.jna.Function;
import com.sun.jna.Memory;
import com.sun.jna.NativeLibrary;
import com.sun.jna.Pointer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Reads argument vectors with the C library's getopt_long(3). */
final class GlibcGetopt {
  private static final int FIRST_LONG = 1000;
  private static final int OPTION_SIZE = 32;

  private final NativeLibrary libc = NativeLibrary.getInstance("c");
  private final Function getoptLong = libc.getFunction("getopt_long");

  static boolean isThere() {
    try {
      NativeLibrary.getInstance("c").getFunction("gnu_get_libc_version");
      return true;
    } catch (UnsatisfiedLinkError missing) {
      return false;
    }
  }

  /** What getopt_long reads, in the form in which {@link GetoptAgreementTest} records it. */
  List<String> read(Table table, List<String> words) {
    List<Memory> kept = new ArrayList<>();
    Memory argv = new Memory((words.size() + 2L) * Long.BYTES);
    argv.setPointer(0, text("tool", kept));
    for (int i = 0; i < words.size(); i++) {
      argv.setPointer((i + 1L) * Long.BYTES, text(words.get(i), kept));
    }
    argv.setPointer((words.size() + 1L) * Long.BYTES, null);
    List<Integer> values = new ArrayList<>();
    Memory longOptions = longOptions(table, values, kept);
    libc.getGlobalVariableAddress("opterr").setInt(0, 0);
    libc.getGlobalVariableAddress("optind").setInt(0, 0);
    List<String> events = new ArrayList<>();
    int argc = words.size() + 1;
    while (true) {
      Object[] arguments = {argc, argv, letters(table), longOptions, null};
      int read = getoptLong.invokeInt(arguments);
      Pointer optarg = libc.getGlobalVariableAddress("optarg").getPointer(0);
      String value = optarg == null ? null : optarg.getString(0, "UTF-8");
      if (read == -1) {
        break;
      }
      if (read == '?' || read == ':') {
        events.add("error");
        return events;
      }
      if (read == 1) {
        events.add("operand " + value);
      } else {
        Table.Entry entry = table.entryOf(read, read - FIRST_LONG);
        if (entry.name().equals("help") || entry.name().equals("version")) {
          events.add(entry.name());
          return events;
        }
        events.add("option " + entry.name() + (value == null ? "" : "=" + value));
      }
    }
    int rest = libc.getGlobalVariableAddress("optind").getInt(0);
    for (int i = rest; i < argc; i++) {
      events.add("operand " + argv.getPointer((long) i * Long.BYTES).getString(0, "UTF-8"));
    }
    return events;
  }

  private static String letters(Table table) {
    StringBuilder letters =
        new StringBuilder(
            switch (table.place()) {
              case ANYWHERE -> "";
              case LAST -> "+";
              case IN_PLACE -> "-";
            });
    for (Table.Entry entry : table.all()) {
      if (entry.letter() != Option.NO_LETTER) {
        letters.append(entry.letter());
        letters.append(
            switch (entry.argument()) {
              case NONE -> "";
              case REQUIRED -> ":";
              case OPTIONAL -> "::";
            });
      }
    }
    return letters.toString();
  }

  private static Memory longOptions(Table table, List<Integer> values, List<Memory> kept) {
    List<Table.Entry> entries = table.all();
    int rows = entries.size() * 2 + 1;
    Memory options = new Memory((long) rows * OPTION_SIZE);
    options.clear();
    long at = 0;
    for (int i = 0; i < entries.size(); i++) {
      Table.Entry entry = entries.get(i);
      int value = entry.letter() == Option.NO_LETTER ? FIRST_LONG + i : entry.letter();
      values.add(value);
      at = put(options, at, entry.name(), entry, value, kept);
      if (entry.alias() != null) {
        at = put(options, at, entry.alias(), entry, value, kept);
      }
    }
    return options;
  }

  private static long put(
      Memory options, long at, String name, Table.Entry entry, int value, List<Memory> kept) {
    options.setPointer(at, text(name, kept));
    options.setInt(at + 8, entry.argument().ordinal());
    options.setPointer(at + 16, null);
    options.setInt(at + 24, value);
    return at + OPTION_SIZE;
  }

  private static Memory text(String text, List<Memory> kept) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    Memory memory = new Memory(bytes.length + 1L);
    memory.write(0, bytes, 0, bytes.length);
    memory.setByte(bytes.length, (byte) 0);
    kept.add(memory);
    return memory;
  }
}
