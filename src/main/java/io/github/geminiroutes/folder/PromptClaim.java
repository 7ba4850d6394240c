package io.github.geminiroutes.folder;

import io.github.geminiroutes.generate.GeminiClient;
import java.io.File;
import java.util.function.LongSupplier;
import org.apache.camel.Consumer;
import org.apache.camel.Endpoint;
import org.apache.camel.component.file.GenericFile;
import org.apache.camel.component.file.GenericFileEndpoint;
import org.apache.camel.component.file.GenericFileOperations;

/** Takes the prompts that lie in the inbox itself. */
public final class PromptClaim extends InboxClaim {

    /** As many as become free until the next poll. */
    private static final int MOST_OF_A_POLL = 1_000;

    private int placed;

    /** A prompt that comes beside sixty thousand other files waits for two seconds at most. */
    private final LookPace pace = new LookPace(25, 2_000_000_000L);

    private final InboxOrder order = new InboxOrder(patience(), MOST_OF_A_POLL);

    public PromptClaim() {
        this(System::nanoTime);
    }

    PromptClaim(LongSupplier nanoTime) {
        super(false, nanoTime);
    }

    @Override
    public void prepareOnStartup(
            GenericFileOperations<File> operations, GenericFileEndpoint<File> endpoint) {
        // Where several instances share the folders, this one has just become the leader.
        dropFolder().takeOver().restart();
        if (dropFolder().leadership().isShared()) {
            GeminiClient.of(dropFolder().getCamelContext()).recallBudgets();
        }
    }

    @Override
    public boolean begin(Consumer consumer, Endpoint endpoint) {
        boolean isAllowed = pace.begin(System.nanoTime()) && super.begin(consumer, endpoint);
        if (isAllowed) {
            order.begin();
            placed = 0;
        }
        return isAllowed;
    }

    @Override
    public void commit(Consumer consumer, Endpoint endpoint, int polledMessages) {
        // Where prompts wait for a place, the poll took long, and the look did not. Behind many
        // that are looked at and left alone, there may be others.
        if (polledMessages > 0 || patience().hasEnded() || placed >= MOST_OF_A_POLL) {
            pace.found();
        }
        pace.end(System.nanoTime());
        super.commit(consumer, endpoint, polledMessages);
    }

    @Override
    protected boolean tryPlace(GenericFile<File> file) {
        placed++;
        return order.accept(file, dropFolder().intake().files());
    }

    @Override
    public int compare(GenericFile<File> one, GenericFile<File> other) {
        return order.compare(one, other);
    }

    /** Camel does not pass directories. */
    @Override
    protected boolean tryChoose(GenericFile<File> file, String name) {
        if (PromptNames.isPrompt(name)) {
            return true;
        }
        if (ConflictCopies.isOne(name)) {
            leftAlone(name, "is a copy of a sync client");
        }
        return false;
    }
}
