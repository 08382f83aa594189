package org.ctrtool.conformance.rules.bad;

import com.sun.jna.Native;
import java.util.logging.Logger;

/** What no module's line in the table of modules allows. */
public final class UsesTooMuch {
  private UsesTooMuch() {}

  public static class AnotherModule {
    Object call() {
      return new NotTeavmSafe();
    }
  }

  public static class ALibrary {
    int call() {
      return Native.getLastError();
    }
  }

  public static class MoreOfTheJdk {
    Logger call() {
      return Logger.getGlobal();
    }
  }
}
