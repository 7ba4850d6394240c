package io.github.geminiroutes.folder;

import io.github.geminiroutes.prompt.LargeDocument;
import io.github.geminiroutes.prompt.Prompt;
import io.github.geminiroutes.support.UntrustedFiles;
import java.time.Instant;
import java.util.function.Supplier;

/**
 * The same parsing, noted in the {@link InFlightJournal} while it lasts. The reading of the bytes
 * and the wait for memory are not noted: a kill that meets these says nothing about the prompt.
 *
 * @param takenAt when the prompt was taken
 */
record NotedParsing(PromptParsing parsing, InFlightJournal journal, Instant takenAt)
        implements PromptParsing {

    @Override
    public void prepare(UntrustedFiles.Content content) {
        parsing.prepare(content);
    }

    @Override
    public Prompt parse(String name, UntrustedFiles.Content content) {
        return noted(name, () -> parsing.parse(name, content));
    }

    @Override
    public boolean takesLarge() {
        return parsing.takesLarge();
    }

    @Override
    public Prompt parseLarge(String name, LargeDocument document) {
        return noted(name, () -> parsing.parseLarge(name, document));
    }

    /** One that is not parsed stays a suspect, if it is one: it will be read again. */
    private Prompt noted(String name, Supplier<Prompt> parse) {
        journal.reading(name, takenAt);
        Prompt parsed = parse.get();
        journal.read(name, takenAt);
        return parsed;
    }
}
