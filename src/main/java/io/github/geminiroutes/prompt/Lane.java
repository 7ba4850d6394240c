package io.github.geminiroutes.prompt;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.geminiroutes.support.Priority;

/**
 * How a prompt is to be served, as its head says.
 *
 * @param tier the service tier; null if the prompt does not say
 * @param priority how urgent it is; null if the prompt does not say
 * @param mayBeCached whether an earlier answer to the same request will do
 */
public record Lane(Tier tier, Priority priority, boolean mayBeCached) {

    /** That of a prompt which says nothing about it. */
    public static final Lane UNSAID = new Lane(null, null);

    /** A lane that an earlier answer will do for. */
    public Lane(Tier tier, Priority priority) {
        this(tier, priority, true);
    }

    /** This lane, with another's values where this one has none. */
    public Lane orElse(Lane other) {
        return new Lane(
                tier == null ? other.tier : tier,
                priority == null ? other.priority : priority,
                mayBeCached && other.mayBeCached);
    }

    /** As {@code equals}, which a record has slowly: each call asks this. */
    boolean isSame(Lane other) {
        return tier == other.tier && priority == other.priority && mayBeCached == other.mayBeCached;
    }

    /** Whether calls are made in the flex tier, which takes its time. */
    public boolean isFlex() {
        return tier == Tier.FLEX;
    }

    /** Whether the prompt is a line of a batch job. */
    public boolean isBatch() {
        return tier == Tier.BATCH;
    }

    /** The priority, normal if nothing is said. */
    public Priority priorityOrNormal() {
        return priority == null ? Priority.NORMAL : priority;
    }

    /**
     * The values of {@code tier}, {@code priority} and {@code cache} in a head.
     *
     * @throws InvalidPromptException if one of them is none
     */
    static Lane of(Document head) {
        String tier = head.text("tier");
        String priority = head.text("priority");
        return new Lane(
                tier == null ? null : tier("tier", tier, head.line("tier")),
                priority == null ? null : priority("priority", priority, head.line("priority")),
                CacheSection.mayBeCached(head));
    }

    /**
     * The same of a request, which may also name Google's field.
     *
     * @param field the spelling of {@code serviceTier} that the request has; null for none
     */
    static Lane ofRequest(Document document, String field) {
        Lane lane = of(document);
        ObjectNode request = document.root();
        request.remove("tier");
        request.remove("priority");
        request.remove("cache");
        if (field == null) {
            return lane;
        }
        if (lane.tier != null) {
            throw new InvalidPromptException(
                    "'tier' and '%s' are the same: remove one".formatted(field),
                    document.line(field));
        }
        Tier tier = Tier.of(document.text(field));
        if (tier == null) {
            // A tier that Google has and we have not is Google's to accept.
            return lane;
        }
        // Upper case, as some samples have it, is refused.
        request.put(field, tier.id());
        return new Lane(tier, lane.priority, lane.mayBeCached);
    }

    /**
     * Reads a tier.
     *
     * @param name of the field, for the message
     * @throws InvalidPromptException if there is no such tier
     */
    public static Tier tier(String name, String text, int line) {
        Tier tier = Tier.of(text);
        if (tier == null) {
            throw refused(name, text, Tier.refusal(), line);
        }
        return tier;
    }

    /**
     * Reads a priority.
     *
     * @param name of the field, for the message
     * @throws InvalidPromptException if there is no such priority
     */
    public static Priority priority(String name, String text, int line) {
        Priority priority = Priority.of(text);
        if (priority == null) {
            throw refused(name, text, "must be high, normal or low", line);
        }
        return priority;
    }

    private static InvalidPromptException refused(
            String name, String text, String allowed, int line) {
        return new InvalidPromptException(
                "'%s: %s' %s".formatted(name, Excerpt.of(text), allowed), line);
    }
}
