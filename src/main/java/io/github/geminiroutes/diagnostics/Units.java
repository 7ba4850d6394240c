package io.github.geminiroutes.diagnostics;

import java.util.Locale;

/** Figures as people read them. */
final class Units {

    private static final String[] SIZES = {"B", "KiB", "MiB", "GiB", "TiB", "PiB"};

    private Units() {}

    static String bytes(double bytes) {
        int unit = 0;
        double value = bytes;
        while (value >= 1024 && unit < SIZES.length - 1) {
            value /= 1024;
            unit++;
        }
        String format = unit == 0 || value >= 100 ? "%.0f %s" : "%.1f %s";
        return String.format(Locale.ROOT, format, value, SIZES[unit]);
    }

    static String count(double count) {
        return String.format(Locale.ROOT, "%,.0f", count);
    }

    static String decimal(double value) {
        return String.format(Locale.ROOT, "%.1f", value);
    }

    /** A share in percent; 100 of nothing at all. */
    static double percent(double part, double whole) {
        return whole <= 0 ? 100 : 100 * part / whole;
    }

    static String percentText(double percent) {
        return String.format(Locale.ROOT, percent < 10 ? "%.1f %%" : "%.0f %%", percent);
    }
}
