package org.ctrtool.api;

/**
 * What LOOP_CONFIGURE sets; see loop(4). Always with {@code LO_FLAGS_AUTOCLEAR}, so that the device
 * goes when its last user does.
 *
 * @param backing the file behind the device
 * @param readOnly whether the device is read-only
 */
public record LoopConfig(Fd backing, boolean readOnly) {
  @Override
  public String toString() {
    return "{fd="
        + backing
        + ", lo_flags="
        + (readOnly ? "LO_FLAGS_READ_ONLY|" : "")
        + "LO_FLAGS_AUTOCLEAR}";
  }
}
