package org.ctrtool.conformance.simshell;

import java.util.ArrayList;
import java.util.List;
import org.ctrtool.api.Attempt;
import org.ctrtool.api.Fd;
import org.ctrtool.api.Kernel;
import org.ctrtool.api.KernelException;

/**
 * What a filter reads: files, or standard input if none is named.
 *
 * @param texts what each of them holds
 * @param complete whether all of them could be read
 */
record Input(List<String> texts, boolean complete) {
  /**
   * Reads all of it.
   *
   * @param complaint what to say of a file that cannot be read: its name, then why
   */
  static Input of(Kernel kernel, String complaint, List<String> files) {
    if (files.isEmpty()) {
      return new Input(List.of(Streams.readAll(kernel, Fd.STDIN)), true);
    }
    List<String> texts = new ArrayList<>();
    boolean complete = true;
    for (String file : files) {
      Attempt<String> text = Attempt.of(() -> read(kernel, file));
      KernelException refusal = text.refusal();
      if (refusal == null) {
        texts.add(text.orThrow());
      } else {
        Utilities.complain(kernel, complaint.formatted(file, refusal.errno().description()));
        complete = false;
      }
    }
    return new Input(texts, complete);
  }

  private static String read(Kernel kernel, String file) {
    return file.equals("-") ? Streams.readAll(kernel, Fd.STDIN) : Streams.readFile(kernel, file);
  }

  /** One after the other. */
  String text() {
    return String.join("", texts);
  }

  /** Their lines, one file after the other. */
  List<String> lines() {
    return lines(text());
  }

  /** Lines end with a line feed only, which the last one may lack. */
  static List<String> lines(String text) {
    if (text.isEmpty()) {
      return List.of();
    }
    String[] lines = text.split("\n", -1);
    int count = text.endsWith("\n") ? lines.length - 1 : lines.length;
    return List.of(lines).subList(0, count);
  }
}
