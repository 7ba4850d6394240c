package io.github.geminiroutes.folder;

import io.github.geminiroutes.generate.GeminiClient;
import io.github.geminiroutes.prompt.InvalidPromptException;
import io.github.geminiroutes.prompt.Lane;
import io.github.geminiroutes.prompt.Prompt;
import io.github.geminiroutes.prompt.Tier;
import java.io.IOException;
import org.apache.camel.Exchange;

/** The way of a prompt that was read: into the flex tier, a batch job, or to the gate. */
final class ChosenLane {

    /** The bean of the batch lane. */
    private static final String BATCH = "gemini-batch";

    /** The exchange property by which the route tells a prompt of the batch lane. */
    private static final String PROPERTY = "gemini-lane";

    private ChosenLane() {}

    /**
     * The prompt as it is asked; a prompt of the batch lane is marked for the route.
     *
     * @throws NotReadyException if there is no place for it at the moment
     * @throws InvalidPromptException if there is no such lane
     */
    static Prompt of(Exchange exchange, InFlightPrompt prompt, Prompt read, DropFolderService all) {
        GeminiClient client = GeminiClient.of(exchange.getContext());
        Lane lane = client == null ? read.lane() : client.lane(read);
        if (lane.isFlex() && !all.bulkhead().tryMoveToFlex(prompt.name())) {
            throw new NotReadyException("As many prompts of the flex tier are under way as may be");
        }
        return lane.isBatch() ? inBatch(exchange, prompt, read, all) : read;
    }

    /** It is gathered, or asked in the standard tier where its job gave no answer. */
    private static Prompt inBatch(
            Exchange exchange, InFlightPrompt prompt, Prompt read, DropFolderService all) {
        if (exchange.getContext().getRegistry().lookupByName(BATCH) == null) {
            throw new InvalidPromptException(
                    "'tier: batch' needs the route file gemini-batch.camel.yaml", 0);
        }
        try {
            if (all.folder().standard().has(prompt.file())) {
                return read.in(new Lane(Tier.STANDARD, null).orElse(read.lane()));
            }
        } catch (IOException e) {
            all.folder().health().failed(prompt.file(), e);
            throw new NotReadyException("The folder of batch jobs cannot be read");
        }
        exchange.setProperty(PROPERTY, Tier.BATCH.id());
        return read;
    }
}
