package io.github.geminiroutes.generate;

import io.github.geminiroutes.prompt.Prompt;
import java.time.Instant;

/** What the attempts of a call have to do with a cache of the beginning that it shares. */
final class AttemptCache {

    private SentCache sent;
    private boolean isNamed;
    private boolean isRefused;
    private boolean isCounted;

    /**
     * Counts the call; returns whether it was not counted before, as a call is that is repeated.
     */
    boolean tryCount() {
        boolean isFirst = !isCounted;
        isCounted = true;
        return isFirst;
    }

    /** The attempt under way is to name a cache; null for none. */
    void set(SentCache cache) {
        sent = cache;
        isNamed = false;
    }

    /** The prompt as it is sent: whole, where another model is asked or the cache has ended. */
    Prompt applyTo(Call call, Prompt whole, Instant now) {
        isNamed =
                sent != null
                        && call.model().equals(sent.of().model())
                        && now.isBefore(sent.expiresAt());
        return isNamed ? call.prompt().prefix().rest(whole, sent.name()) : whole;
    }

    /** Whether the attempt under way was sent with the name of a cache. */
    boolean isNamed() {
        return isNamed;
    }

    /** From now on the call goes without. */
    void refuse() {
        isRefused = true;
    }

    boolean isRefused() {
        return isRefused;
    }
}
