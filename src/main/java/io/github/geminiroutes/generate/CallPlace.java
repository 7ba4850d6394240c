package io.github.geminiroutes.generate;

/** The place of a call that is out. */
@FunctionalInterface
interface CallPlace {

    /** Gives the place to another call, and does the rest in a thread that may wait for long. */
    void leaveFor(Runnable rest);
}
