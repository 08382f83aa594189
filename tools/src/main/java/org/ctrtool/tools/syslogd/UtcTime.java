package org.ctrtool.tools.syslogd;

import org.ctrtool.api.Timespec;

/** Writes times as {@code 2024-02-29T23:59:59.123456789}, UTC. */
final class UtcTime {
  private static final long SECONDS_OF_A_DAY = 86_400;
  private static final long DAYS_OF_400_YEARS = 146_097;

  /** Days from 0000-03-01 to 1970-01-01. */
  private static final long EPOCH = 719_468;

  private final ByteText second = new ByteText();
  private long shown = Long.MIN_VALUE;

  void addTo(ByteText line, Timespec time) {
    if (time.seconds() != shown) {
      shown = time.seconds();
      second.clear();
      addSecond(second, shown);
    }
    line.add(second).add('.').number(time.nanoseconds(), 9);
  }

  /** Years begin in March, so that the leap day is the last of its year. */
  private static void addSecond(ByteText text, long seconds) {
    long days = Math.floorDiv(seconds, SECONDS_OF_A_DAY) + EPOCH;
    long second = Math.floorMod(seconds, SECONDS_OF_A_DAY);
    long era = Math.floorDiv(days, DAYS_OF_400_YEARS);
    long dayOfEra = Math.floorMod(days, DAYS_OF_400_YEARS);
    long yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365;
    long dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100);
    long monthFromMarch = (5 * dayOfYear + 2) / 153;
    long day = dayOfYear - (153 * monthFromMarch + 2) / 5 + 1;
    long month = monthFromMarch < 10 ? monthFromMarch + 3 : monthFromMarch - 9;
    long year = 400 * era + yearOfEra + (month <= 2 ? 1 : 0);
    text.number(year, 4).add('-').number(month, 2).add('-').number(day, 2).add('T');
    text.number(second / 3600, 2).add(':').number(second / 60 % 60, 2).add(':');
    text.number(second % 60, 2);
  }
}
