package org.ctrtool.api.tape;

import java.util.ArrayList;
import java.util.List;
import org.ctrtool.api.Call;
import org.ctrtool.api.ChildCalls;
import org.ctrtool.api.Errno;
import org.ctrtool.api.Fd;
import org.ctrtool.api.KernelException;
import org.ctrtool.api.SystemCall;
import org.jspecify.annotations.Nullable;

/** A kernel that writes down what it is asked, opens descriptors from 10 on, and may refuse. */
final class Notebook extends ChildCalls {
  final List<Object> entries = new ArrayList<>();
  private final int refuseEvery;
  private int next = 10;
  private int calls;

  /**
   * A new one.
   *
   * @param refuseEvery each how-manieth call is refused with EEXIST; 0 for none
   */
  Notebook(int refuseEvery) {
    this.refuseEvery = refuseEvery;
  }

  @Override
  public void doing(String what) {
    super.doing(what);
    entries.add(what);
  }

  @Override
  public @Nullable Object perform(Call call) {
    entries.add(call);
    calls++;
    if (refuseEvery > 0 && calls % refuseEvery == 0) {
      throw new KernelException(Errno.EEXIST, call.toString());
    }
    return call.name().result() == SystemCall.Result.DESCRIPTOR ? new Fd(next++) : null;
  }
}
