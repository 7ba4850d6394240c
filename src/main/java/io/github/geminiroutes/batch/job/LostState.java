package io.github.geminiroutes.batch.job;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.geminiroutes.support.GeminiJson;
import java.io.IOException;
import java.time.Clock;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finds a job whose state is gone or cannot be read: Google's list has it by its display name,
 * which is that of its directory. Its prompts and requests must be there.
 */
public final class LostState {

    private static final Logger LOG = LoggerFactory.getLogger(LostState.class);

    private static final String MODEL = "[A-Za-z0-9._-]{1,100}";

    private final BatchApi api;
    private final Clock clock;

    public LostState(BatchApi api, Clock clock) {
        this.api = api;
        this.clock = clock;
    }

    /** Whether a job that is found could go on. */
    public static boolean isWorthALook(JobDirectory directory) {
        return JobDamage.size(directory.list()) > 0;
    }

    /**
     * Looks for the job.
     *
     * @return the job, with its state written anew; null if Google's list does not have it
     * @throws IOException if the disk does not take the state
     * @throws io.github.geminiroutes.failure.GeminiException if Google refuses the list
     */
    public Job find(JobDirectory directory) throws IOException {
        String ours = JobDirectory.PREFIX + directory.id() + "-";
        List<Operation> found =
                api.list(
                        one ->
                                one.displayName().startsWith(ours)
                                        && one.displayName()
                                                .substring(ours.length())
                                                .matches("[0-9]{1,9}")
                                        && one.model().matches(MODEL));
        Operation oldest =
                found.stream().min(Comparator.comparing(Operation::createTime)).orElse(null);
        if (oldest == null) {
            return null;
        }
        Instant now = clock.instant();
        ObjectNode about = GeminiJson.MAPPER.createObjectNode();
        about.put("model", oldest.model())
                .put("requests", requests(directory))
                .put("bytes", JobDamage.size(directory.requests()))
                .put(JobDamage.LIST_BYTES, JobDamage.size(directory.list()))
                .put("attempt", Integer.parseInt(oldest.displayName().substring(ours.length())))
                .put("name", oldest.name())
                .put(Job.CLOSED_AT, now.toString())
                .put("createdAt", now.toString())
                .put("remoteState", oldest.state());
        return Job.close(directory, JobState.RUNNING, about);
    }

    /**
     * A list that is cut or cannot be read is told when the results are here: they are fetched all
     * the same.
     */
    private static int requests(JobDirectory directory) {
        try {
            return (int) Math.max(0, directory.each(prompt -> {}));
        } catch (IOException e) {
            LOG.debug("The list of the batch job {} cannot be read", directory.id(), e);
            return 0;
        }
    }
}
