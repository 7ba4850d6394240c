package io.github.geminiroutes.batch.job;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.geminiroutes.support.FileModes;
import io.github.geminiroutes.support.GeminiJson;
import io.github.geminiroutes.support.LastingChannel;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.HashSet;
import java.util.Set;

/**
 * A job whose prompts gather. Its files are not forced to disk before it is closed: a restart gives
 * the prompts of a job that is not closed back. Not thread-safe.
 */
public final class CollectingJob {

    private static final Set<StandardOpenOption> NEW =
            Set.of(StandardOpenOption.WRITE, StandardOpenOption.CREATE_NEW);

    private static final int LONGEST_PIECE = 64 * 1024;

    private final JobDirectory directory;
    private final String model;
    private final Instant began;
    private final Set<String> places = new HashSet<>();
    private final LastingChannel requests;
    private final LastingChannel list;
    private long bytes;
    private long listed;
    private long inputTokens;
    private long outputTokens;

    private CollectingJob(
            JobDirectory directory,
            String model,
            Instant began,
            LastingChannel requests,
            LastingChannel list) {
        this.directory = directory;
        this.model = model;
        this.began = began;
        this.requests = requests;
        this.list = list;
    }

    /**
     * Begins a job.
     *
     * @param path of its directory, which is made here
     * @throws IOException if it cannot be made
     */
    public static CollectingJob begin(Path path, String model, Instant now) throws IOException {
        JobDirectory directory = new JobDirectory(path);
        Files.createDirectory(path, FileModes.ofDirectory());
        FileChannel.open(directory.gathering(), NEW, FileModes.ofFile()).close();
        Files.createDirectory(directory.prompts(), FileModes.ofDirectory());
        LastingChannel requests =
                LastingChannel.open(directory.requests(), NEW, FileModes.ofFile());
        try {
            return new CollectingJob(
                    directory,
                    model,
                    now,
                    requests,
                    LastingChannel.open(directory.list(), NEW, FileModes.ofFile()));
        } catch (IOException e) {
            requests.close();
            throw e;
        }
    }

    /** Its files. */
    public JobDirectory directory() {
        return directory;
    }

    /** The model that answers. */
    public String model() {
        return model;
    }

    /** When its first prompt came. */
    public Instant began() {
        return began;
    }

    /** How many prompts it has. */
    public int size() {
        return places.size();
    }

    /** Whether it has no room for a prompt, as another has its name. */
    public boolean has(SubmittedPrompt prompt) {
        return places.contains(prompt.place());
    }

    /** Whether a request of this size still goes in. */
    public boolean hasRoom(int request, BatchSettings settings) {
        return places.isEmpty()
                || places.size() < settings.maxRequests() && bytes + request <= settings.maxBytes();
    }

    /** Whether it has as many prompts as it may. */
    public boolean isFull(BatchSettings settings) {
        return places.size() >= settings.maxRequests() || bytes >= settings.maxBytes();
    }

    /**
     * Adds a prompt whose file is here already.
     *
     * @param request the body of a {@code generateContent} call
     * @param input its estimated tokens
     * @param output the most tokens of its answer
     * @throws IOException if the disk takes no more; nothing is added then
     */
    public void add(SubmittedPrompt prompt, byte[] request, long input, long output)
            throws IOException {
        byte[] start =
                ("{\"key\":" + GeminiJson.MAPPER.writeValueAsString(prompt.key()) + ",\"request\":")
                        .getBytes(StandardCharsets.UTF_8);
        SubmittedPrompt placed = prompt.at(bytes + start.length, request.length);
        byte[] line = line(placed.toJson());
        try {
            requests.get().truncate(bytes); // what is left of one that failed
            write(requests, start);
            write(requests, request);
            write(requests, new byte[] {'}', '\n'});
            list.get().truncate(listed); // it was ended where a close was tried before
            write(list, line);
        } catch (IOException e) {
            requests.get().truncate(bytes);
            list.get().truncate(listed);
            throw e;
        }
        bytes += start.length + request.length + 2;
        listed += line.length;
        inputTokens += input;
        outputTokens += output;
        places.add(prompt.place());
    }

    private static byte[] line(ObjectNode json) throws IOException {
        return (GeminiJson.MAPPER.writeValueAsString(json) + "\n").getBytes(StandardCharsets.UTF_8);
    }

    /** In pieces: Java keeps a buffer outside the heap for each thread, as large as one write. */
    private static void write(LastingChannel file, byte[] bytes) throws IOException {
        FileChannel channel = file.get();
        channel.position(channel.size());
        for (int at = 0; at < bytes.length; ) {
            at +=
                    channel.write(
                            ByteBuffer.wrap(bytes, at, Math.min(LONGEST_PIECE, bytes.length - at)));
        }
    }

    /**
     * Closes the job.
     *
     * @throws IOException if the disk does not take it; it may be tried again
     */
    public Job close(Instant now) throws IOException {
        requests.get().truncate(bytes);
        requests.get().force(true);
        list.get().truncate(listed);
        write(list, line(GeminiJson.MAPPER.createObjectNode().put(JobDirectory.COUNT, size())));
        list.get().force(true);
        ObjectNode about = GeminiJson.MAPPER.createObjectNode();
        about.put("model", model)
                .put("requests", places.size())
                .put("bytes", bytes)
                .put(Job.CLOSED_AT, now.toString())
                .put(JobDamage.LIST_BYTES, list.get().size())
                .put("inputTokens", inputTokens)
                .put("outputTokens", outputTokens);
        Job job = Job.close(directory, JobState.CLOSED, about);
        Files.deleteIfExists(directory.gathering());
        abandon();
        return job;
    }

    /** Lets go of its files; its prompts are to be given back. */
    public void abandon() throws IOException {
        requests.close();
        list.close();
    }
}
