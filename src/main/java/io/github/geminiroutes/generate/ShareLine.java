package io.github.geminiroutes.generate;

/**
 * Calls that are likely to wait for the same after they were out. It is kept for those that are
 * left behind, and names at any time what they would wait for then: a model that failed may answer
 * again.
 */
public interface ShareLine {

    /**
     * Names the calls that wait after their models failed or refused them. One for all models:
     * hundreds of them would take place after place.
     */
    String OF_MODELS = " models";

    /** Names the calls that are like it now. */
    String name();

    /**
     * Whether nothing speaks for a wait: the model answers, and the answer is not checked. As long
     * as none like it waits, such a call needs no more than a place.
     */
    boolean isOrdinary();

    /** Whether its model is down, and a call that was not made before may find out at once. */
    boolean isDue();
}
