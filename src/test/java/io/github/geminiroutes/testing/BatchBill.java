package io.github.geminiroutes.testing;

import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;

/**
 * What a {@link BatchServer} bills: it counts the tokens of each answer that it gives, and adds up
 * their price, in a job half of it. The prices are those of gemini-3.8-flash to the end of 2026.
 * Thread-safe.
 */
public final class BatchBill {

    private static final BigDecimal INPUT = new BigDecimal("0.00000075");
    private static final BigDecimal OUTPUT = new BigDecimal("0.00000375");
    private static final BigDecimal HALF = new BigDecimal("0.5");
    private static final int BYTES_OF_A_TOKEN = 4;

    /**
     * What was billed in one lane.
     *
     * @param answers how many
     * @param usd what they cost
     */
    public record Sum(long answers, long inputTokens, long outputTokens, BigDecimal usd) {

        static final Sum ZERO = new Sum(0, 0, 0, BigDecimal.ZERO);

        Sum plus(long input, long output, BigDecimal cost) {
            return new Sum(answers + 1, inputTokens + input, outputTokens + output, usd.add(cost));
        }
    }

    private Sum batch = Sum.ZERO;
    private Sum standard = Sum.ZERO;

    /** The tokens of a text: one for each four bytes that were begun. */
    static long tokens(String text) {
        return (text.getBytes(StandardCharsets.UTF_8).length + BYTES_OF_A_TOKEN - 1)
                / BYTES_OF_A_TOKEN;
    }

    /** What an answer costs in the standard lane. */
    static BigDecimal usd(long input, long output) {
        return INPUT.multiply(BigDecimal.valueOf(input))
                .add(OUTPUT.multiply(BigDecimal.valueOf(output)));
    }

    /** What an answer costs in a job. */
    static BigDecimal usdInAJob(String prompt, String answer) {
        return usd(tokens(prompt), tokens(answer)).multiply(HALF);
    }

    synchronized void add(boolean isBatch, String prompt, String answer) {
        long input = tokens(prompt);
        long output = tokens(answer);
        BigDecimal cost = usd(input, output);
        if (isBatch) {
            batch = batch.plus(input, output, cost.multiply(HALF));
        } else {
            standard = standard.plus(input, output, cost);
        }
    }

    /** What was answered in jobs. */
    public synchronized Sum batch() {
        return batch;
    }

    /** What was answered at once. */
    public synchronized Sum standard() {
        return standard;
    }
}
