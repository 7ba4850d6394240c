package io.github.geminiroutes.folder;

import io.github.geminiroutes.failure.GeminiException;
import io.github.geminiroutes.prompt.AttachmentNotReadyException;
import io.github.geminiroutes.prompt.InvalidPromptException;
import io.github.geminiroutes.prompt.LargeDocument;
import io.github.geminiroutes.prompt.Prompt;
import io.github.geminiroutes.prompt.PromptParser;
import io.github.geminiroutes.support.FileFaults;
import io.github.geminiroutes.support.FileStamp;
import io.github.geminiroutes.support.GeminiJson;
import io.github.geminiroutes.support.UntrustedFiles;
import io.github.geminiroutes.support.WorkTime;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.function.Supplier;

/** Reads prompt files of the inbox. */
final class PromptReader {

    /** The largest file that Google takes. */
    private static final long MOST_BYTES = 2L * 1024 * 1024 * 1024;

    /** As long may the reading of a template take, while others have their half. */
    private static final Duration SHORT = Duration.ofMillis(100);

    private static final Duration SLOW_AGAIN = Duration.ofSeconds(30);
    private static final Duration A_TURN = Duration.ofSeconds(1);

    /** Some hundred names a second are looked at in vain then. */
    private static final int MANY = 200;

    private final Intake intake;
    private final PromptParser parser;
    private final long maxRequestSize;
    private final Clock clock;

    /**
     * @param maxRequestSize the largest request in bytes
     */
    PromptReader(Intake intake, long maxRequestSize, Clock clock) {
        this.intake = intake;
        this.parser = new PromptParser(GeminiJson.MAPPER, maxRequestSize);
        this.maxRequestSize = maxRequestSize;
        this.clock = clock;
    }

    /** What is larger with its attachments has the largest of them uploaded. */
    long maxRequestSize() {
        return maxRequestSize;
    }

    /** Takes a file up without reading it, so that one that cannot be read has a name. */
    InFlightPrompt begin(String name) {
        return begin(name, null);
    }

    /**
     * The same for a file that was looked at a moment ago, and whose route begins now.
     *
     * @param looked its stamp of that look
     */
    InFlightPrompt take(String name, FileStamp looked) {
        InFlightPrompt prompt = begin(name, looked);
        intake.quietPeriod().forget(name);
        intake.lostOutcomes().take(prompt);
        return prompt;
    }

    private InFlightPrompt begin(String name, FileStamp looked) {
        return new InFlightPrompt(PromptFile.unread(name, intake.files(), clock.instant()), looked);
    }

    /** Makes a prompt of a file in the inbox itself, which says its whole request. */
    Prompt parse(String name, UntrustedFiles.Content content) {
        return parser.parseIn(intake.attachments(), name, content.bytes());
    }

    /** Reads a file in the inbox itself. */
    Prompt read(InFlightPrompt prompt) {
        return read(prompt, this::parse);
    }

    /**
     * Reads the file.
     *
     * @param parsing makes a prompt of it
     * @throws NotReadyException if it is not complete, or an attachment is not
     * @throws InvalidPromptException if it is no prompt or cannot be read
     * @throws GeminiException if it had no outcome too often
     */
    Prompt read(InFlightPrompt prompt, PromptParsing parsing) {
        requireOfOneText(prompt.name());
        intake.lostOutcomes().requireHope(prompt.name());
        Prompt parsed;
        try {
            parsed = parse(prompt, parsing);
        } catch (AttachmentNotReadyException e) {
            throw intake.attachmentWaits().await(prompt.name(), e);
        }
        intake.attachmentWaits().forget(prompt.name());
        if (!TreeFiles.isNested(prompt.name())) {
            intake.attached(parsed.attachments());
        }
        return parsed;
    }

    private Prompt parse(InFlightPrompt prompt, PromptParsing parsing) {
        String name = prompt.name();
        try {
            UntrustedFiles.Content content =
                    intake.files().read(name, maxRequestSize, prompt.looked());
            if (content != null) {
                prompt.setFile(PromptFile.read(name, intake.files(), content, clock.instant()));
                parsing.prepare(content);
                return inTime(name, () -> parsing.parse(name, content));
            }
            FileStamp stamp = intake.files().look(name);
            if (parsing.takesLarge() && stamp.size() <= MOST_BYTES) {
                LargeDocument document = read(name, stamp.size());
                prompt.setFile(PromptFile.read(name, intake.files(), document, clock.instant()));
                return parsing.parseLarge(name, document);
            }
            throw new InvalidPromptException(
                    "The file has %d bytes, the limit is %d (gemini.max-request-size)"
                            .formatted(stamp.size(), maxRequestSize),
                    0);
        } catch (IOException e) {
            if (FileFaults.isOfTheMoment(e)) {
                throw new NotReadyException("The file is read later: " + e.getMessage());
            }
            throw new InvalidPromptException(
                    "The file cannot be read (" + e.getClass().getSimpleName() + ")", 0);
        }
    }

    /** Two gigabytes take some seconds, for which all documents wait. */
    private LargeDocument read(String name, long size) throws IOException {
        if (!intake.slowReads(name).mayWork()) {
            throw later(name, SLOW_AGAIN);
        }
        long begun = System.nanoTime();
        try {
            return LargeDocument.read(intake.files(), name);
        } finally {
            worked(name, begun);
        }
    }

    /** A template may take ten seconds, and thousands of attachments one: all prompts wait. */
    private Prompt inTime(String name, Supplier<Prompt> parsing) {
        SlowReads slow = intake.slowReads(name);
        long begun = System.nanoTime();
        if (slow.mayWork()) {
            try {
                return parsing.get();
            } finally {
                worked(name, begun);
            }
        }
        boolean mayTry = slow.mayTry(name);
        if (!mayTry && isOfTemplate(name)) {
            throw later(name, nextTurn());
        }
        try (WorkTime.Brief brief = WorkTime.brief(mayTry ? SHORT : Duration.ZERO)) {
            try {
                return parsing.get();
            } catch (InvalidPromptException e) {
                throw brief.hasEndedWork() ? later(name, mayTry ? SLOW_AGAIN : nextTurn()) : e;
            } finally {
                slow.tried(name, since(begun), brief.hasEndedWork());
            }
        }
    }

    /** Of other prompts only many attachments take long, which no time at all ends at once. */
    private static boolean isOfTemplate(String name) {
        return TreeFiles.isNested(name) || TemplateFiles.valuesOf(name) != null;
    }

    /** Later where many wait: a look at those that are not read must not take all of the time. */
    private Duration nextTurn() {
        return A_TURN.multipliedBy(1 + intake.delays().size() / MANY);
    }

    private void worked(String name, long begun) {
        intake.slowReads(name).worked(since(begun));
    }

    private static Duration since(long begun) {
        return Duration.ofNanos(System.nanoTime() - begun);
    }

    private NotReadyException later(String name, Duration delay) {
        intake.postpone(name, delay);
        return new NotReadyException("It takes long to read, and others have their turn");
    }

    private void requireOfOneText(String name) {
        if (intake.rewrites().isHopeless(name)) {
            throw new InvalidPromptException(
                    "The file changed each of the %d times that it was asked: write it once, under a hidden name, and rename it"
                            .formatted(intake.rewrites().times(name)),
                    0);
        }
    }
}
