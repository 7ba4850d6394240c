package io.github.geminiroutes.diagnostics.section;

import java.util.Locale;

/** Formats figures for people. */
public final class Units {

    private static final String[] SIZES = {"B", "KiB", "MiB", "GiB", "TiB", "PiB"};

    private Units() {}

    /** A size in binary units: {@code 3.2 GiB}. */
    public static String bytes(double bytes) {
        int unit = 0;
        double value = bytes;
        while (value >= 1024 && unit < SIZES.length - 1) {
            value /= 1024;
            unit++;
        }
        String format = unit == 0 || value >= 100 ? "%.0f %s" : "%.1f %s";
        return String.format(Locale.ROOT, format, value, SIZES[unit]);
    }

    /** A whole number with thousands separators. */
    public static String count(double count) {
        return String.format(Locale.ROOT, "%,.0f", count);
    }

    /** A number with one decimal place. */
    public static String decimal(double value) {
        return String.format(Locale.ROOT, "%.1f", value);
    }

    /** A share in percent; 100 if the whole is 0. */
    public static double percent(double part, double whole) {
        return whole <= 0 ? 100 : 100 * part / whole;
    }

    /** A percentage; small ones get one decimal place. */
    public static String percentText(double percent) {
        return String.format(Locale.ROOT, percent < 10 ? "%.1f %%" : "%.0f %%", percent);
    }
}
