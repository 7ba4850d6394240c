package io.github.geminiroutes.batch;

import io.github.geminiroutes.batch.job.BatchSettings;
import io.github.geminiroutes.batch.job.CollectingJob;
import io.github.geminiroutes.batch.job.JobDamage;
import io.github.geminiroutes.folder.DropFolderService;
import io.github.geminiroutes.folder.SubmittedFiles;
import io.github.geminiroutes.generate.BatchCalls;
import io.github.geminiroutes.table.SubmittedRows;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.BiConsumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The jobs whose prompts gather, one for each model. Thread-safe. */
final class Collector {

    private static final Logger LOG = LoggerFactory.getLogger(Collector.class);

    private static final DateTimeFormatter STAMP =
            DateTimeFormatter.ofPattern("yyyyMMdd-HHmmss").withZone(ZoneOffset.UTC);

    private static final int RANDOM = 13;

    /** Jobs that gather at a time; the oldest is closed for another one. */
    private static final int MOST_OPEN = 50;

    private final DropFolderService dropFolder;
    private final BatchSettings settings;
    private final Jobs jobs;
    private final RowIndex index;
    private final BiConsumer<String, Runnable> rooms;
    private final Clock clock;
    private final Map<String, CollectingJob> open = new HashMap<>();

    /**
     * @param rooms keeps what a line of a job has set aside, until the job ends
     */
    Collector(
            DropFolderService dropFolder,
            BatchSettings settings,
            Jobs jobs,
            RowIndex index,
            BiConsumer<String, Runnable> rooms,
            Clock clock) {
        this.index = index;
        this.rooms = rooms;
        this.dropFolder = dropFolder;
        this.settings = settings;
        this.jobs = jobs;
        this.clock = clock;
    }

    /**
     * Moves a prompt into the job of its model.
     *
     * @throws IOException if the disk does not take it; the prompt is in the inbox then
     */
    synchronized void add(CollectedLine line) throws IOException {
        forgetRemoved();
        CollectingJob job = open.get(line.model());
        boolean isWanting =
                job == null
                        || job.has(line.prompt())
                        || !job.hasRoom(line.request().length, settings);
        if (job != null && isWanting) {
            close(job);
        }
        if (isWanting) {
            makeRoom();
            Instant now = clock.instant();
            String id = STAMP.format(now) + "-" + UUID.randomUUID().toString().substring(0, RANDOM);
            Path path = dropFolder.folder().submitted().resolve(id);
            job = CollectingJob.begin(path, line.model(), now);
            open.put(line.model(), job);
        }
        add(job, line);
        if (job.isFull(settings)) {
            close(job);
        }
    }

    /** Each holds files open, and prompts may name as many models as they like. */
    private void makeRoom() throws IOException {
        if (open.size() >= MOST_OPEN) {
            close(Collections.min(open.values(), Comparator.comparing(CollectingJob::began)));
        }
    }

    private void add(CollectingJob job, CollectedLine line) throws IOException {
        SubmittedFiles files = new SubmittedFiles(dropFolder, job.directory().prompts());
        if (!line.source().take(files)) {
            line.room().run();
            return;
        }
        try {
            job.add(line.prompt(), line.request(), line.input(), line.output());
        } catch (IOException e) {
            line.source().giveBack(files);
            throw e;
        }
        // A million rows would be a million entries.
        if (line.room() != BatchCalls.NOTHING) {
            rooms.accept(job.directory().id(), line.room());
        }
        if (line.source().row() != null) {
            index.add(job.directory(), line.source().name());
        }
    }

    /**
     * The rows of a table that are in jobs, those that gather included.
     *
     * @throws IOException if a list cannot be read
     */
    synchronized SubmittedRows rowsOf(String table) throws IOException {
        return index.rowsOf(table);
    }

    /** Forgets jobs whose directory was removed by hand, and the prompts with it. */
    private void forgetRemoved() {
        for (CollectingJob job : List.copyOf(open.values())) {
            if (JobDamage.isRemoved(job.directory())) {
                LOG.warn("{} was removed, with its {} prompts", job.directory().path(), job.size());
                open.remove(job.model());
                index.remove(job.directory());
                letGo(job);
            }
        }
    }

    private void close(CollectingJob job) throws IOException {
        if (job.size() > 0) {
            jobs.add(job.close(clock.instant()));
        } else {
            job.abandon();
            job.directory().remove();
        }
        open.remove(job.model());
    }

    /**
     * Closes the jobs that have waited for long enough.
     *
     * @param isAll whether no further prompt is to come
     */
    synchronized void closeDue(boolean isAll) throws IOException {
        forgetRemoved();
        Instant now = clock.instant();
        Instant due = now.minus(settings.linger());
        for (CollectingJob job : List.copyOf(open.values())) {
            // A job of the future: the clock was set back.
            if (isAll || !job.began().isAfter(due) || job.began().isAfter(now)) {
                close(job);
            }
        }
    }

    /** Gives all prompts that gather back into the inbox. */
    synchronized void giveBack() {
        for (CollectingJob job : open.values()) {
            try {
                index.remove(job.directory());
                job.abandon();
                jobs.giveBack(job.directory());
            } catch (IOException e) {
                LOG.warn(
                        "The next start gives the prompts in {} back: {}",
                        job.directory().path(),
                        e.toString());
            }
        }
        open.clear();
    }

    /** Forgets them: another instance works on the folders. */
    synchronized void forget() {
        open.values().forEach(Collector::letGo);
        open.clear();
    }

    private static void letGo(CollectingJob job) {
        try {
            job.abandon();
        } catch (IOException e) {
            LOG.debug("Closing {}: {}", job.directory().path(), e.toString());
        }
    }

    /** What gathers, for a person. */
    synchronized List<JobView> views(Instant now) {
        return open.values().stream().map(job -> JobView.of(job, now)).toList();
    }
}
