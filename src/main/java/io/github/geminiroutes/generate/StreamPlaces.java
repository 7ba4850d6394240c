package io.github.geminiroutes.generate;

import io.github.geminiroutes.prompt.Lane;
import io.github.geminiroutes.support.Priority;
import io.github.geminiroutes.support.PriorityLine;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.RejectedExecutionException;
import org.apache.camel.CamelContext;

/** Places of calls that hold no thread while they are out: a few threads serve them all. */
final class StreamPlaces extends TimedPlaces {

    /** They ask the gate and send; a host name may have to be looked up meanwhile. */
    private static final int MOST_THREADS = 4;

    private static final String NAME = "gemini-stream-call";

    private final ExecutorService pool;
    private final Room usual;
    private final Room flex;

    private StreamPlaces(Object owner, CamelContext context, int most) {
        super(owner, context, "gemini-stream-quota");
        this.pool = pools().newThreadPool(owner, NAME, profile(NAME, MOST_THREADS, true));
        this.usual = new Room(most);
        this.flex = new Room(most);
    }

    /**
     * @param owner for Camel's list of pools
     * @param most how many streams may be open at the same time, in the flex tier and in all others
     */
    static StreamPlaces start(Object owner, CamelContext context, int most) {
        return new StreamPlaces(owner, context, most);
    }

    private Room room(Lane lane) {
        return lane.isFlex() ? flex : usual;
    }

    @Override
    public void execute(Runnable task, Lane lane, String caller) {
        room(lane).enter(task, lane.priorityOrNormal(), caller);
    }

    @Override
    public void leave(Lane lane) {
        room(lane).leave();
    }

    @Override
    public void run(Runnable task) {
        try {
            pool.execute(task);
        } catch (RejectedExecutionException e) {
            // All stops: what is owed is settled all the same.
            task.run();
        }
    }

    @Override
    public void endWaiting() {
        usual.open();
        flex.open();
    }

    @Override
    public void stop() {
        super.stop();
        pools().shutdown(pool);
    }

    /** So many places, and a line of those that wait for one. */
    private final class Room {

        private final PriorityLine<Runnable> line = new PriorityLine<>();
        private long free;
        private int waiting;

        Room(int places) {
            free = places;
        }

        void enter(Runnable task, Priority priority, String caller) {
            synchronized (this) {
                if (waiting >= MOST_WAITING) {
                    throw new RejectedExecutionException("Too many calls wait for a place");
                }
                waiting++;
                line.add(task, priority, caller);
            }
            admit();
        }

        void leave() {
            synchronized (this) {
                free++;
            }
            admit();
        }

        void open() {
            synchronized (this) {
                free = Integer.MAX_VALUE;
            }
            while (admit()) {
                // The next one.
            }
        }

        private boolean admit() {
            Runnable next = next();
            if (next != null) {
                run(next);
            }
            return next != null;
        }

        private synchronized Runnable next() {
            Runnable next = free > 0 ? line.poll() : null;
            if (next != null) {
                free--;
                waiting--;
            }
            return next;
        }
    }
}
