package io.github.geminiroutes.batch.job;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.geminiroutes.support.AtomicFile;
import io.github.geminiroutes.support.GeminiJson;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;

/**
 * A job that is closed, and what is known of it. Each change is on disk before anybody sees it. One
 * thread at a time changes it; any may look.
 */
public final class Job {

    /** Until then a lane that is full is left in peace, by a restart, too. */
    static final String WAITS_UNTIL = "waitsUntil";

    private static final String STATE = "state";
    static final String CLOSED_AT = "closedAt";
    private static final List<String> TIMES =
            List.of(CLOSED_AT, "lookedAt", "createdAt", "cancelledAt", "endedAt", WAITS_UNTIL);

    private final JobDirectory directory;
    private volatile ObjectNode fields;

    /** Kept only where the lane is full: else a restart looks at once. */
    private final JobPause pause;

    private Job(JobDirectory directory, ObjectNode fields) {
        this.directory = directory;
        this.fields = fields;
        this.pause = new JobPause(instant(WAITS_UNTIL));
    }

    /** Closes a job, which is so far already: from now on it has a state of its own. */
    static Job close(JobDirectory directory, JobState state, ObjectNode about) throws IOException {
        Job job = new Job(directory, about);
        job.change(state, fields -> {});
        return job;
    }

    /**
     * Reads a job from its directory.
     *
     * @return null if it is not closed: what is there was gathering
     * @throws IOException if it cannot be read, or says nothing
     */
    public static Job read(JobDirectory directory) throws IOException {
        Path file = directory.job();
        if (!Files.exists(file)) {
            return null;
        }
        Files.deleteIfExists(directory.gathering());
        if (GeminiJson.MAPPER.readTree(file.toFile()) instanceof ObjectNode fields
                && JobState.of(fields.path(STATE).asText()) != null
                && areTimes(fields)) {
            return new Job(directory, fields);
        }
        throw new IOException(file + " does not say how far the job is");
    }

    private static boolean areTimes(ObjectNode fields) {
        try {
            TIMES.stream()
                    .map(field -> fields.path(field).textValue())
                    .filter(Objects::nonNull)
                    .forEach(Instant::parse);
            return fields.path(CLOSED_AT).isTextual();
        } catch (DateTimeParseException e) {
            return false;
        }
    }

    void change(JobState state, Consumer<ObjectNode> change) throws IOException {
        ObjectNode next = fields.deepCopy();
        change.accept(next);
        next.put(STATE, state.id());
        AtomicFile.write(
                directory.job(),
                GeminiJson.MAPPER.writerWithDefaultPrettyPrinter().writeValueAsBytes(next));
        fields = next;
        if (state == JobState.FETCHED) {
            goOn(); // what is here does not wait for the next look
        }
    }

    /** Its files. */
    public JobDirectory directory() {
        return directory;
    }

    /** Names it among ours: the name of its directory. */
    public String id() {
        return directory.id();
    }

    /** How far it is. */
    public JobState state() {
        return JobState.of(fields.path(STATE).asText());
    }

    /** The model that answers. */
    public String model() {
        return text("model");
    }

    /** How many requests it has. */
    public int requests() {
        return fields.path("requests").asInt();
    }

    /** The size of its requests in bytes. */
    public long bytes() {
        return fields.path("bytes").asLong();
    }

    /** Google's name of it, such as {@code batches/abc}; null before it is known. */
    public String name() {
        return text("name");
    }

    /** When its prompts were complete. */
    public Instant closedAt() {
        return instant(CLOSED_AT);
    }

    /** When Google had it; null before that is known. */
    public Instant createdAt() {
        return instant("createdAt");
    }

    /** When it was known to have ended, with results or without. */
    public Instant endedAt() {
        return Objects.requireNonNullElseGet(instant("endedAt"), this::closedAt);
    }

    /** Estimated tokens of all its requests. */
    public long inputTokens() {
        return fields.path("inputTokens").asLong();
    }

    /** The most tokens that its answers may have. */
    public long outputTokens() {
        return fields.path("outputTokens").asLong();
    }

    /** What Google says of its state; null before. */
    public String remoteState() {
        return text("remoteState");
    }

    /** Why it waits or ended, for a person; null if there is nothing to say. */
    public String reason() {
        return text("reason");
    }

    /** Whether Google has worked on its requests. */
    public boolean wasDone() {
        return remoteState() != null && remoteState().endsWith("SUCCEEDED");
    }

    /** Whether Google could not work on it at all. */
    public boolean hasFailed() {
        return "FAILED".equals(remoteState());
    }

    /** Whether results came. */
    public boolean hasResults() {
        return Files.exists(directory.results());
    }

    /** The HTTP code by which the server refused to create it. */
    public int refusalCode() {
        return fields.path("code").asInt();
    }

    /** The status that came with it; null if none did. */
    public String refusalStatus() {
        return text("status");
    }

    /** The files at Google that its lines name; it needs them until it has ended. */
    public List<String> uploads() {
        List<String> names = new ArrayList<>();
        fields.path("uploads").forEach(name -> names.add(name.asText()));
        return names;
    }

    /** How many times its creation was begun. */
    int attempt() {
        return (int) number("attempt");
    }

    /**
     * Google's name for people: by it the job is found where the answer to its creation was lost.
     */
    public String displayName() {
        return displayNames() + attempt();
    }

    /** What the display names of all attempts begin with. */
    String displayNames() {
        return JobDirectory.PREFIX + id() + "-";
    }

    String text(String field) {
        return fields.path(field).textValue();
    }

    long number(String field) {
        return fields.path(field).asLong();
    }

    Instant instant(String field) {
        String text = text(field);
        return text == null ? null : Instant.parse(text);
    }

    /** When the next step is due. */
    public Instant dueAt() {
        return pause.until();
    }

    /** Whether the next step is due. */
    public boolean isDue(Instant now) {
        return pause.isOver(now);
    }

    /** Waits before the next step, each time longer. */
    void growPause(Duration first, Duration most, Instant now) {
        pause.grow(first, most, now);
    }

    /** Has the next step wait. */
    public void pause(Duration time, Instant now) {
        pause.begin(time, now);
    }

    void goOn() {
        pause.end();
    }
}
