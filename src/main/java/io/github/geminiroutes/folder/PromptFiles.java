package io.github.geminiroutes.folder;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.geminiroutes.GeminiConstants;
import io.github.geminiroutes.GeminiJson;
import io.github.geminiroutes.answer.Answer;
import io.github.geminiroutes.answer.AnswerRecord;
import io.github.geminiroutes.api.Call;
import io.github.geminiroutes.failure.Failure;
import io.github.geminiroutes.failure.FailureClassifier;
import io.github.geminiroutes.failure.FailureRecord;
import io.github.geminiroutes.failure.RateLimitReport;
import io.github.geminiroutes.prompt.InvalidPromptException;
import io.github.geminiroutes.prompt.PromptParser;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Clock;
import java.time.Instant;
import org.apache.camel.Exchange;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Camel's side of the drop folder: a file becomes a prompt, an answer or a failure becomes files.
 */
public final class PromptFiles {

    private static final Logger LOG = LoggerFactory.getLogger(PromptFiles.class);

    private final Clock clock = Clock.systemUTC();
    private DropFolder folder;
    private Tally tally;
    private PromptParser parser;
    private long maxRequestSize;

    public void setFolder(DropFolder folder) {
        this.folder = folder;
    }

    public void setTally(Tally tally) {
        this.tally = tally;
    }

    /** The largest request in bytes. */
    public void setMaxRequestSize(long bytes) {
        maxRequestSize = bytes;
        parser = new PromptParser(GeminiJson.MAPPER, bytes);
    }

    /**
     * Body in: the file; body out: the {@link io.github.geminiroutes.prompt.Prompt}.
     *
     * @throws InvalidPromptException if it is no prompt or cannot be read
     */
    public void open(Exchange exchange) {
        Path file = exchange.getMessage().getBody(File.class).toPath();
        exchange.setProperty(GeminiConstants.PROMPT_FILE, PromptFile.unread(file, clock.instant()));
        FileTime modified = modified(file);
        byte[] content = read(file);
        exchange.setProperty(
                GeminiConstants.PROMPT_FILE,
                PromptFile.read(file, content, modified, clock.instant()));
        exchange.getMessage()
                .setBody(parser.parse(file.getFileName().toString(), content, folder.inbox()));
    }

    /** Taken before the content: whoever writes after that is noticed. */
    private static FileTime modified(Path file) {
        try {
            return Files.getLastModifiedTime(file);
        } catch (IOException e) {
            throw unreadable(e);
        }
    }

    private byte[] read(Path file) {
        try {
            long size = Files.size(file);
            if (size > maxRequestSize) {
                throw new InvalidPromptException(
                        "The file has %d bytes, the limit is %d (gemini.max-request-size)"
                                .formatted(size, maxRequestSize),
                        0);
            }
            return Files.readAllBytes(file);
        } catch (IOException e) {
            throw unreadable(e);
        }
    }

    private static InvalidPromptException unreadable(IOException e) {
        return new InvalidPromptException(
                "The file cannot be read (" + e.getClass().getSimpleName() + ")", 0);
    }

    /** Keeps what went wrong for {@link #fail}. */
    public void judge(Exchange exchange) {
        Throwable error = exchange.getProperty(Exchange.EXCEPTION_CAUGHT, Throwable.class);
        exchange.setProperty(
                GeminiConstants.FAILURE,
                error instanceof InvalidPromptException bad
                        ? bad.failure()
                        : FailureClassifier.of(error));
        exchange.removeProperty(GeminiConstants.ANSWER);
    }

    /**
     * Puts the answer out.
     *
     * @throws IOException if the folders do not take it; to be tried again, the answer is still
     *     here
     */
    public void answer(Exchange exchange) throws IOException {
        PromptFile prompt = exchange.getProperty(GeminiConstants.PROMPT_FILE, PromptFile.class);
        Call call = exchange.getProperty(GeminiConstants.CALL, Call.class);
        Answer answer = exchange.getProperty(GeminiConstants.ANSWER, Answer.class);
        ObjectNode record =
                AnswerRecord.of(prompt.name(), prompt.sha256(), prompt.receivedAt(), call, answer);
        if (folder.publish(prompt, record, answer.text())) {
            tally.countAnswered();
        } else {
            LOG.warn("{} was changed while it was asked: it is read again", printable(prompt));
        }
    }

    /**
     * Moves the prompt to {@code failed}.
     *
     * @throws IOException if the folders do not take it; to be tried again
     */
    public void fail(Exchange exchange) throws IOException {
        PromptFile prompt = exchange.getProperty(GeminiConstants.PROMPT_FILE, PromptFile.class);
        Call call = exchange.getProperty(GeminiConstants.CALL, Call.class);
        Failure failure = exchange.getProperty(GeminiConstants.FAILURE, Failure.class);
        String model = call == null ? null : call.model();
        int attempts = call == null ? 0 : call.attempts();
        Instant now = clock.instant();
        ObjectNode record =
                FailureRecord.of(prompt.name(), failure, model, attempts, now, GeminiJson.MAPPER);
        String report =
                RateLimitReport.appliesTo(failure) ? RateLimitReport.of(failure, model, now) : null;
        folder.fail(prompt, record, report);
        tally.countFailed();
        LOG.warn("{} failed: {}: {}", printable(prompt), failure.kind().id(), failure.message());
    }

    private static String printable(PromptFile prompt) {
        return FileName.printable(prompt.name());
    }
}
