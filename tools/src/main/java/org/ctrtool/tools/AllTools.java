package org.ctrtool.tools;

import java.util.List;
import org.ctrtool.tools.chrootpivot.ChrootPivotTool;
import org.ctrtool.tools.debugshell.DebugShellTool;
import org.ctrtool.tools.debugshell.ServerTool;
import org.ctrtool.tools.escape.EscapeTool;
import org.ctrtool.tools.init.InnerExecTool;
import org.ctrtool.tools.init.InnerInitTool;
import org.ctrtool.tools.launcher.LauncherTool;
import org.ctrtool.tools.miniinit.MiniInit;
import org.ctrtool.tools.mountseq.MountSeq;
import org.ctrtool.tools.nsopenfile.NsOpenFileTool;
import org.ctrtool.tools.pidfdctl.PidfdCtlTool;
import org.ctrtool.tools.ppidcheck.PpidCheckTool;
import org.ctrtool.tools.renameat2.RenameTool;
import org.ctrtool.tools.resetcgroup.ResetCgroupTool;
import org.ctrtool.tools.rootfs.RootfsMountTool;
import org.ctrtool.tools.run.RunTool;
import org.ctrtool.tools.setfds.SetFdsTool;
import org.ctrtool.tools.syslogd.Syslogd;
import org.ctrtool.tools.ttyproxy.TtyProxyTool;

/** Every tool of ctrtool. */
public final class AllTools {
  private AllTools() {}

  /**
   * The tools, in alphabetical order; those whose name begins with {@code _} are not for people.
   */
  public static Tools tools() {
    return new Tools(
        List.of(
            new ChrootPivotTool(),
            new DebugShellTool(),
            new EscapeTool(),
            new InnerExecTool(),
            new InnerInitTool(),
            MiniInit.init(),
            MiniInit.init2(),
            new ServerTool(),
            new LauncherTool(),
            new MountSeq(),
            new NsOpenFileTool(),
            new PidfdCtlTool(),
            new PpidCheckTool(),
            new RenameTool(),
            new ResetCgroupTool(),
            new RootfsMountTool(),
            new RunTool(),
            new SetFdsTool(),
            new Syslogd(),
            new TtyProxyTool()));
  }
}
