package org.ctrtool.cli.docs;

import java.util.List;
import org.ctrtool.tools.Front;
import org.ctrtool.tools.Tool;
import org.ctrtool.tools.ToolRun;
import org.ctrtool.tools.Tools;
import org.ctrtool.tools.grammar.Grammar;
import org.ctrtool.tools.grammar.Option;

/** Writes manual pages, in the macros of man(7). */
final class ManPages {
  private final StringBuilder page = new StringBuilder();

  private ManPages() {}

  /** The page of ctrtool itself. */
  static String overview(Tools tools) {
    ManPages page = new ManPages();
    page.title("ctrtool", "small tools to make and inspect containers");
    page.heading("SYNOPSIS");
    page.macro("B", "ctrtool");
    page.text("[--trace] [--simulate[=HOST]] [--json] TOOL [ARGUMENT]...");
    page.macro("br");
    page.macro("B", "ctrtool help");
    page.text("[TOOL]");
    page.heading("DESCRIPTION");
    page.text(
        "Runs one of the tools below. A link to ctrtool that has the name of a tool is that tool.");
    page.heading("OPTIONS");
    page.item("--trace", "Show each system call on standard error.");
    page.item("--simulate[=HOST]", "Run on a simulated kernel and show what that would change.");
    page.item("--json", "Print data as JSON.");
    page.item("--help, --version", "Show help, or the version.");
    page.heading("TOOLS");
    for (Tool<?> tool : tools.forPeople()) {
      page.item("ctrtool-" + tool.name() + "(1)", tool.summary());
    }
    page.heading("EXIT STATUS");
    page.item("0", "Success.");
    page.item("1", "An operation failed.");
    page.item("2", "The command line is wrong; nothing was done.");
    page.item("125", "Something failed before a program was executed.");
    page.item("126", "The program was found but cannot be executed.");
    page.item("127", "The program was not found.");
    page.heading("ENVIRONMENT");
    page.item(Front.OVERRIDE, Front.OVERRIDING);
    page.item("POSIXLY_CORRECT", "if set, options end at the first operand everywhere");
    page.differences(Front.DIFFERENCES);
    return page.page.toString();
  }

  /** The page of a tool. */
  static String of(Tool<?> tool) {
    ManPages page = new ManPages();
    page.tool(tool, tool.grammar());
    return page.page.toString();
  }

  private void tool(Tool<?> tool, Grammar<?> grammar) {
    title("ctrtool-" + tool.name(), tool.summary());
    heading("SYNOPSIS");
    boolean first = true;
    for (String line : grammar.synopsis()) {
      if (!first) {
        macro("br");
      }
      macro("B", grammar.command());
      text(line);
      first = false;
    }
    heading("DESCRIPTION");
    paragraphs(grammar.description().isEmpty() ? List.of(tool.summary()) : grammar.description());
    options(grammar);
    if (!grammar.variables().isEmpty()) {
      heading("ENVIRONMENT");
    }
    grammar.variables().forEach(variable -> item(variable.name(), variable.meaning()));
    if (!grammar.statuses().isEmpty()) {
      heading("EXIT STATUS");
    }
    grammar.statuses().forEach(status -> item(status.when(), status.meaning()));
    if (!grammar.examples().isEmpty()) {
      heading("EXAMPLES");
    }
    grammar.examples().forEach(example -> item(example.command(), example.meaning()));
    differences(grammar.differences());
    if (!tool.aliases().isEmpty()) {
      heading("NOTES");
      text("Also known as " + String.join(", ", tool.aliases()) + ".");
    }
    heading("SEE ALSO");
    macro("BR", "ctrtool", "(1)");
  }

  private void differences(List<String> differences) {
    if (!differences.isEmpty()) {
      heading("DIFFERENCES");
      text("The original ctrtool does these things in another way.");
    }
    differences.forEach(this::paragraph);
  }

  private void options(Grammar<?> grammar) {
    heading("OPTIONS");
    String section = "";
    for (Option<?> option : grammar.options()) {
      if (!option.section().equals(section)) {
        section = option.section();
        macro("SS", section.isEmpty() ? "General" : section);
      }
      item(option.shown().trim(), option.help());
    }
  }

  private void title(String name, String summary) {
    macro("TH", name.toUpperCase(java.util.Locale.ROOT), "1", "", "ctrtool " + ToolRun.VERSION);
    heading("NAME");
    text(name + " - " + summary);
  }

  private void heading(String heading) {
    macro("SH", heading);
  }

  private void paragraphs(List<String> paragraphs) {
    boolean first = true;
    for (String paragraph : paragraphs) {
      if (!first) {
        macro("PP");
      }
      text(paragraph);
      first = false;
    }
  }

  private void paragraph(String words) {
    macro("PP");
    text(words);
  }

  private void item(String name, String meaning) {
    macro("TP");
    macro("B", name);
    text(meaning);
  }

  private void macro(String name, String... arguments) {
    page.append('.').append(name);
    for (String argument : arguments) {
      page.append(" \"").append(escaped(argument).replace("\"", "\\(dq")).append('"');
    }
    page.append('\n');
  }

  /** A line that begins with a control character would be a macro. */
  private void text(String line) {
    String text = escaped(line);
    page.append(text.startsWith(".") || text.startsWith("'") ? "\\&" : "")
        .append(text)
        .append('\n');
  }

  private static String escaped(String text) {
    return text.replace("\\", "\\e")
        .replace("-", "\\-")
        .replace("'", "\\(aq")
        .replace("^", "\\(ha");
  }
}
