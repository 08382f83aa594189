package org.ctrtool.nativebackend;

/**
 * Operations whose C counterpart is undefined, or kills the process, where Java has an answer. The
 * build replaces these operations by calls of these methods in all code (see {@code
 * JavaSemantics}); nobody calls them by hand.
 */
final class JavaArithmetic {
  private JavaArithmetic() {}

  static int divide(int dividend, int divisor) {
    if (divisor == 0) {
      throw new ArithmeticException("/ by zero");
    }
    return divisor == -1 ? -dividend : dividend / divisor;
  }

  static long divide(long dividend, long divisor) {
    if (divisor == 0) {
      throw new ArithmeticException("/ by zero");
    }
    return divisor == -1 ? -dividend : dividend / divisor;
  }

  static int remainder(int dividend, int divisor) {
    if (divisor == 0) {
      throw new ArithmeticException("/ by zero");
    }
    return divisor == -1 ? 0 : dividend % divisor;
  }

  static long remainder(long dividend, long divisor) {
    if (divisor == 0) {
      throw new ArithmeticException("/ by zero");
    }
    return divisor == -1 ? 0 : dividend % divisor;
  }

  static int toInt(double value) {
    if (value >= -2147483648.0 && value <= 2147483647.0) {
      return (int) value;
    }
    return value > 0 ? Integer.MAX_VALUE : value < 0 ? Integer.MIN_VALUE : 0;
  }

  static long toLong(double value) {
    if (value >= -0x1p63 && value < 0x1p63) {
      return (long) value;
    }
    return value > 0 ? Long.MAX_VALUE : value < 0 ? Long.MIN_VALUE : 0;
  }

  /** The length of a new array. */
  static int length(int length) {
    if (length < 0) {
      throw new NegativeArraySizeException("negative array length");
    }
    return length;
  }
}
