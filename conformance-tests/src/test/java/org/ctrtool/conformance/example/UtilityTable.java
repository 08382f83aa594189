package org.ctrtool.conformance.example;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.ctrtool.conformance.example.Example.Caller;

/**
 * Command lines, and what they print: {@code $ COMMAND}, perhaps with more lines that begin with
 * {@code > }, then the output, then {@code = STATUS} if that is not 0. Lines with {@code #} are
 * prose. The commands of a file run one after the other in one directory.
 *
 * @param rows what is to come out
 */
record UtilityTable(Path file, List<Row> rows) {
  private static final Path FOLDER = Path.of("src/test/resources/utilities");
  private static final String ROW = "---- ";
  private static final String STATUS = "= ";

  /** A command, and what it prints, with its status in the last line. */
  record Row(String command, String output) {}

  static UtilityTable read(String name) throws IOException {
    Path file = FOLDER.resolve(name + ".txt");
    List<Row> rows = new ArrayList<>();
    StringBuilder command = new StringBuilder();
    StringBuilder output = new StringBuilder();
    for (String line : Files.readAllLines(file)) {
      if (line.startsWith("$ ")) {
        finish(rows, command, output);
        command.append(line.substring(2));
      } else if (line.startsWith("> ")) {
        command.append('\n').append(line.substring(2));
      } else if (!line.startsWith("#")) {
        output.append(line).append('\n');
      }
    }
    finish(rows, command, output);
    return new UtilityTable(file, rows);
  }

  private static void finish(List<Row> rows, StringBuilder command, StringBuilder output) {
    if (!command.isEmpty()) {
      boolean told = output.toString().matches("(?s)(.*\n)?= [0-9]+\n");
      rows.add(new Row(command.toString(), output + (told ? "" : STATUS + "0\n")));
    }
    command.setLength(0);
    output.setLength(0);
  }

  /** All commands as one script. */
  Example script() {
    StringBuilder script = new StringBuilder();
    for (Row row : rows) {
      script
          .append("echo '")
          .append(ROW)
          .append("'\n(\n")
          .append(row.command())
          .append("\n)\necho \"")
          .append(STATUS)
          .append("$?\"\n");
    }
    return new Example(file, 1, "", Caller.ROOT, false, null, script.toString(), 0, "");
  }

  /** What the script printed, by row. */
  static List<String> outputs(String printed) {
    List<String> all = List.of(printed.split(ROW + "\n", -1));
    return all.subList(1, all.size());
  }
}
