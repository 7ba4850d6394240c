package io.github.geminiroutes.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.geminiroutes.failure.FailureKind;
import io.github.geminiroutes.failure.GeminiException;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Google's explicit caches: beginnings of prompts that are kept for a price by the hour. To create
 * one twice makes two; a cache is therefore looked for by its display name where it may be there.
 * Thread-safe; each call runs on the thread of its caller and is one attempt.
 */
public final class CachedContents {

    private static final String PATH = "/v1beta/cachedContents";

    private static final Pattern NAME = Pattern.compile("cachedContents/[A-Za-z0-9_-]{1,100}");

    /** Ten times the largest context of a model. */
    private static final long MOST_TOKENS = 20_000_000;

    private static final int PAGE = 1_000;
    private static final int MOST_PAGES = 20;

    private final ApiCalls calls;
    private final Clock clock;

    /**
     * @param calls to the API
     */
    public CachedContents(ApiCalls calls, Clock clock) {
        this.calls = calls;
        this.clock = clock;
    }

    /**
     * A cache at Google.
     *
     * @param name under which requests name it
     * @param tokens in it; negative if the server does not say so, or names a number that none has
     * @param expiresAt when Google deletes it
     */
    public record Cache(String name, long tokens, Instant expiresAt) {}

    /**
     * Makes a cache.
     *
     * @param content the beginning, as a request that has nothing else
     * @param displayName by which it is found, at most 128 characters
     * @throws GeminiException if Google refuses it
     */
    public Cache create(String model, ObjectNode content, String displayName, Duration life)
            throws IOException {
        ObjectNode body = content.deepCopy();
        body.put("model", "models/" + model).put("displayName", displayName);
        body.put("ttl", seconds(life));
        return cache(calls.postSoon(PATH, body), life);
    }

    /** The cache of a display name, among the first 20,000 of the project. */
    public Optional<Cache> find(String displayName) throws IOException {
        return Optional.ofNullable(find(Set.of(displayName)).get(displayName));
    }

    /** Those of some display names, by these, among the first 20,000 of the project. */
    public Map<String, Cache> find(Collection<String> displayNames) throws IOException {
        Set<String> wanted = new HashSet<>(displayNames);
        Map<String, Cache> found = new HashMap<>();
        calls.pages(
                PATH + "?pageSize=" + PAGE,
                MOST_PAGES,
                page -> {
                    for (JsonNode one : page.path("cachedContents")) {
                        String name = one.path("displayName").asText();
                        if (wanted.contains(name)) {
                            found.put(name, cache(one, null));
                        }
                    }
                    return found.size() < wanted.size();
                });
        return found;
    }

    /** Has a cache live so long from now on. */
    public Cache extend(Cache cache, Duration life) throws IOException {
        JsonNode body = JsonNodeFactory.instance.objectNode().put("ttl", seconds(life));
        Cache extended = cache(calls.patch(path(cache.name), body), life);
        return new Cache(cache.name, cache.tokens, extended.expiresAt);
    }

    /** Deletes a cache; one that is gone already is no fault. */
    public void delete(String name) throws IOException {
        try {
            calls.delete(path(name));
        } catch (GeminiException e) {
            // Of a cache that is gone Google says no more than of one that the key may not use.
            if (e.failure().kind() != FailureKind.NOT_FOUND
                    && e.failure().kind() != FailureKind.PERMISSION_DENIED) {
                throw e;
            }
        }
    }

    /** Counts the tokens of a beginning; free of charge. */
    public long count(String model, ObjectNode content) throws IOException {
        ObjectNode request = content.deepCopy().put("model", "models/" + model);
        if (!request.has("contents")) {
            // Nothing is counted without contents; a full stop is one token.
            ObjectNode turn = request.putArray("contents").addObject().put("role", "user");
            turn.putArray("parts").addObject().put("text", ".");
        }
        ObjectNode body = JsonNodeFactory.instance.objectNode();
        body.set("generateContentRequest", request);
        return calls.postSoon("/v1beta/models/" + model + ":countTokens", body)
                .path("totalTokens")
                .asLong();
    }

    private static String seconds(Duration life) {
        return life.toSeconds() + "s";
    }

    private static String path(String name) throws IOException {
        return "/v1beta/" + checked(name);
    }

    private static String checked(String name) throws IOException {
        if (!NAME.matcher(name).matches()) {
            throw ApiResponses.malformed("The answer names no cache", null);
        }
        return name;
    }

    /**
     * @param life that was asked for; null if none was
     */
    private Cache cache(JsonNode answer, Duration life) throws IOException {
        return new Cache(
                checked(answer.path("name").asText()),
                tokens(answer.path("usageMetadata").path("totalTokenCount")),
                expiry(answer.path("expireTime").asText(), life));
    }

    /** It counts in budgets: no number may use one up, or turn it off. */
    private static long tokens(JsonNode count) {
        double said = count.isNumber() || count.isTextual() ? count.asDouble(-1) : -1;
        return said >= 1 && said <= MOST_TOKENS ? (long) said : -1;
    }

    /** By a clock that is slow a cache would live longer than was asked for. */
    private Instant expiry(String text, Duration life) {
        Instant latest = life == null ? Instant.MAX : clock.instant().plus(life);
        try {
            Instant said = Instant.parse(text);
            return said.isBefore(latest) ? said : latest;
        } catch (DateTimeParseException e) {
            // Without a time of its own it lives as long as was asked for.
            return life == null ? clock.instant() : latest;
        }
    }
}
