package io.github.geminiroutes.quota.redis;

import io.github.geminiroutes.support.Sha256;
import java.time.LocalDate;
import java.util.List;
import java.util.function.Supplier;

/**
 * The names of what is kept in Redis. A hash of the backend's address and of the API key, which
 * tells projects apart, is a part of them; neither of both can be told from it.
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
     * @param onChange runs after the owner, and so each name, has changed
     */
    public RedisKeys(Supplier<String> owner, Runnable onChange) {
        this.owner = owner;
        this.onChange = onChange;
    }

    /** All keys of one model carry the same tag, so that a Redis cluster keeps them together. */
    public String[] of(String model, LocalDate day) {
        String prefix = "gemini:{" + scope() + ":" + model + "}:";
        String[] keys = new String[PARTS.size() + 1];
        for (int i = 0; i < PARTS.size(); i++) {
            keys[i] = prefix + PARTS.get(i);
        }
        keys[PARTS.size()] = prefix + day;
        return keys;
    }

    /** A key that is being replaced cannot be read for a moment: then it is the one before. */
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
