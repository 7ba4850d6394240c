package io.github.geminiroutes.quota;

/**
 * How many input tokens the server counts for each one estimated: an exponential average over about
 * the last twenty calls, long prompts weighing more. Not thread-safe.
 */
final class TokenRatio {

    private static final double KEEP = 0.95;
    private static final double LEAST = 0.2;
    private static final double MOST = 5;

    private double estimated;
    private double actual;

    /** Between 0.2 and 5; 1 before the first call is counted. */
    double value() {
        return estimated <= 0 ? 1 : Math.min(MOST, Math.max(LEAST, actual / estimated));
    }

    /** Whether a call was counted: the model has answered. */
    boolean isLearned() {
        return estimated > 0;
    }

    long correct(long estimate) {
        return (long) Math.ceil(estimate * value());
    }

    void learn(long estimate, long counted) {
        if (estimate > 0 && counted > 0) {
            estimated = estimated * KEEP + estimate;
            actual = actual * KEEP + counted;
        }
    }

    /** Continues from a kept value, which weighs as much as one short prompt. */
    void restore(double ratio) {
        if (ratio >= LEAST && ratio <= MOST) {
            estimated = 100;
            actual = 100 * ratio;
        }
    }
}
