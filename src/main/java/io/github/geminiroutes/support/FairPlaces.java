package io.github.geminiroutes.support;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Predicate;

/**
 * So many places for tasks of several owners, and a line of the tasks that wait for one. The line
 * goes by priority, and within one by turns of the owners. No owner gets more places than its share
 * ({@link Shares}), however long it keeps them. Thread-safe.
 */
public final class FairPlaces {

    private record Waiting(Runnable task, String owner) {}

    private final int mostWaiting;
    private final Executor runner;
    private final Shares free;
    private final PriorityLine<Waiting> line = new PriorityLine<>();
    private int waiting;
    private boolean isOpen;

    /**
     * @param places how many there are
     * @param mostWaiting how many tasks may wait for one
     * @param runner runs a task that has got its place; it must not refuse one
     */
    public FairPlaces(int places, int mostWaiting, Executor runner) {
        this.mostWaiting = mostWaiting;
        this.runner = runner;
        this.free = new Shares(places);
    }

    /**
     * Has a task run once there is a place for it. It keeps the place until {@link #leave}.
     *
     * @param owner empty for the application itself
     * @throws RejectedExecutionException if too many wait
     */
    public void enter(Runnable task, Priority priority, String owner) {
        synchronized (this) {
            if (waiting >= mostWaiting) {
                throw new RejectedExecutionException("Too many calls wait for a place");
            }
            waiting++;
            line.add(new Waiting(task, owner), priority, owner);
        }
        admit();
    }

    /** A task of an owner needs its place no more. */
    public void leave(String owner) {
        free.giveBack(owner, 1);
        admit();
    }

    /** Takes tasks out of the line that need no place any more. */
    public List<Runnable> withdraw(Predicate<Runnable> which) {
        List<Runnable> withdrawn = new ArrayList<>();
        synchronized (this) {
            line.removeIf(
                    one -> {
                        boolean isOne = which.test(one.task);
                        if (isOne) {
                            withdrawn.add(one.task);
                        }
                        return isOne;
                    });
            waiting -= withdrawn.size();
        }
        return withdrawn;
    }

    /** All that wait, and all that come, get a place at once. */
    public void open() {
        synchronized (this) {
            isOpen = true;
        }
        admit();
    }

    private void admit() {
        for (Waiting next = next(); next != null; next = next()) {
            runner.execute(next.task);
        }
    }

    private synchronized Waiting next() {
        // Most of the time all are taken: then the line need not be looked through.
        boolean isAnyFree = waiting > 0 && (isOpen || free.free() > 0);
        Waiting next = isAnyFree ? line.poll(one -> isOpen || free.mayTake(one.owner, 1)) : null;
        if (next != null) {
            free.take(next.owner, 1);
            waiting--;
        }
        return next;
    }
}
