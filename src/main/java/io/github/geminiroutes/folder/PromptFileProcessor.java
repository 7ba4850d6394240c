package io.github.geminiroutes.folder;

import com.fasterxml.jackson.core.JacksonException;
import io.github.geminiroutes.failure.Failure;
import io.github.geminiroutes.failure.FailureClassifier;
import io.github.geminiroutes.failure.FailureKind;
import io.github.geminiroutes.generate.Call;
import io.github.geminiroutes.generate.CallOptions;
import io.github.geminiroutes.generate.CaughtFailure;
import io.github.geminiroutes.prompt.AttachmentNotReadyException;
import io.github.geminiroutes.prompt.InvalidPromptException;
import io.github.geminiroutes.prompt.Prompt;
import io.github.geminiroutes.support.JvmError;
import io.github.geminiroutes.support.SingleLine;
import java.io.File;
import java.io.IOException;
import java.time.Instant;
import org.apache.camel.Exchange;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The steps of the drop folder's routes: a file becomes a prompt, an answer or a failure becomes
 * files. The work is done by {@link PromptReader}, {@link OutcomeDecision} and {@link
 * OutcomeWriter}.
 */
public final class PromptFileProcessor {

    private static final Logger LOG = LoggerFactory.getLogger(PromptFileProcessor.class);

    /** The exchange property that has the name of the {@link Outcome}. */
    static final String OUTCOME = "gemini-outcome";

    private DropFolderService dropFolder;

    /** The parts that do the work. */
    public void setDropFolder(DropFolderService dropFolder) {
        this.dropFolder = dropFolder;
    }

    /**
     * Body in: the file; body out: the {@link io.github.geminiroutes.prompt.Prompt}.
     *
     * @throws InvalidPromptException if it is no prompt or cannot be read
     */
    public void open(Exchange exchange) {
        openAs(exchange, dropFolder.all().reader()::parse);
    }

    /**
     * The same with another way to make a prompt of the file.
     *
     * @throws InvalidPromptException if it is no prompt or cannot be read
     */
    public void openAs(Exchange exchange, PromptParsing parsing) {
        InFlightPrompt prompt = InFlightPrompt.of(exchange);
        if (prompt == null) {
            prompt = begin(exchange.getMessage().getBody(File.class));
            prompt.set(exchange);
        }
        // Every attempt copies the headers, and a thousand prompts may wait: only the name is used.
        exchange.getMessage()
                .getHeaders()
                .keySet()
                .removeIf(
                        header ->
                                header.startsWith("CamelFile")
                                        && !header.equals(Exchange.FILE_NAME));
        Instant takenAt = prompt.file().receivedAt();
        PromptMemory memory = new PromptMemory(dropFolder, exchange, prompt);
        PromptParsing noted =
                new NotedParsing(memory.before(parsing), dropFolder.all().journal(), takenAt);
        Prompt read = dropFolder.all().reader().read(prompt, noted);
        read = ChosenLane.of(exchange, prompt, read, dropFolder);
        exchange.getMessage().setBody(read);
        memory.await(read);
        CallOptions.of(new PlaceInBulkhead(dropFolder, prompt)).set(exchange);
    }

    /** Takes up a file that no claim of ours has looked at. */
    private InFlightPrompt begin(File file) {
        return dropFolder
                .all()
                .reader()
                .begin(TreeFiles.name(dropFolder.folder().inbox(), file.toPath()));
    }

    /** Notes why the prompt has no answer. */
    public void recordFailure(Exchange exchange) {
        InFlightPrompt prompt = InFlightPrompt.of(exchange);
        Throwable error = exchange.getProperty(Exchange.EXCEPTION_CAUGHT, Throwable.class);
        VirtualMachineError ofJvm = JvmError.in(error);
        if (ofJvm != null) {
            failByJvm(prompt, ofJvm);
        } else if (CaughtFailure.isDeferral(error)
                || error instanceof NotReadyException
                // It has changed since the prompt was read, which is read again, too.
                || error instanceof AttachmentNotReadyException) {
            prompt.defer();
        } else {
            prompt.fail(failure(error, exchange));
        }
        // What a prompt is refused for is known: it has ended no program.
        if (error instanceof InvalidPromptException) {
            dropFolder.all().journal().read(prompt.name(), prompt.file().receivedAt());
        }
    }

    /** The prompt waits, once: it may have met by chance what another one caused. */
    private void failByJvm(InFlightPrompt prompt, VirtualMachineError error) {
        prompt.fail(
                Failure.of(
                        FailureKind.PROGRAM_ENDED,
                        "The program ended while it worked on this prompt: "
                                + SingleLine.of(error.toString())));
        if (dropFolder.all().journal().isSuspect(prompt.name())) {
            prompt.giveUp();
        } else {
            dropFolder.all().journal().suspect(prompt.name());
        }
        LOG.error("The JVM itself has failed: {}", error.toString());
        dropFolder.endProgram(error);
    }

    private static Failure failure(Throwable error, Exchange exchange) {
        if (error instanceof InvalidPromptException bad) {
            return bad.failure();
        }
        return CaughtFailure.of(error, Call.of(exchange));
    }

    /**
     * Ends the attempts, and notes in the property {@value #OUTCOME} what becomes of the prompt.
     * From here on a stop of the program waits until the files are written.
     */
    public void beginSettling(Exchange exchange) {
        CaughtFailure.forget(exchange);
        dropFolder.counters().beginSettling();
        InFlightPrompt prompt = InFlightPrompt.of(exchange);
        Outcome outcome = choose(prompt);
        if (outcome == Outcome.RETURNED) {
            prompt.setSettled();
        }
        exchange.setProperty(OUTCOME, outcome.name());
    }

    private Outcome choose(InFlightPrompt prompt) {
        try {
            return dropFolder.all().decision().choose(prompt);
        } catch (RuntimeException e) {
            LOG.error("The outcome of {} cannot be chosen", prompt.printableName(), e);
            prompt.fail(FailureClassifier.of(e));
            return Outcome.FAILED;
        }
    }

    /**
     * Puts the answer out.
     *
     * @throws FolderException if the folders do not take it; the route tries again, the answer is
     *     kept
     */
    public void answer(Exchange exchange) throws FolderException {
        settle(exchange, dropFolder.all().writer()::answer);
    }

    /**
     * Moves the prompt to {@code failed}.
     *
     * @throws FolderException if the folders do not take it; the route tries again
     */
    public void fail(Exchange exchange) throws FolderException {
        settle(exchange, dropFolder.all().writer()::fail);
    }

    /**
     * Moves the prompt to {@code parked}.
     *
     * @throws FolderException if the folders do not take it; the route tries again
     */
    public void park(Exchange exchange) throws FolderException {
        settle(exchange, dropFolder.all().writer()::park);
    }

    /** Only what the folders refuse is tried again; all else is the prompt's failure. */
    private void settle(Exchange exchange, Step step) throws FolderException {
        InFlightPrompt prompt = InFlightPrompt.of(exchange);
        try {
            write(step, prompt, Call.of(exchange));
        } catch (FolderException e) {
            if (!Movable.isKept(dropFolder.folder().inbox(), prompt.file().path())) {
                throw e;
            }
            dropFolder.all().writer().leaveUnmovable(prompt);
        } catch (JacksonException | RuntimeException | Error e) {
            LOG.error("The outcome of {} cannot be written down", prompt.printableName(), e);
            failUnwritten(prompt, e);
        }
    }

    private void write(Step step, InFlightPrompt prompt, Call call)
            throws FolderException, JacksonException {
        try {
            step.write(prompt, call);
        } catch (FolderException | JacksonException e) {
            throw e;
        } catch (IOException e) {
            throw new FolderException(dropFolder.folder().outbox(), 0, e);
        }
    }

    /** Without the call, and without what the server said: one of them cannot be written. */
    private void failUnwritten(InFlightPrompt prompt, Throwable error) throws FolderException {
        VirtualMachineError ofJvm = JvmError.in(error);
        if (ofJvm == null) {
            prompt.fail(
                    Failure.of(
                            FailureKind.UNEXPECTED,
                            "What became of the prompt cannot be written down ("
                                    + error.getClass().getSimpleName()
                                    + ")"));
        } else {
            failByJvm(prompt, ofJvm);
        }
        try {
            write(dropFolder.all().writer()::fail, prompt, null);
        } catch (JacksonException e) {
            throw new FolderException(dropFolder.folder().failed(), 0, e);
        }
    }

    /** Writes what became of a prompt. */
    @FunctionalInterface
    private interface Step {

        /**
         * @param call null if none was prepared
         */
        void write(InFlightPrompt prompt, Call call) throws IOException;
    }

    /** Leaves the prompt in the inbox. */
    public void leave() {
        dropFolder.all().writer().leave();
    }
}
