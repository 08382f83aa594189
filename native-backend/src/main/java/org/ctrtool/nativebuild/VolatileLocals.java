package org.ctrtool.nativebuild;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Makes every local variable of a C function that contains {@code TEAVM_TRY} volatile.
 *
 * <p>TeaVM catches exceptions with setjmp and longjmp. C leaves a local that was changed in between
 * undefined unless it is volatile, and TeaVM does not mark all of them; an optimising gcc then
 * reads old values in a catch block.
 */
final class VolatileLocals {
  private static final Pattern FUNCTION =
      Pattern.compile(
          "^([A-Za-z_][^\\n;{}]*\\([^\\n;{}]*\\)) \\{\\n(.*?)^\\}\\n",
          Pattern.MULTILINE | Pattern.DOTALL);
  private static final Pattern DECLARATION =
      Pattern.compile(
          "^(\\s*)(?:volatile )?(?!return\\b|goto\\b)([A-Za-z_0-9]+)( ?\\*)?(?: volatile)? ((?:teavm_local|teavm_spill|teavm_tmp)\\w*);",
          Pattern.MULTILINE);
  private static final Pattern PARAMETER = Pattern.compile("(?<!volatile )\\b(teavm_local_\\w+)");

  private VolatileLocals() {}

  static void apply(Path generated) throws IOException {
    List<Path> sources;
    try (Stream<Path> files = Files.walk(generated)) {
      sources = files.filter(file -> file.toString().endsWith(".c")).toList();
    }
    int changed = 0;
    for (Path source : sources) {
      String text = Files.readString(source);
      if (text.contains("TEAVM_TRY")) {
        String safe = inText(text);
        changed += safe.equals(text) ? 0 : 1;
        Files.writeString(source, safe);
      }
    }
    if (changed == 0) {
      throw new IOException("no function with TEAVM_TRY found: has TeaVM changed its output?");
    }
  }

  static String inText(String text) {
    Matcher functions = FUNCTION.matcher(text);
    StringBuilder result = new StringBuilder();
    while (functions.find()) {
      String head = functions.group(1);
      String body = functions.group(2);
      if (body.contains("TEAVM_TRY")) {
        head = PARAMETER.matcher(head).replaceAll("volatile $1");
        body = DECLARATION.matcher(body).replaceAll(VolatileLocals::declaration);
      }
      functions.appendReplacement(result, Matcher.quoteReplacement(head + " {\n" + body + "}\n"));
    }
    return functions.appendTail(result).toString();
  }

  private static String declaration(java.util.regex.MatchResult local) {
    boolean pointer = local.group(3) != null;
    String type = pointer ? local.group(2) + "* volatile " : "volatile " + local.group(2) + " ";
    return Matcher.quoteReplacement(local.group(1) + type + local.group(4) + ";");
  }
}
