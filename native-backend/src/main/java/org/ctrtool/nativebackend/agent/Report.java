package org.ctrtool.nativebackend.agent;

import java.util.ArrayList;
import java.util.List;
import org.ctrtool.api.Errno;
import org.ctrtool.api.OsStrings;
import org.ctrtool.api.tape.TapeReader;
import org.ctrtool.api.tape.TapeWriter;
import org.ctrtool.api.tape.ValueCodec;
import org.jspecify.annotations.Nullable;

/**
 * What came of a script: an entry for each step that was made.
 *
 * @param entries in the order of the steps; fewer if a task hung or was gone
 */
public record Report(List<Entry> entries) {
  /** How a step ended. */
  public enum Ending {
    /** With a value. */
    RETURNED,
    /** With an error number. */
    REFUSED,
    /** Not within the time allowed; the script ends here. */
    HUNG,
    /** The task was no longer there. */
    GONE
  }

  /** Takes a copy of the list. */
  public Report {
    entries = List.copyOf(entries);
  }

  /**
   * One step.
   *
   * @param ending how it ended
   * @param value what it returned, if anything
   * @param errno the error number if it was refused, otherwise null
   * @param views how things look afterwards
   */
  public record Entry(
      Ending ending, @Nullable Object value, @Nullable Errno errno, List<View> views) {
    /** Takes a copy of the list. */
    public Entry {
      views = List.copyOf(views);
    }
  }

  /**
   * Something that a task or its namespaces look like.
   *
   * @param task the number of the task
   * @param kind one of the {@code WATCH_} bits of {@link Script}
   * @param text as the kernel writes it; null for what it was in the entry before
   */
  public record View(int task, int kind, @Nullable String text) {}

  /** The binary form. */
  public byte[] encode() {
    TapeWriter out = new TapeWriter();
    out.u16(entries.size());
    for (Entry entry : entries) {
      out.u8(entry.ending.ordinal());
      Errno errno = entry.errno;
      out.u32(errno == null ? 0 : errno.number());
      ValueCodec.write(entry.value, out);
      out.u16(entry.views.size());
      for (View view : entry.views) {
        String text = view.text;
        out.u8(view.task).u8(view.kind).u8(text == null ? 0 : 1);
        if (text != null) {
          out.bytes(OsStrings.encode(text));
        }
      }
    }
    return out.toBytes();
  }

  /** Reads the binary form. */
  public static Report decode(byte[] bytes) {
    TapeReader in = new TapeReader(bytes);
    int count = in.u16();
    List<Entry> entries = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      Ending ending = Ending.values()[in.u8()];
      int errno = in.u32();
      Object value = ValueCodec.read(in);
      List<View> views = new ArrayList<>();
      int viewCount = in.u16();
      for (int v = 0; v < viewCount; v++) {
        int task = in.u8();
        int kind = in.u8();
        String text = in.u8() == 0 ? null : OsStrings.decode(in.bytes());
        views.add(new View(task, kind, text));
      }
      entries.add(new Entry(ending, value, errno == 0 ? null : new Errno(errno), views));
    }
    in.expectEnd();
    return new Report(entries);
  }
}
