package io.github.geminiroutes.app;

import io.github.geminiroutes.batch.BatchLane;
import io.github.geminiroutes.batch.JobView;
import io.github.geminiroutes.folder.DropFolder;
import io.github.geminiroutes.folder.SubmittedJobs;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The batch jobs that a drain waits for: it hastens those that gather, and names all of them. */
final class BatchProgress {

    private static final long LOOK_NANOS = 1_000_000_000;
    private static final int MOST_NAMED = 10;

    private final BatchLane lane;
    private final PrintStream out;

    /** Longer than the lane takes to find that an ended call has made room. */
    private static final long HELD_NANOS = 5_000_000_000L;

    private long waitsSince;
    private String told = "";
    private long next = System.nanoTime();
    private long nextHurry = next;

    /**
     * @param lane null where the program has none, as in the demo: it has no jobs
     */
    BatchProgress(BatchLane lane, PrintStream out) {
        this.lane = lane;
        this.out = out;
    }

    /**
     * Whether there are jobs. To be asked once the inbox is empty: those that gather are closed, as
     * nothing more is to come.
     */
    boolean isAnyLeft(Path submitted) throws IOException {
        boolean areAny =
                lane != null && SubmittedJobs.areAny(submitted, lane.unreadable().keySet());
        if (areAny) {
            lane.hurry();
        }
        return areAny && !areHeldUp(submitted);
    }

    /**
     * Whether all jobs wait for the day's budget or are not seen with the key in use, and nothing
     * has changed that for a while.
     */
    private boolean areHeldUp(Path submitted) throws IOException {
        Set<String> left = new HashSet<>(lane.unreadable().keySet());
        boolean isWaiting = left.addAll(lane.waitingForBudget()) | left.addAll(lane.outOfSight());
        if (!isWaiting || SubmittedJobs.areAny(submitted, left)) {
            waitsSince = 0;
        } else if (waitsSince == 0) {
            waitsSince = System.nanoTime();
        }
        return waitsSince != 0 && System.nanoTime() - waitsSince > HELD_NANOS;
    }

    /**
     * Names the jobs that wait for the budget of another day, or are not seen with the key in use:
     * a drain does not wait for them.
     *
     * @return whether there are any
     */
    boolean tellWaiting() {
        return lane != null
                && (tell(lane.waitingForBudget(), "today's budget has no room for them")
                        | tell(lane.outOfSight(), "the key in use does not see them"));
    }

    private boolean tell(Set<String> jobs, String why) {
        if (!jobs.isEmpty()) {
            out.printf("%d batch jobs left in submitted/, as %s:%n", jobs.size(), why);
            jobs.stream().sorted().limit(MOST_NAMED).forEach(job -> out.printf("  %s%n", job));
        }
        return !jobs.isEmpty();
    }

    /**
     * Closes the jobs that gather if nothing lies in the inbox but tables whose rows are in jobs.
     *
     * @param tables how many of these there are
     */
    void hasten(int tables, DropFolder folder) throws IOException {
        if (lane != null && tables > 0 && System.nanoTime() - nextHurry >= 0) {
            nextHurry = System.nanoTime() + LOOK_NANOS;
            if (folder.census().prompts() <= tables) {
                lane.hurry();
            }
        }
    }

    /**
     * Whether nothing lies in the inbox but tables that no job under way will end: their rows may
     * be in one that is damaged, or are in one that is held up.
     *
     * @param blocked how many tables wait for a job that is damaged
     * @param tables how many of them have rows in jobs
     */
    boolean isBlocked(int blocked, int tables, DropFolder folder) throws IOException {
        if (lane == null || tables == 0) {
            return false;
        }
        boolean areHeldUp = areHeldUp(folder.submitted());
        if (!areHeldUp && (blocked == 0 || lane.unreadable().isEmpty())) {
            return false;
        }
        return folder.census().prompts() <= (areHeldUp ? tables : blocked);
    }

    /** Prints a line for each job whenever one has got on. */
    void show() {
        if (lane == null || System.nanoTime() - next < 0) {
            return;
        }
        next = System.nanoTime() + LOOK_NANOS;
        List<JobView> jobs = lane.views().stream().filter(job -> !job.isDamaged()).toList();
        StringBuilder lines = new StringBuilder();
        jobs.stream().limit(MOST_NAMED).forEach(job -> lines.append(line(job)));
        if (jobs.size() > MOST_NAMED) {
            lines.append("  and %d more%n".formatted(jobs.size() - MOST_NAMED));
        }
        if (!jobs.isEmpty() && !told.contentEquals(lines)) {
            out.printf("Batch jobs under way: %d%n%s", jobs.size(), lines);
            out.flush();
        }
        told = lines.toString();
    }

    /**
     * Names the jobs that cannot be read: a drain does not wait for them.
     *
     * @param tables how many tables wait for them
     * @return whether there are any
     */
    boolean tellUnreadable(int tables) {
        Map<String, String> reasons = lane == null ? Map.of() : lane.unreadable();
        if (!reasons.isEmpty()) {
            out.printf(
                    reasons.size() == 1
                            ? "%d batch job in submitted/ left as it is:%n"
                            : "%d batch jobs in submitted/ left as they are:%n",
                    reasons.size());
            reasons.entrySet().stream()
                    .limit(MOST_NAMED)
                    .forEach(
                            job ->
                                    out.printf(
                                            "  %s: %s%n",
                                            Drain.printable(job.getKey()),
                                            Drain.printable(job.getValue())));
            if (tables > 0) {
                out.printf("%d left in the inbox, as rows may be in such a job%n", tables);
            }
        }
        return !reasons.isEmpty();
    }

    private static String line(JobView job) {
        return "  %s: %s%s, %d prompts%s%n"
                .formatted(
                        job.id(),
                        job.state().id(),
                        job.name() == null ? "" : " as " + job.name(),
                        job.prompts(),
                        job.reason() == null ? "" : ", " + job.reason());
    }
}
