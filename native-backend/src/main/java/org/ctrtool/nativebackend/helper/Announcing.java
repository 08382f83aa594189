package org.ctrtool.nativebackend.helper;

import org.ctrtool.api.Call;
import org.ctrtool.api.ChildCalls;
import org.ctrtool.api.ForwardingChild;
import org.ctrtool.api.SystemCall;
import org.ctrtool.api.abi.ReportSocket;
import org.ctrtool.api.tape.HelperReport;
import org.jspecify.annotations.Nullable;

/** Reports each exec before it is tried: when it succeeds nobody is left to say so. */
final class Announcing extends ForwardingChild {
  private final ReportSocket reports;

  Announcing(ChildCalls kernel, ReportSocket reports) {
    super(kernel);
    this.reports = reports;
  }

  @Override
  public @Nullable Object perform(Call call) {
    if (call.name() == SystemCall.EXECVE || call.name() == SystemCall.EXECVEAT) {
      reports.send(new HelperReport.ReachedExec());
    }
    return super.perform(call);
  }
}
