package io.github.geminiroutes.generate;

import io.github.geminiroutes.prompt.Lane;
import io.github.geminiroutes.support.FairPlaces;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.ThreadFactory;
import java.util.function.Predicate;
import org.apache.camel.CamelContext;
import org.apache.camel.spi.ExecutorServiceManager;
import org.apache.camel.spi.ThreadPoolProfile;

/** The threads that make the calls, and the one that wakes the calls which wait. */
final class CallerThreads extends TimedPlaces {

    private final Callers usual;
    private final Callers flex;

    /** As many as wait: their number is bounded where they come from. */
    private final ExecutorService waiters;

    private CallerThreads(Object owner, CamelContext context, Callers usual, Callers flex) {
        super(owner, context, "gemini-quota");
        this.waiters = pools().newCachedThreadPool(owner, "gemini-answer");
        this.usual = usual;
        this.flex = flex;
    }

    private Callers callers(Lane lane) {
        return lane.isFlex() ? flex : usual;
    }

    /**
     * @param owner for Camel's list of pools
     * @param most how many calls are made at the same time, in the flex tier and in all others
     * @throws Exception if Camel cannot make the pool
     */
    static CallerThreads start(Object owner, CamelContext context, int most) throws Exception {
        return new CallerThreads(
                owner,
                context,
                new Callers(pool(owner, context, most, "gemini-call"), most, ORDINARY),
                // A call of the flex tier may take its thread for twenty minutes.
                new Callers(pool(owner, context, most, "gemini-flex-call"), most, ORDINARY_FLEX));
    }

    private static ExecutorService pool(Object owner, CamelContext context, int most, String name)
            throws Exception {
        ThreadPoolProfile profile = profile(name, most, false);
        ExecutorServiceManager pools = context.getExecutorServiceManager();
        ThreadFactory threads =
                context.getRegistry().lookupByNameAndType(QuotaPolicy.THREADS, ThreadFactory.class);
        if (threads == null) {
            return pools.newThreadPool(owner, name, profile);
        }
        profile.addDefaults(pools.getDefaultThreadPoolProfile());
        return pools.getThreadPoolFactory().newThreadPool(profile, threads);
    }

    @Override
    public void execute(Runnable task, Lane lane, String caller, String model) {
        callers(lane).places.enter(task, lane.priorityOrNormal(), caller, model);
    }

    @Override
    public void leave(Runnable task, Lane lane, boolean isDone) {
        callers(lane).places.leave(task, isDone);
    }

    @Override
    public boolean isHeldBack(Lane lane, String caller, String model) {
        return callers(lane).places.isHeldBack(caller, model);
    }

    @Override
    public Set<String> slowModels() {
        Set<String> slow = usual.places.slow();
        slow.addAll(flex.places.slow());
        return slow;
    }

    @Override
    public List<Runnable> withdraw(Predicate<Runnable> which) {
        List<Runnable> withdrawn = usual.places.withdraw(which);
        withdrawn.addAll(flex.places.withdraw(which));
        return withdrawn;
    }

    @Override
    public void run(Runnable task) {
        task.run();
    }

    @Override
    public void runApart(Runnable task) {
        runIn(waiters, task);
    }

    @Override
    public void endWaiting() {
        usual.places.open();
        flex.places.open();
    }

    @Override
    public void stop() {
        super.stop();
        pools().shutdown(usual.pool);
        pools().shutdown(flex.pool);
        pools().shutdown(waiters);
    }

    /** A thread for each place. */
    private static final class Callers {

        private final ExecutorService pool;
        private final FairPlaces places;

        Callers(ExecutorService pool, int most, Duration ordinary) {
            this.pool = pool;
            this.places = new FairPlaces(most, MOST_WAITING, ordinary, task -> runIn(pool, task));
        }
    }
}
