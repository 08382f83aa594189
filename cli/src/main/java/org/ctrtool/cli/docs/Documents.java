package org.ctrtool.cli.docs;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.ctrtool.tools.AllTools;
import org.ctrtool.tools.Tool;
import org.ctrtool.tools.Tools;
import picocli.AutoComplete;

/** Writes manual pages and completions, when ctrtool is built. */
public final class Documents {
  private Documents() {}

  /**
   * Writes everything.
   *
   * @param arguments the folder to write to
   */
  public static void main(String[] arguments) throws IOException {
    write(AllTools.tools(), Path.of(arguments[0]));
  }

  /** Writes {@code man} and {@code completions} in {@code folder}. */
  static void write(Tools tools, Path folder) throws IOException {
    Path man = Files.createDirectories(folder.resolve("man"));
    Files.writeString(man.resolve("ctrtool.1"), ManPages.overview(tools));
    for (Tool<?> tool : tools.forPeople()) {
      Files.writeString(man.resolve("ctrtool-" + tool.name() + ".1"), ManPages.of(tool));
    }
    Path completions = Files.createDirectories(folder.resolve("completions"));
    String bash = AutoComplete.bash("ctrtool", CommandTree.of(tools));
    Files.writeString(completions.resolve("ctrtool.bash"), bash);
    Files.writeString(completions.resolve("_ctrtool"), "#compdef ctrtool\n" + bash);
    Files.writeString(completions.resolve("ctrtool.fish"), FishCompletion.of(tools));
  }
}
