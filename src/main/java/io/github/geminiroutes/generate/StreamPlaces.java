package io.github.geminiroutes.generate;

import io.github.geminiroutes.prompt.Lane;
import io.github.geminiroutes.support.FairPlaces;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.function.Predicate;
import org.apache.camel.CamelContext;

/** Places of calls that hold no thread while they are out: a few threads serve them all. */
final class StreamPlaces extends TimedPlaces {

    /** They ask the gate and send; a host name may have to be looked up meanwhile. */
    private static final int MOST_THREADS = 4;

    private static final String NAME = "gemini-stream-call";

    private final ExecutorService pool;
    private final FairPlaces usual;
    private final FairPlaces flex;

    private StreamPlaces(Object owner, CamelContext context, int most) {
        super(owner, context, "gemini-stream-quota");
        this.pool = pools().newThreadPool(owner, NAME, profile(NAME, MOST_THREADS, true));
        this.usual = new FairPlaces(most, MOST_WAITING, ORDINARY, this::run);
        this.flex = new FairPlaces(most, MOST_WAITING, ORDINARY_FLEX, this::run);
    }

    /**
     * @param owner for Camel's list of pools
     * @param most how many streams may be open at the same time, in the flex tier and in all others
     */
    static StreamPlaces start(Object owner, CamelContext context, int most) {
        return new StreamPlaces(owner, context, most);
    }

    private FairPlaces room(Lane lane) {
        return lane.isFlex() ? flex : usual;
    }

    @Override
    public void execute(Runnable task, Lane lane, String caller, String model) {
        room(lane).enter(task, lane.priorityOrNormal(), caller, model);
    }

    @Override
    public void leave(Runnable task, Lane lane, boolean isDone) {
        room(lane).leave(task, isDone);
    }

    @Override
    public boolean isHeldBack(Lane lane, String caller, String model) {
        return room(lane).isHeldBack(caller, model);
    }

    @Override
    public Set<String> slowModels() {
        Set<String> slow = usual.slow();
        slow.addAll(flex.slow());
        return slow;
    }

    @Override
    public List<Runnable> withdraw(Predicate<Runnable> which) {
        List<Runnable> withdrawn = usual.withdraw(which);
        withdrawn.addAll(flex.withdraw(which));
        return withdrawn;
    }

    @Override
    public void run(Runnable task) {
        runIn(pool, task);
    }

    @Override
    public void runApart(Runnable task) {
        run(task);
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
}
