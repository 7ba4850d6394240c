package io.github.geminiroutes.app;

import io.github.geminiroutes.estimate.Estimate;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** An estimate for a person, in lines of at most 80 characters. */
final class EstimateTable {

    private static final long MINUTE = 60;
    private static final long HOUR = 3_600;
    private static final long DAY = 86_400;

    private final Estimate estimate;
    private final Long seconds;
    private final List<String> tiers;
    private final boolean isEstimated;

    /**
     * @param seconds the time that quotas force; null if it is unknown
     * @param isEstimated whether the input tokens were not counted
     */
    EstimateTable(Estimate estimate, Long seconds, List<String> tiers, boolean isEstimated) {
        this.estimate = estimate;
        this.seconds = seconds;
        this.tiers = tiers;
        this.isEstimated = isEstimated;
    }

    List<String> lines() {
        List<String> lines = new ArrayList<>();
        row(lines, "prompts", number(estimate.count(Estimate.Source.PROMPT)), "");
        row(lines, "documents", number(estimate.count(Estimate.Source.DOCUMENT)), "");
        row(lines, "rows", number(estimate.count(Estimate.Source.ROW)), "");
        if (estimate.leftOut() > 0) {
            row(lines, "left out", number(estimate.leftOut()), "in no figure: the time was over");
        }
        row(
                lines,
                "input tokens",
                number(estimate.inputTokens()),
                isEstimated ? "estimated" : "counted by Gemini");
        if (estimate.outputTokens() == null) {
            row(
                    lines,
                    "output tokens",
                    "unknown",
                    number(estimate.withoutOutput()) + " of them name no maxOutputTokens");
        } else {
            row(lines, "output tokens", number(estimate.outputTokens()), "at most");
        }
        if (seconds == null) {
            row(lines, "time", "unknown", "no limit is known of a model");
        } else {
            row(lines, "time", duration(seconds), "at least, by the known limits");
        }
        lines.add("");
        for (String tier : tiers) {
            cost(lines, tier);
        }
        return lines;
    }

    private void cost(List<String> lines, String tier) {
        BigDecimal all = estimate.usd(tier);
        BigDecimal input = estimate.inputUsd(tier);
        if (all != null) {
            row(lines, tier, usd(all), "at most");
        } else if (input != null) {
            row(lines, tier, "unknown", "the input alone costs " + usd(input));
        } else {
            row(lines, tier, "unknown", "a model has no price for this tier");
        }
    }

    private static void row(List<String> lines, String name, String value, String remark) {
        lines.add("%-14s %18s  %s".formatted(name, value, remark).stripTrailing());
    }

    private static String number(long amount) {
        return String.format(Locale.ROOT, "%,d", amount);
    }

    private static String usd(BigDecimal amount) {
        // Of less than a cent the digits count.
        int scale = amount.compareTo(BigDecimal.ONE) < 0 ? 6 : 2;
        return String.format(
                        Locale.ROOT,
                        "%,." + scale + "f",
                        amount.setScale(scale, RoundingMode.HALF_UP))
                + " USD";
    }

    private static String duration(long seconds) {
        if (seconds < MINUTE) {
            return seconds + " s";
        }
        if (seconds < HOUR) {
            return (seconds + MINUTE / 2) / MINUTE + " min";
        }
        return seconds < DAY
                ? "%d h %d min".formatted(seconds / HOUR, seconds % HOUR / MINUTE)
                : "%d d %d h".formatted(seconds / DAY, seconds % DAY / HOUR);
    }
}
