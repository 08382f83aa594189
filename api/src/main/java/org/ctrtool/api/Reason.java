package org.ctrtool.api;

/**
 * Why a call was refused: the rule that said no.
 *
 * @param rule the rule's id, as {@code MOUNT_IS_LOCKED}
 * @param errno what the call answers
 * @param explanation one sentence for a person
 * @param source where the rule comes from: a man page, a kernel function
 */
public record Reason(String rule, Errno errno, String explanation, String source) {
  @Override
  public String toString() {
    return errno + ": " + explanation + " (" + source + ") [" + rule + "]";
  }
}
