package org.ctrtool.sim.proc;
import org.ctrtool.sim.task.Machine;
import org.ctrtool.sim.fs.*;
import org.ctrtool.sim.path.FileCaller;
public class ProcType implements FileSystemType { 
 Machine m; public ProcType(Machine m){this.m=m;}
 public String name(){return "proc";}
 public boolean isForUserNamespaces(){return true;}
 public void parse(FsContext c,String k,String v){}
 public SuperBlock tree(FsContext c, FileCaller f){ return new ShellSuperBlock("proc", m.vfs().newAnonymousDevice(), c.owner()); }
}
