package org.ctrtool.tools.namespaces;

import java.util.ArrayList;
import java.util.List;
import org.ctrtool.api.ChildKernel;
import org.ctrtool.api.Fd;
import org.ctrtool.api.SetnsTypes;

/**
 * Namespaces that are open and can be entered. All of them are open before the first one is
 * entered: losing access by entering one does no harm.
 *
 * @param entries what to enter, in this order
 * @param closed what to close afterwards
 */
public record NamespaceFiles(List<Entry> entries, List<Fd> closed) {
  /**
   * One call of setns(2).
   *
   * @param file the namespace, or a descriptor of a process
   * @param types which kinds it must be, or which of the process's are meant
   */
  public record Entry(Fd file, SetnsTypes types) {}

  /** Takes copies of the lists. */
  public NamespaceFiles {
    entries = List.copyOf(entries);
    closed = List.copyOf(closed);
  }

  /** Enters what {@code requests} name, one after the other: a name is what it is by then. */
  public static void enterEach(ChildKernel kernel, List<NamespaceRequest> requests) {
    for (NamespaceRequest request : requests) {
      request.open(kernel).enter(kernel);
    }
  }

  /** Opens what {@code requests} name, in their order. */
  public static NamespaceFiles open(ChildKernel kernel, List<NamespaceRequest> requests) {
    List<Entry> entries = new ArrayList<>();
    List<Fd> closed = new ArrayList<>();
    for (NamespaceRequest request : requests) {
      NamespaceFiles opened = request.open(kernel);
      entries.addAll(opened.entries);
      closed.addAll(opened.closed);
    }
    return new NamespaceFiles(entries, closed);
  }

  /** Enters them. */
  public void enter(ChildKernel kernel) {
    for (Entry entry : entries) {
      kernel.setns(entry.file(), entry.types());
    }
    for (Fd file : closed) {
      kernel.close(file);
    }
  }
}
