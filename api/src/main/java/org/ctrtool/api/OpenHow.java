package org.ctrtool.api;

/**
 * What openat2(2) is to do: {@code struct open_how}.
 *
 * @param flags the flags of open(2)
 * @param mode permissions of a file that is created, {@link Mode#NONE} otherwise
 * @param resolve how the path is resolved
 */
public record OpenHow(OpenFlags flags, Mode mode, ResolveFlags resolve) {
  /** Opens something that exists. */
  public static OpenHow of(OpenFlags flags, ResolveFlags resolve) {
    return new OpenHow(flags, Mode.NONE, resolve);
  }

  @Override
  public String toString() {
    return "{flags="
        + flags
        + (mode.bits() == 0 ? "" : ", mode=" + mode)
        + ", resolve="
        + resolve
        + "}";
  }
}
