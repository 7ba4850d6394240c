package io.github.geminiroutes.batch;

import io.github.geminiroutes.batch.job.BatchApi;
import io.github.geminiroutes.batch.job.BatchSettings;
import io.github.geminiroutes.batch.job.Job;
import io.github.geminiroutes.batch.job.JobState;
import io.github.geminiroutes.batch.job.JobSteps;
import io.github.geminiroutes.batch.job.JobUploads;
import io.github.geminiroutes.batch.job.JobWatch;
import io.github.geminiroutes.batch.job.LostState;
import io.github.geminiroutes.folder.DropFolder;
import io.github.geminiroutes.folder.DropFolderService;
import io.github.geminiroutes.generate.BatchCalls;
import java.io.IOException;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.apache.camel.CamelContext;

/** What a {@link BatchLane} works with. */
record LaneParts(
        BatchSettings settings,
        DropFolderService dropFolder,
        BatchCalls calls,
        Jobs jobs,
        RowIndex index,
        Collector collector,
        JobUploads uploads,
        JobSteps steps,
        JobWatch watch,
        LostState lostState,
        LookOrder order,
        LookOrder steppingOrder,
        Reservations reservations,
        Deliveries deliveries) {

    static LaneParts of(CamelContext context, BatchSettings settings, Clock clock) {
        DropFolderService dropFolder = DropFolderService.of(context);
        BatchCalls calls = BatchCalls.of(context);
        BatchApi api = new BatchApi(calls.api());
        RowIndex index = new RowIndex();
        dropFolder.folderCounts().setSubmittedRows(index::rows);
        Jobs jobs = new Jobs(dropFolder, index);
        JobWatch watch = new JobWatch(api, settings, clock);
        Reservations reservations = new Reservations(calls);
        DropFolder folder = dropFolder.folder();
        JobUploads uploads = new JobUploads(calls::files, folder.files(), folder::filesOf);
        return new LaneParts(
                settings,
                dropFolder,
                calls,
                jobs,
                index,
                new Collector(dropFolder, settings, jobs, index, reservations::add, clock),
                uploads,
                new JobSteps(api, settings, uploads, reservations::tryReserve, clock),
                watch,
                new LostState(api, clock),
                new LookOrder(Comparator.comparing(Job::dueAt), clock, System::nanoTime),
                new LookOrder(Comparator.comparingLong(Job::bytes), clock, System::nanoTime),
                reservations,
                new Deliveries(
                        jobs,
                        settings,
                        dropFolder,
                        calls,
                        watch,
                        job -> letGo(job, uploads, reservations),
                        clock));
    }

    private static void letGo(Job job, JobUploads uploads, Reservations reservations) {
        uploads.end(job);
        reservations.end(job);
    }

    List<JobView> views(Instant now) {
        List<JobView> views = new ArrayList<>(collector.views(now));
        jobs.all().forEach(job -> views.add(JobView.of(job, now)));
        jobs.unreadable().forEach((id, why) -> views.add(JobView.ofDamaged(id, why)));
        return views;
    }

    /** The jobs that were refused room, without those that a hand removed at that moment. */
    Set<String> waitingForBudget() {
        return jobs.all().stream()
                .map(Job::id)
                .filter(reservations.refused()::contains)
                .collect(Collectors.toUnmodifiableSet());
    }

    /** The jobs that the key in use does not see, and has not seen for a while. */
    Set<String> outOfSight() {
        return jobs.in(JobState.RUNNING).stream()
                .filter(watch::isOutOfSight)
                .map(Job::id)
                .collect(Collectors.toUnmodifiableSet());
    }

    /** Brings the jobs that are closed to Google, the smallest first: a full lane may take them. */
    void submit(BooleanSupplier isStopping, Consumer<Job> step) throws IOException {
        steppingOrder.each(
                jobs.in(JobState.CLOSED, JobState.UPLOADED, JobState.CREATING),
                job -> {
                    if (!isStopping.getAsBoolean()) {
                        uploads.recall(job);
                        step.accept(job);
                    }
                });
    }

    /** Looks at the jobs that Google has. */
    void lookAtRunning(BooleanSupplier isStopping, Consumer<Job> look) throws IOException {
        List<Job> running = jobs.in(JobState.RUNNING);
        for (Job job : running) {
            reservations.recall(job);
            uploads.recall(job);
        }
        order.each(
                running,
                job -> {
                    if (!isStopping.getAsBoolean()) {
                        look.accept(job);
                    }
                });
    }

    /** Does what earlier processes, or a hand, have left to be done. */
    void tidy(Instant now) throws IOException {
        jobs.giveLeftoversBack();
        jobs.lost().find(lostState, now, settings.pollInterval());
        forgetRemoved();
    }

    /** Lets go of what the jobs have set aside whose directories are gone. */
    void forgetRemoved() {
        jobs.forgetRemoved().forEach(job -> letGo(job, uploads, reservations));
    }
}
