package io.github.geminiroutes.folder;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Set;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The directories of the batch jobs; no file of theirs is opened. */
public final class SubmittedJobs {

    private static final Logger LOG = LoggerFactory.getLogger(SubmittedJobs.class);

    private SubmittedJobs() {}

    /** Whether there are any. */
    public static boolean areAny(Path submitted) throws IOException {
        return areAny(submitted, Set.of());
    }

    /** The same, for a schedule: while they cannot be read, which is told once, there are none. */
    public static boolean areAny(DropFolder folder) {
        try {
            boolean areAny = areAny(folder.submitted());
            folder.health().succeeded(SubmittedJobs.class);
            return areAny;
        } catch (IOException e) {
            folder.health().failed(SubmittedJobs.class, e);
            return false;
        }
    }

    /** The same but for some, by their names. */
    public static boolean areAny(Path submitted, Set<String> others) throws IOException {
        return isAny(submitted, job -> !others.contains(job.getFileName().toString()));
    }

    /** Whether one of them has a prompt of this name. */
    static boolean have(DropFolder folder, String name) throws IOException {
        return isAny(folder.submitted(), job -> Files.isRegularFile(prompts(job).resolve(name)));
    }

    private static boolean isAny(Path submitted, Predicate<Path> isMeant) throws IOException {
        try (DirectoryStream<Path> jobs = Files.newDirectoryStream(submitted)) {
            for (Path job : jobs) {
                if (Files.isDirectory(prompts(job), LinkOption.NOFOLLOW_LINKS)
                        && isMeant.test(job)) {
                    return true;
                }
            }
            return false;
        } catch (NoSuchFileException e) {
            LOG.debug("Folders that an earlier version made have no directory for jobs", e);
            return false;
        }
    }

    private static Path prompts(Path job) {
        return job.resolve(SubmittedFiles.PROMPTS);
    }

    /** How many prompts they have; no name is kept. */
    static long countPrompts(DropFolder folder) throws IOException {
        long[] count = {0};
        try {
            folder.walk.walk(folder.submitted(), name -> count[0] += isPrompt(name) ? 1 : 0);
        } catch (NoSuchFileException e) {
            LOG.debug("Folders that an earlier version made have no directory for jobs", e);
        }
        return count[0];
    }

    private static boolean isPrompt(String name) {
        return name.contains('/' + SubmittedFiles.PROMPTS + '/')
                && !TemplateFiles.isOne(name.substring(name.lastIndexOf('/') + 1));
    }
}
