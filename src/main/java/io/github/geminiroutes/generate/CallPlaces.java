package io.github.geminiroutes.generate;

import io.github.geminiroutes.prompt.Lane;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;

/** Where calls are made from: so many at a time, those of a high priority first. */
interface CallPlaces {

    /**
     * Runs a task once there is a place for it.
     *
     * @param caller who asks: those of one priority go by turns of these, and none gets more places
     *     than its share; empty for the application itself
     * @param model what is asked: calls of a slow model leave places to others
     * @throws java.util.concurrent.RejectedExecutionException if too many wait, or all is stopped
     */
    void execute(Runnable task, Lane lane, String caller, String model);

    /**
     * A task that was run needs its place no more.
     *
     * @param isDone whether it has made its call
     */
    void leave(Runnable task, Lane lane, boolean isDone);

    /** Whether a call would wait for the end of slow ones, which may take long. */
    boolean isHeldBack(Lane lane, String caller, String model);

    /** The models whose calls take so long that they leave places to others. */
    Set<String> slowModels();

    /** Takes tasks out of the line that need no place any more. */
    List<Runnable> withdraw(Predicate<Runnable> which);

    /**
     * Runs a short task soon, which needs no place. Where all is stopped it is run at once, on this
     * thread.
     */
    void run(Runnable task);

    /**
     * Runs a task that may wait for long, in a thread of its own. Where all is stopped it is run at
     * once, on this thread.
     */
    void runApart(Runnable task);

    /**
     * Runs a short task once, on the timer's thread.
     *
     * @throws java.util.concurrent.RejectedExecutionException if all is stopped
     */
    void schedule(Runnable task, long millis);

    /** Runs a short task again and again, on the timer's thread. */
    void repeat(Runnable task, long seconds);

    /** Those that wait for a place get one: they are to be told that no call begins any more. */
    void endWaiting();

    /** Ends the timer at once, and the threads once they have done what waits for them. */
    void stop();
}
