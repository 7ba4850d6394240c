package io.github.geminiroutes.generate;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.geminiroutes.answer.Usage;
import io.github.geminiroutes.api.ApiCalls;
import io.github.geminiroutes.api.UploadedFiles;
import io.github.geminiroutes.failure.GeminiException;
import io.github.geminiroutes.prompt.Attachment;
import io.github.geminiroutes.prompt.Lane;
import io.github.geminiroutes.prompt.Prompt;
import io.github.geminiroutes.prompt.Tier;
import io.github.geminiroutes.usage.TaskRoom;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.function.Function;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;

/**
 * Calls that are lines of a batch job: what is sent of a prompt, and what becomes of its answer
 * hours later. They have no permit, as their job has quotas of its own.
 */
public final class BatchCalls {

    /** Gives nothing back: nothing was set aside. */
    public static final Runnable NOTHING = () -> {};

    private static final Lane BATCH = new Lane(Tier.BATCH, null);

    private final GeminiClient client;

    private BatchCalls(GeminiClient client) {
        this.client = client;
    }

    /** Those of the client of a Camel context. */
    public static BatchCalls of(CamelContext context) {
        return new BatchCalls(GeminiClient.of(context));
    }

    /** The API, by the HTTP client of all calls. */
    public ApiCalls api() {
        return UnbilledCalls.of(client);
    }

    /** Whether calls leave at this hour. */
    public boolean isOpen(Instant now) {
        return client.hours().isOpen(now);
    }

    /** The model of a prompt. */
    public String model(Prompt prompt) {
        return client.requests.model(prompt);
    }

    /**
     * The attachments of a prompt that are too large to go with its line.
     *
     * @throws io.github.geminiroutes.prompt.InvalidPromptException if it is too large without them
     */
    public List<Attachment> large(Prompt prompt) {
        return client.uploads().needed(prompt);
    }

    /**
     * The application's files at Google.
     *
     * @throws IOException if the list of those of an earlier run cannot be read
     */
    public UploadedFiles files() throws IOException {
        return client.uploads().of(null);
    }

    /** Deletes files at Google that no call needs any more. */
    public void tidyFiles() {
        client.uploads().tidy();
    }

    /**
     * The request of a prompt as a line of a job has it.
     *
     * @param addresses of attachments that do not go with it; null for others
     * @throws io.github.geminiroutes.prompt.InvalidPromptException if it cannot be sent
     */
    public byte[] request(Prompt prompt, Function<Attachment, String> addresses) {
        return client.requests.encodeLine(prompt, addresses);
    }

    /** The estimated tokens of a prompt. */
    public long inputTokens(Prompt prompt) {
        return client.requests.estimateInputTokens(new Call(prompt, prompt, model(prompt), null));
    }

    /** The most tokens that the answer may have. */
    public long outputTokens(Prompt prompt) {
        return MostOutput.tokens(prompt.request());
    }

    /**
     * Sets the cost of a job aside in the day's budget.
     *
     * @param id the job's: a restart does not set its cost aside again
     * @param requests how many it has
     * @return gives it back; null if there is no room
     */
    public Runnable reserve(
            String id, String model, int requests, long inputTokens, long outputTokens) {
        return client.budget()
                .reserveJob(
                        id,
                        model,
                        requests,
                        new Usage(inputTokens, 0, 0, 0, 0, inputTokens),
                        new Usage(inputTokens, 0, outputTokens, 0, 0, inputTokens + outputTokens));
    }

    /**
     * Sets the cost of a line aside in the budget of its task.
     *
     * @param task null if it is of none
     * @return gives it back; {@link #NOTHING} where the task has no budget; null if there is no
     *     room
     */
    public Runnable reserveOfTask(String task, String model, long inputTokens, long outputTokens) {
        return client.budget()
                .reserveOfTask(
                        RequestBuilder.task(task),
                        model,
                        new Usage(inputTokens, 0, 0, 0, 0, inputTokens),
                        new Usage(inputTokens, 0, outputTokens, 0, 0, inputTokens + outputTokens));
    }

    /**
     * Has one part of a task's budget take over another one; both are of {@link #reserveOfTask}.
     *
     * @return false if the two cannot be one
     */
    public static boolean tryMerge(Runnable room, Runnable other) {
        return room instanceof TaskRoom one && other instanceof TaskRoom more && one.tryTake(more);
    }

    /**
     * Makes an exchange the call of a prompt that was sent.
     *
     * @param request of the prompt, which may be without what was asked
     * @param outputFile how the answer is called; null for its usual name
     * @param task what it is booked under; null if it is of no task
     * @param inputTokens the estimated tokens of what was asked
     * @param sentAt when the job was created
     */
    public void begin(
            Exchange exchange,
            JsonNode request,
            String model,
            String outputFile,
            String task,
            long inputTokens,
            Instant sentAt) {
        Prompt kind = client.requests.readKind(request);
        Prompt prompt =
                new Prompt(
                        model,
                        kind.request(),
                        kind.attachments(),
                        kind.output(),
                        outputFile,
                        BATCH);
        Call call = new Call(prompt, prompt, model, null);
        call.setTask(RequestBuilder.task(task));
        call.attempt().volume().setInput(inputTokens);
        call.beginAttempt(sentAt);
        exchange.setProperty(Call.PROPERTY, call);
    }

    /**
     * Waits until there is memory for an answer; to be called before its line is read.
     *
     * @param size of the line in bytes
     * @throws InterruptedException if the process stops
     */
    public void awaitMemory(Exchange exchange, long size) throws InterruptedException {
        client.responses.bodies().awaitMemory(exchange, size);
    }

    /**
     * Reads the answer and records it.
     *
     * @param body of the response, or an object with the error
     * @throws GeminiException if it is no usable answer
     * @throws InterruptedException if the process stops
     */
    public void read(Exchange exchange, byte[] body) throws IOException, InterruptedException {
        Call call = Call.of(exchange);
        try {
            client.responses.bodies().readLine(exchange, body);
        } catch (GeminiException e) {
            call.fail(e.failure());
            call.end(e.failure());
            client.usage().record(UsageRecorder.promptName(exchange), call, e.failure());
            throw e;
        }
        client.usage().record(UsageRecorder.promptName(exchange), call, null);
    }
}
