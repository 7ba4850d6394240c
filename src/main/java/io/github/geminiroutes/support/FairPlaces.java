package io.github.geminiroutes.support;

import java.time.Duration;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Predicate;

/**
 * So many places for tasks of several owners and kinds, and a line of the tasks that wait for one.
 * The line goes by priority, within one by turns of the owners, and of one owner by turns of the
 * kinds. No owner gets more places than its share ({@link Shares}), and no kind more than its
 * {@link Bulkhead} allows, however long they keep them. Thread-safe.
 */
public final class FairPlaces {

    private record Waiting(Runnable task, String owner, String kind) {}

    /**
     * @param since see {@link Bulkhead#take}
     */
    private record Place(String owner, String kind, long since) {}

    private final int mostWaiting;
    private final Executor runner;
    private final Shares free;
    private final Bulkhead bulkhead;
    private final PriorityLine<Waiting> line = new PriorityLine<>();
    private final Map<Runnable, Place> taken = new IdentityHashMap<>();
    private int waiting;
    private boolean isOpen;

    /**
     * @param places how many there are
     * @param mostWaiting how many tasks may wait for one
     * @param ordinary how long a task may take of a kind that is not slow
     * @param runner runs a task that has got its place; it must not refuse one
     */
    public FairPlaces(int places, int mostWaiting, Duration ordinary, Executor runner) {
        this.mostWaiting = mostWaiting;
        this.runner = runner;
        this.free = new Shares(places);
        this.bulkhead = new Bulkhead(places, ordinary, System::nanoTime);
    }

    /**
     * Has a task run once there is a place for it. It keeps the place until {@link #leave}.
     *
     * @param owner empty for the application itself
     * @param kind what it does; empty where tasks of all kinds take about as long
     * @throws RejectedExecutionException if too many wait
     */
    public void enter(Runnable task, Priority priority, String owner, String kind) {
        synchronized (this) {
            if (waiting >= mostWaiting) {
                throw new RejectedExecutionException("Too many calls wait for a place");
            }
            waiting++;
            line.add(new Waiting(task, owner, kind), priority, owner, kind);
            bulkhead.ask(kind);
        }
        admit();
    }

    /**
     * A task needs its place no more.
     *
     * @param isDone whether it has done its work; if not, it says nothing about how long that takes
     */
    public void leave(Runnable task, boolean isDone) {
        synchronized (this) {
            Place place = taken.remove(task);
            free.giveBack(place.owner, 1);
            bulkhead.giveBack(place.kind, place.owner, place.since, isDone);
        }
        admit();
    }

    /** See {@link Bulkhead#isHeldBack}. */
    public boolean isHeldBack(String owner, String kind) {
        return bulkhead.isHeldBack(kind, owner);
    }

    /** See {@link Bulkhead#slow}. */
    public Set<String> slow() {
        return bulkhead.slow();
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
        Waiting next = isAnyFree ? line.poll(one -> isOpen || mayTake(one)) : null;
        if (next != null) {
            free.take(next.owner, 1);
            taken.put(
                    next.task,
                    new Place(next.owner, next.kind, bulkhead.take(next.kind, next.owner)));
            waiting--;
        }
        return next;
    }

    private boolean mayTake(Waiting one) {
        return free.mayTake(one.owner, 1) && bulkhead.mayTake(one.kind, one.owner);
    }
}
