package io.github.geminiroutes.quota.redis;

import io.github.geminiroutes.support.PacificDay;
import io.github.geminiroutes.support.Sha256;
import java.util.List;
import java.util.function.Supplier;

/**
 * The names of the keys in Redis. A hash of the backend's address and of the API key is a part of
 * them: it tells projects apart, and neither of both can be derived from it.
 */
public final class RedisKeys {

    private static final List<String> PARTS =
            List.of("state", "log", "use", "line", "turns", "gone");

    private final Supplier<String> owner;
    private final Runnable onChange;
    private volatile Scope scope = new Scope("", "");

    private record Scope(String owner, String hash) {}

    /**
     * @param owner whose quota it is, a secret
     * @param onChange runs after the owner, and with it each name, has changed
     */
    public RedisKeys(Supplier<String> owner, Runnable onChange) {
        this.owner = owner;
        this.onChange = onChange;
    }

    /** The keys of one model; their common tag keeps them together in a Redis cluster. */
    public String[] of(String model, PacificDay day) {
        String prefix = "gemini:{" + scope() + ":" + model + "}:";
        String[] keys = new String[PARTS.size() + 1];
        for (int i = 0; i < PARTS.size(); i++) {
            keys[i] = prefix + PARTS.get(i);
        }
        keys[PARTS.size()] = prefix + day;
        return keys;
    }

    /** A key file that is being replaced cannot be read for a moment: the old key is used then. */
    private String scope() {
        Scope known = scope;
        String now;
        try {
            now = owner.get();
        } catch (RuntimeException e) {
            return known.hash;
        }
        if (!now.equals(known.owner)) {
            known = new Scope(now, hash(now));
            boolean isChange = !scope.hash.isEmpty();
            scope = known;
            if (isChange) {
                onChange.run();
            }
        }
        return known.hash;
    }

    /** 80 bits of it are kept. */
    private static String hash(String text) {
        return Sha256.hex("gemini-routes shared quota\n" + text, 10);
    }
}
