package org.ctrtool.sim.task;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToIntFunction;
import org.ctrtool.api.OsStrings;
import org.ctrtool.sim.Execution;
import org.ctrtool.sim.SimProgram;
import org.ctrtool.sim.fs.Inode;
import org.ctrtool.sim.fs.RegularFile;
import org.ctrtool.sim.user.FileCapabilities;
import org.jspecify.annotations.Nullable;

/**
 * The Java code behind executable files, and a record of what was executed.
 *
 * <p>What a file does depends on its content alone, as with a real binary format: the content of a
 * program is a line that names it, so that copies are the same program, wherever and under whatever
 * name they are, and a file that was cut or changed is none.
 */
public final class Programs {
  private static final String MAGIC = "\u007fELF";
  private static final String NOTHING_KNOWN = "a program about which nothing is known";
  private static final int LONGEST = 8192;

  /**
   * What can be executed.
   *
   * @param code what it does; null if nothing is known about it
   */
  record Binary(@Nullable SimProgram code) {}

  private final Map<String, SimProgram> programs = new LinkedHashMap<>();
  private final IdentityHashMap<Inode, FileCapabilities> capabilities = new IdentityHashMap<>();
  private final List<Execution> executions = new ArrayList<>();
  private ToIntFunction<Execution> statusOfUnknown = execution -> 0;

  Programs() {}

  /** The content of executable files about which nothing is known. */
  public static byte[] contentOfUnknown() {
    return content(NOTHING_KNOWN);
  }

  /**
   * Makes a program known.
   *
   * @param name what its content shows, as its path
   * @return the content of its file
   */
  public byte[] register(String name, SimProgram program) {
    byte[] content = content("program " + (programs.size() + 1) + ", " + name);
    programs.put(key(content), program);
    return content;
  }

  private static byte[] content(String line) {
    return OsStrings.encode(MAGIC + " " + line + "\n");
  }

  private static String key(byte[] content) {
    return new String(content, StandardCharsets.ISO_8859_1);
  }

  /** What a file is by its content; null if that is no program. */
  @Nullable Binary find(Inode file) {
    if (!(file instanceof RegularFile regular) || regular.size() > LONGEST) {
      return null;
    }
    String key = key(regular.content());
    SimProgram code = programs.get(key);
    boolean known = code != null || key.equals(key(contentOfUnknown()));
    return known ? new Binary(code) : null;
  }

  /** Gives a file capabilities: its attribute {@code security.capability}. */
  public void setCapabilities(Inode file, FileCapabilities granted) {
    capabilities.put(file, granted);
  }

  @Nullable FileCapabilities capabilities(Inode file) {
    return capabilities.get(file);
  }

  /** Chooses the exit status of programs without code. */
  public void setStatusOfUnknown(ToIntFunction<Execution> status) {
    statusOfUnknown = status;
  }

  /** The exit status of a program without code. */
  public int statusOfUnknown(Execution execution) {
    return statusOfUnknown.applyAsInt(execution);
  }

  void record(Execution execution) {
    executions.add(execution);
  }

  /** What was executed, in order. */
  public List<Execution> executions() {
    return executions;
  }
}
