package org.ctrtool.tools.grammar;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a user may have meant by a word that is not known. */
public final class Suggestion {
  private Suggestion() {}

  /**
   * The candidate that is nearest to {@code word}: the one with the fewest letters to add, drop,
   * replace or swap with the neighbour; null if none is near.
   */
  public static @Nullable String nearest(String word, List<String> candidates) {
    String best = null;
    int least = Math.max(1, Math.min(3, word.length() / 2)) + 1;
    for (String candidate : candidates) {
      int distance = distance(word, candidate);
      if (distance < least) {
        least = distance;
        best = candidate;
      }
    }
    return word.isEmpty() ? null : best;
  }

  /** The end of a message: {@code , did you mean X?}, or nothing. */
  public static String text(String word, List<String> candidates, String before) {
    String nearest = nearest(word, candidates);
    return nearest == null ? "" : ", did you mean " + before + nearest + "?";
  }

  static int distance(String a, String b) {
    if (a.length() > 64 || b.length() > 64) {
      return Integer.MAX_VALUE;
    }
    int[] before = new int[b.length() + 1];
    int[] row = new int[b.length() + 1];
    for (int j = 0; j <= b.length(); j++) {
      row[j] = j;
    }
    for (int i = 1; i <= a.length(); i++) {
      int[] last = row;
      row = nextRow(a, b, i, before, last);
      before = last;
    }
    return row[b.length()];
  }

  private static int[] nextRow(String a, String b, int i, int[] before, int[] last) {
    int[] row = new int[b.length() + 1];
    row[0] = i;
    for (int j = 1; j <= b.length(); j++) {
      int replaced = last[j - 1] + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
      row[j] = Math.min(replaced, Math.min(last[j], row[j - 1]) + 1);
      if (i > 1
          && j > 1
          && a.charAt(i - 1) == b.charAt(j - 2)
          && a.charAt(i - 2) == b.charAt(j - 1)) {
        row[j] = Math.min(row[j], before[j - 2] + 1);
      }
    }
    return row;
  }
}
