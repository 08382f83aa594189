package org.ctrtool.nativebackend.helper;

import java.util.List;
import org.ctrtool.api.Attempt;
import org.ctrtool.api.ChildCalls;
import org.ctrtool.api.CloneFlags;
import org.ctrtool.api.Fd;
import org.ctrtool.api.Pid;
import org.ctrtool.api.abi.ReportSocket;
import org.ctrtool.api.tape.HelperReport;
import org.ctrtool.api.tape.HelperRequest;
import org.ctrtool.api.tape.Player;
import org.ctrtool.api.trace.TracingChild;
import org.ctrtool.nativebackend.NativeKernel;

/**
 * Carries out one {@link HelperRequest}.
 *
 * <p>Started as {@code _ctrtool_helper REQUEST REPORTS}: the number of a descriptor the request is
 * read from, and of a socket that {@link HelperReport}s are sent to, or -1. Both are its own: no
 * number in the request means them.
 */
public final class Helper {
  private final NativeKernel kernel;
  private final HelperRequest request;
  private final ReportSocket reports;

  private Helper(NativeKernel kernel, HelperRequest request, Fd socket) {
    this.kernel = kernel;
    this.request = request;
    this.reports = kernel.reportsTo(socket);
  }

  /** Whether a process that was started like this is to be a helper. */
  public static boolean isMeant(List<String> argv) {
    int program = argv.size() - 3;
    return (program == 0 || program == 1) && argv.get(program).equals(HelperRequest.COMMAND);
  }

  /** Does what it is asked for. Never returns. */
  public static void run(NativeKernel kernel, List<String> argv) {
    Fd tape = new Fd(Integer.parseInt(argv.get(argv.size() - 2)));
    Fd socket = new Fd(Integer.parseInt(argv.get(argv.size() - 1)));
    HelperRequest request = HelperRequest.decode(Restoration.contents(kernel, tape));
    kernel.close(tape);
    Restoration.of(kernel, request.surroundings(), socket);
    new Helper(kernel, request, socket).carryOut();
  }

  private void carryOut() {
    switch (request.mode()) {
      case PLAY -> play();
      case CLONE -> clonePlayer();
      case OPEN -> open();
    }
  }

  private void clonePlayer() {
    Attempt<Integer> pid =
        Attempt.of(
            () -> kernel.copy(request.flags().or(CloneFlags.CLONE_PARENT), request.numbers()));
    if (Integer.valueOf(0).equals(pid.value())) {
      play();
    }
    if (pid.refusal() != null) {
      reports.send(new HelperReport.NotCloned(pid.refusal().errno()));
    } else {
      reports.send(new HelperReport.Cloned(new Pid(pid.orThrow())));
    }
    kernel.exit(0);
  }

  private void play() {
    Player player = new Player(shown(new Announcing(kernel, reports)));
    kernel.become(
        request.ending(),
        inPlace -> {
          Throwable failure = Attempt.failure(() -> player.play(request.tape()));
          if (failure != null) {
            reports.send(HelperReport.Failed.of(player.step(), failure));
          }
          kernel.end(request.ending(), failure);
        });
  }

  private void open() {
    Player player = new Player(shown(kernel));
    kernel.sendOpened(
        reports,
        request.namespaces(),
        () -> {
          player.play(request.tape());
          return player.resolve(request.wanted());
        });
  }

  private ChildCalls shown(ChildCalls calls) {
    return request.traced() ? new TracingChild(calls, line -> kernel.say(line + "\n")) : calls;
  }
}
