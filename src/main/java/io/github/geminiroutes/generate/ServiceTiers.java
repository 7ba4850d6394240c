package io.github.geminiroutes.generate;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.geminiroutes.answer.Response;
import io.github.geminiroutes.api.Account;
import io.github.geminiroutes.prompt.InvalidPromptException;
import io.github.geminiroutes.prompt.Lane;
import io.github.geminiroutes.prompt.Prompt;
import io.github.geminiroutes.prompt.Tier;
import io.github.geminiroutes.support.GeminiJson;
import io.github.geminiroutes.support.Priority;
import io.github.geminiroutes.support.SettingsException;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Locale;

/** The service tier that a call asks for, on its way out, and the one that served it. */
final class ServiceTiers {

    static final String HEADER = "x-gemini-service-tier";

    private static final String FIELD = "serviceTier";
    private static final String OTHER_SPELLING = "service_tier";
    private static final String PREFIX = "service_tier_";

    private Lane ofSettings = new Lane(Tier.STANDARD, Priority.NORMAL);
    private Duration flexTimeout = Duration.ofMinutes(20);

    /** The tier of prompts that name none. */
    void setDefault(String text) {
        Tier tier = Tier.of(text);
        if (tier == null) {
            throw new SettingsException("gemini.tier=" + text + ": " + Tier.refusal());
        }
        ofSettings = new Lane(tier, Priority.NORMAL);
    }

    /** How long the server may be silent before and within an answer of the flex tier. */
    void setFlexTimeout(Duration timeout) {
        flexTimeout = timeout;
    }

    /** What the prompt says, else what the headers say, else what the settings say. */
    Lane lane(Prompt prompt, Object tierHeader, Object priorityHeader) {
        Lane ofHeaders =
                new Lane(
                        tierHeader == null
                                ? null
                                : Lane.tier(GeminiHeaders.SERVICE_TIER, tierHeader.toString(), 0),
                        priorityHeader == null
                                ? null
                                : Lane.priority(
                                        GeminiHeaders.PRIORITY, priorityHeader.toString(), 0));
        return prompt.lane().orElse(ofHeaders).orElse(ofSettings);
    }

    /**
     * The same for a call that is made now. The tier of the settings is then that of the inbox
     * alone; a prompt or a header that asks for a batch is refused.
     *
     * @throws InvalidPromptException if it cannot be served so
     */
    Lane laneOfCall(Prompt prompt, Object tierHeader, Object priorityHeader) {
        Lane lane = lane(prompt, tierHeader, priorityHeader);
        if (!lane.isBatch()) {
            return lane;
        }
        if (prompt.lane().isBatch() || tierHeader != null) {
            throw new InvalidPromptException(
                    "'%s: batch' is for prompts, documents and rows in the inbox: choose flex, which costs as much"
                            .formatted(
                                    prompt.lane().isBatch() ? "tier" : GeminiHeaders.SERVICE_TIER),
                    0);
        }
        return new Lane(Tier.STANDARD, null).orElse(lane);
    }

    /** A request as a line of a batch job, where a tier of its own has no place. */
    static ObjectNode withoutTier(ObjectNode request) {
        if (!request.has(FIELD) && !request.has(OTHER_SPELLING)) {
            return request;
        }
        ObjectNode unnamed = GeminiJson.MAPPER.createObjectNode();
        unnamed.setAll(request);
        unnamed.remove(List.of(FIELD, OTHER_SPELLING));
        return unnamed;
    }

    /**
     * Refuses a call whose tier would have to be asked for at Vertex AI, which refuses the field
     * and would without it serve the call at the full price. Every other address gets the field:
     * what is behind it must say itself whether it has the tier.
     *
     * @throws InvalidPromptException if that is so
     */
    void requireKnown(Call call, URI server) {
        if (isToBeNamed(call, call.prompt()) && Account.isVertex(server)) {
            throw new InvalidPromptException(
                    "the tier %s is not available at %s: choose standard, or Google's own address"
                            .formatted(call.prompt().lane().tier().id(), server.getHost()),
                    0);
        }
    }

    /** The standard tier is nowhere named. */
    private static boolean isToBeNamed(Call call, Prompt prompt) {
        Tier tier = call.prompt().lane().tier();
        return tier != null
                && tier != Tier.STANDARD
                && !prompt.request().has(FIELD)
                && !prompt.request().has(OTHER_SPELLING);
    }

    /** The prompt as it is sent. */
    Prompt applyTo(Call call, Prompt prompt) {
        if (!isToBeNamed(call, prompt)) {
            return prompt;
        }
        // Only the fields' names are copied: the prompt's own request must not change.
        ObjectNode named = GeminiJson.MAPPER.createObjectNode();
        named.setAll(prompt.request());
        named.put(FIELD, call.prompt().lane().tier().id());
        return prompt.with(named, prompt.attachments());
    }

    /** How long the server may be silent during a call; null for the usual time. */
    Duration timeout(Call call) {
        return call.prompt().lane().isFlex() ? flexTimeout : null;
    }

    /**
     * The tier that served a call: the response says so in its body, else in a header. Where it
     * does not say, the tier asked for counts: only priority is ever served as another, and less
     * dear, one.
     */
    static String served(Call call, Response response) {
        if (call.prompt().lane().isBatch()) {
            // Its price is that of the job, whatever served the line.
            return Tier.BATCH.id();
        }
        String named = response.serviceTier();
        if (named == null) {
            named = call.attempt().tierOfHeader();
        }
        if (named == null) {
            Tier asked = call.prompt().lane().tier();
            return asked == null ? Tier.STANDARD.id() : asked.id();
        }
        String tier = named.toLowerCase(Locale.ROOT);
        return tier.startsWith(PREFIX) ? tier.substring(PREFIX.length()) : tier;
    }
}
