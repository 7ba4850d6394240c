package io.github.geminiroutes.monitoring;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;

/**
 * The totals since the start, as the meters count them.
 *
 * @param answered calls that were answered
 * @param failed calls that failed
 * @param inputTokens tokens of prompts
 * @param outputTokens tokens of answers, thinking included
 */
record Totals(long answered, long failed, long inputTokens, long outputTokens) {

    static final Totals NONE = new Totals(0, 0, 0, 0);

    /** The current values of the meters; all zero without meters. */
    static Totals of(MeterRegistry registry) {
        long answered = 0;
        long failed = 0;
        for (Counter calls : registry.find("gemini.requests").counters()) {
            long count = Math.round(calls.count());
            if ("answered".equals(calls.getId().getTag("outcome"))) {
                answered += count;
            } else {
                failed += count;
            }
        }
        long input = 0;
        long output = 0;
        for (Counter tokens : registry.find("gemini.tokens").counters()) {
            long count = Math.round(tokens.count());
            switch (String.valueOf(tokens.getId().getTag("type"))) {
                // Cached tokens are already part of the input.
                case "input", "tool" -> input += count;
                case "output", "thinking" -> output += count;
                default -> {}
            }
        }
        return new Totals(answered, failed, input, output);
    }

    Totals plus(Totals other) {
        return new Totals(
                answered + other.answered,
                failed + other.failed,
                inputTokens + other.inputTokens,
                outputTokens + other.outputTokens);
    }

    Totals minus(Totals other) {
        return new Totals(
                answered - other.answered,
                failed - other.failed,
                inputTokens - other.inputTokens,
                outputTokens - other.outputTokens);
    }
}
