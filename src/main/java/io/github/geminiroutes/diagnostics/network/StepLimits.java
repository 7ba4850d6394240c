package io.github.geminiroutes.diagnostics.network;

/**
 * How long a step of a probe may take, beside what the deadline of the probe leaves.
 *
 * @param connectMillis a lookup, a connection or a handshake, in milliseconds
 * @param answerMillis the answer to a call, in milliseconds
 */
record StepLimits(int connectMillis, int answerMillis) {

    /** Somebody waits for the report: a healthy network takes a tenth of it. */
    static final StepLimits DEFAULT = new StepLimits(3_000, 4_000);
}
