package org.ctrtool.sim;

import java.util.ArrayList;
import java.util.List;
import org.ctrtool.api.CloneFlags;
import org.ctrtool.api.Signal;
import org.ctrtool.api.SignalDisposition;
import org.ctrtool.sim.path.FsStruct;
import org.ctrtool.sim.task.Fork;
import org.ctrtool.sim.task.JobControl;
import org.ctrtool.sim.task.Machine;
import org.ctrtool.sim.task.ProcessCalls;
import org.ctrtool.sim.task.Task;
import org.ctrtool.sim.user.Credentials;
import org.ctrtool.sim.user.Kgid;
import org.ctrtool.sim.user.Kuid;

/** Processes of users, as login(1) makes them: children of process 1. */
final class Logins {
  private Logins() {}

  static Task login(Machine machine, String user) {
    Machine.Account account = machine.users().get(user);
    if (account == null) {
      throw new IllegalArgumentException("no user " + user + " on this host");
    }
    Task init = java.util.Objects.requireNonNull(machine.pidNamespace().reaper());
    Task shell = Fork.clone(init, CloneFlags.NONE);
    ProcessCalls.setName(shell, "shell");
    ProcessCalls.sigaction(shell, Signal.SIGCHLD, SignalDisposition.SIG_DFL);
    JobControl.setsid(shell);
    List<Kgid> groups = new ArrayList<>();
    account.groups().forEach(group -> groups.add(new Kgid(group)));
    if (account.uid() != 0) {
      shell.commit(
          Credentials.ordinary(
              machine.userNamespace(), new Kuid(account.uid()), new Kgid(account.gid()), groups));
    }
    shell.setDumpable(true);
    machine.console().openFor(shell);
    FsStruct fs = shell.fs();
    fs.setWorkingDirectory(fs.root());
    return shell;
  }
}
