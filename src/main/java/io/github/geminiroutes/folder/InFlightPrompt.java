package io.github.geminiroutes.folder;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.geminiroutes.failure.Failure;
import io.github.geminiroutes.policy.FailurePolicy.Verdict;
import io.github.geminiroutes.support.FileStamp;
import java.nio.file.Path;
import org.apache.camel.Exchange;

/**
 * A prompt between the inbox and its outcome: the file, and why it has no answer. It travels as the
 * exchange property {@value #PROPERTY} and is touched by one thread at a time.
 */
final class InFlightPrompt {

    /** The name of the exchange property. */
    static final String PROPERTY = "gemini-prompt";

    private final FileStamp looked;
    private PromptFile file;
    private Failure failure;
    private boolean isDeferred;
    private boolean isGivenUp;
    private boolean isOfJob;
    private volatile boolean isAsked;
    private volatile boolean isSettled;
    private Verdict.ParkUntil parkUntil;
    private ObjectNode details;
    private Path place;

    /**
     * @param file the prompt file, which need not be read yet
     */
    InFlightPrompt(PromptFile file) {
        this(file, null);
    }

    /**
     * @param looked the stamp of the file that the claim has looked at; null if it was not
     */
    InFlightPrompt(PromptFile file, FileStamp looked) {
        this.file = file;
        this.looked = looked;
    }

    /** The prompt of an exchange; null before it is opened. */
    static InFlightPrompt of(Exchange exchange) {
        return exchange.getProperty(PROPERTY, InFlightPrompt.class);
    }

    /** Hands the prompt to the steps to come. */
    void set(Exchange exchange) {
        exchange.setProperty(PROPERTY, this);
    }

    /** The prompt file as it was when it was read. */
    PromptFile file() {
        return file;
    }

    /** The stamp of the file when it was claimed; null if it was not looked at. */
    FileStamp looked() {
        return looked;
    }

    /** The file's name. */
    String name() {
        return file.name();
    }

    /** The file's name for a log line. */
    String printableName() {
        return CompanionNames.printable(name());
    }

    /** Notes what was read of the file. */
    void setFile(PromptFile file) {
        this.file = file;
    }

    /** Notes why the prompt has no answer. */
    void fail(Failure reason) {
        failure = reason;
    }

    /** Why the prompt has no answer; null if it has one or was deferred. */
    Failure failure() {
        return failure;
    }

    /** Notes that another try is in vain: the prompt fails, whatever its failure. */
    void giveUp() {
        isGivenUp = true;
    }

    /** Whether another try is in vain. */
    boolean isGivenUp() {
        return isGivenUp;
    }

    /** Notes that the prompt was a line of a batch job. */
    void setOfJob() {
        isOfJob = true;
    }

    /** Whether the prompt was a line of a batch job. */
    boolean isOfJob() {
        return isOfJob;
    }

    /** Notes that a call is about to be made: from now on it may have cost something. */
    void setAsked() {
        isAsked = true;
    }

    /** Whether a call may have been made. */
    boolean isAsked() {
        return isAsked;
    }

    /** Notes that the prompt has its outcome, or is left in the inbox on purpose. */
    void setSettled() {
        isSettled = true;
    }

    /** Whether the prompt has its outcome, or is left in the inbox on purpose. */
    boolean isSettled() {
        return isSettled;
    }

    /** Notes that the prompt was not asked and can be taken again. */
    void defer() {
        isDeferred = true;
    }

    /** Notes that there is an answer to the prompt, or a failure. */
    void takeUp() {
        isDeferred = false;
    }

    /** Whether the prompt was not asked and can be taken again. */
    boolean isDeferred() {
        return isDeferred;
    }

    /** What the record of the outcome says further; null for nothing. */
    ObjectNode details() {
        return details;
    }

    void setDetails(ObjectNode details) {
        this.details = details;
    }

    /** Where the prompt lies that failed or was parked; null before. */
    Path place() {
        return place;
    }

    void setPlace(Path place) {
        this.place = place;
    }

    /** Notes until when the prompt is to be parked. */
    void setParkUntil(Verdict.ParkUntil until) {
        parkUntil = until;
    }

    /** Until when the prompt is to be parked; null unless it is to be. */
    Verdict.ParkUntil parkUntil() {
        return parkUntil;
    }
}
