package io.github.geminiroutes.batch;

import io.github.geminiroutes.batch.job.Job;
import io.github.geminiroutes.batch.job.JobDamage;
import io.github.geminiroutes.batch.job.JobDirectory;
import io.github.geminiroutes.batch.job.JobState;
import io.github.geminiroutes.batch.job.LostState;
import io.github.geminiroutes.folder.DropFolderService;
import io.github.geminiroutes.folder.SubmittedFiles;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The jobs that are closed, as their directories show them. Thread-safe. */
final class Jobs {

    private static final Logger LOG = LoggerFactory.getLogger(Jobs.class);

    private final DropFolderService dropFolder;
    private final RowIndex index;
    private final Map<String, Job> jobs = new ConcurrentSkipListMap<>();
    private final List<JobDirectory> leftovers = new ArrayList<>();
    private final Map<JobDirectory, String> unreadable = new ConcurrentHashMap<>();

    private final LostJobs lost = new LostJobs(this);

    private boolean isLoaded;

    Jobs(DropFolderService dropFolder, RowIndex index) {
        this.dropFolder = dropFolder;
        this.index = index;
    }

    /**
     * Reads all directories, once. Prompts that were gathering go back into the inbox.
     *
     * @throws IOException if the folders do not take it; the next call goes on
     */
    synchronized void load() throws IOException {
        if (isLoaded) {
            return;
        }
        leftovers.clear();
        unreadable.clear();
        lost.clear();
        for (Path path : directories()) {
            JobDirectory directory = new JobDirectory(path);
            try {
                read(directory);
            } catch (AccessDeniedException e) {
                // The other jobs go on.
                load(directory, false);
                leave(
                        directory,
                        directory.path()
                                + " cannot be read: give the user of this program access to it, and"
                                + " restart");
            }
        }
        if (!jobs.isEmpty()) {
            LOG.info("{} batch jobs of an earlier run go on", jobs.size());
        }
        isLoaded = true;
        giveLeftoversBack();
    }

    /** Gives back what gathered when an earlier process ended. */
    synchronized void giveLeftoversBack() throws IOException {
        for (JobDirectory directory : List.copyOf(leftovers)) {
            if (giveBack(directory)) {
                leftovers.remove(directory);
            }
        }
    }

    private void read(JobDirectory directory) throws IOException {
        Job job = null;
        String fault = "is gone";
        try {
            job = Job.read(directory);
        } catch (IOException e) {
            fault = "cannot be read (" + firstLine(e) + ")";
        }
        if (job != null && job.state() != JobState.DELIVERED) {
            jobs.put(job.id(), job);
            load(directory, JobDamage.hasWholeList(job));
        } else if (job != null || directory.isLeftover()) {
            leftovers.add(directory);
        } else if (LostState.isWorthALook(directory)) {
            load(directory, JobDamage.hasWholeList(directory));
            lost.add(directory, fault);
        } else {
            load(directory, false);
            leave(directory, JobDamage.ofState(directory, fault));
        }
    }

    private void load(JobDirectory directory, boolean isWhole) {
        index.load(directory);
        if (!isWhole) {
            index.block(directory);
        }
    }

    private static String firstLine(IOException error) {
        String text = String.valueOf(error.getMessage());
        return text.lines().findFirst().orElse(text);
    }

    /** Leaves a job as it is: its files do not say how to go on. */
    void leave(JobDirectory directory, String why) {
        LOG.error("A batch job is left as it is: {}", why);
        unreadable.put(directory, why);
        jobs.remove(directory.id());
    }

    /** Those whose state is lost. */
    LostJobs lost() {
        return lost;
    }

    /** Forgets the jobs whose directories were removed by hand, and gives them. */
    List<Job> forgetRemoved() {
        List<Job> removed =
                jobs.values().stream().filter(job -> JobDamage.isRemoved(job.directory())).toList();
        for (Job job : removed) {
            jobs.remove(job.id());
            index.remove(job.directory());
            LOG.warn(
                    "Batch job {} is forgotten, as its directory was removed{}",
                    job.id(),
                    job.name() == null
                            ? ""
                            : ". Google has it as %s, and bills it unless it is cancelled in AI Studio"
                                    .formatted(job.name()));
        }
        return removed;
    }

    /** The jobs that are left as they are, as long as they have prompts: why, by their id. */
    Map<String, String> unreadable() {
        Map<String, String> reasons = new TreeMap<>();
        unreadable.forEach(
                (directory, why) -> {
                    if (Files.isDirectory(directory.prompts(), LinkOption.NOFOLLOW_LINKS)
                            || !Files.isExecutable(directory.path())
                                    && !JobDamage.isRemoved(directory)) {
                        reasons.put(directory.id(), why);
                    }
                });
        return reasons;
    }

    private List<Path> directories() throws IOException {
        List<Path> found = new ArrayList<>();
        try (DirectoryStream<Path> entries =
                Files.newDirectoryStream(
                        dropFolder.folder().submitted(),
                        entry ->
                                Files.isDirectory(entry, LinkOption.NOFOLLOW_LINKS)
                                        && entry.getFileName().toString().charAt(0) != '.')) {
            entries.forEach(found::add);
        }
        found.sort(null);
        return found;
    }

    /**
     * Moves all prompts of a job into the inbox, and removes what is left of it.
     *
     * @return false if the inbox has others of these names; they stay
     */
    boolean giveBack(JobDirectory directory) throws IOException {
        SubmittedFiles files = new SubmittedFiles(dropFolder, directory.prompts());
        boolean areOut = true;
        for (String name : files.names()) {
            areOut &= files.giveBack(name);
        }
        return areOut && directory.remove();
    }

    /** Another instance works on the folders: what it does is read when it is this one's turn. */
    synchronized void forget() {
        index.clear();
        jobs.clear();
        unreadable.clear();
        lost.clear();
        isLoaded = false;
    }

    void add(Job job) {
        jobs.put(job.id(), job);
    }

    void remove(Job job) {
        jobs.remove(job.id());
        index.remove(job.directory());
    }

    /** A row of a job has its outcome. */
    void rowSettled(Job job) {
        index.settled(job.directory());
    }

    /** Those in one of these states, the smallest first. */
    List<Job> in(JobState first, JobState... rest) {
        Set<JobState> states = EnumSet.of(first, rest);
        return jobs.values().stream()
                .filter(job -> states.contains(job.state()))
                .sorted(Comparator.comparingLong(Job::bytes))
                .toList();
    }

    /** All of them, the oldest first. */
    List<Job> all() {
        return List.copyOf(jobs.values());
    }
}
