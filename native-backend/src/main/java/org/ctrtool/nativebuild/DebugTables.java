package org.ctrtool.nativebuild;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Removes the tables from call sites to file, method and line, and the strings that only they use.
 * They are for stack traces, which nobody reads ({@link RuntimePatches}); but the runtime enters
 * every string into a hash table each time the program starts.
 */
final class DebugTables {
  private static final Pattern TABLE =
      Pattern.compile(
          "^static TeaVM_(MethodLocation|CallSiteLocation) \\w+\\[\\d+\\] = \\{\\n.*?^\\};\\n",
          Pattern.MULTILINE | Pattern.DOTALL);
  private static final Pattern LOCATION =
      Pattern.compile("\\.location = callSiteLocations_\\w+ \\+ \\d+");
  private static final Pattern USE = Pattern.compile("TEAVM_GET_STRING(?:_ADDRESS)?\\((\\d+)\\)");
  private static final Pattern STRING =
      Pattern.compile("^ +TEAVM_STRING.*// string #(\\d+)$", Pattern.MULTILINE);

  private DebugTables() {}

  static void remove(Path generated) throws IOException {
    Path callSites = generated.resolve("callsites.c");
    String before = Files.readString(callSites);
    String after =
        LOCATION.matcher(TABLE.matcher(before).replaceAll("")).replaceAll(".location = NULL");
    if (after.equals(before) || after.contains("callSiteLocations_")) {
      throw new IOException("the tables of TeaVM's callsites.c look different now");
    }
    Files.writeString(callSites, after);

    Set<String> used = usedStrings(generated);
    Path strings = generated.resolve("strings.c");
    String kept =
        STRING
            .matcher(Files.readString(strings))
            .replaceAll(
                string ->
                    used.contains(string.group(1))
                        ? Matcher.quoteReplacement(string.group())
                        : "    NULL, // string #" + string.group(1));
    Files.writeString(strings, kept);
  }

  private static Set<String> usedStrings(Path generated) throws IOException {
    List<Path> sources;
    try (Stream<Path> files = Files.walk(generated)) {
      sources = files.filter(file -> file.toString().matches(".*\\.[ch]")).toList();
    }
    Set<String> used = new HashSet<>();
    for (Path source : sources) {
      USE.matcher(Files.readString(source)).results().forEach(use -> used.add(use.group(1)));
    }
    return used;
  }
}
