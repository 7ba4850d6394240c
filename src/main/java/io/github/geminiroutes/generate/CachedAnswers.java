package io.github.geminiroutes.generate;

import io.github.geminiroutes.answer.Answer;
import io.github.geminiroutes.cache.AnswerCache;
import io.github.geminiroutes.failure.GeminiException;
import io.github.geminiroutes.prompt.InvalidPromptException;
import io.github.geminiroutes.prompt.RequestEncoder;
import io.github.geminiroutes.prompt.RequestKey;
import io.github.geminiroutes.support.GeminiJson;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import org.apache.camel.Exchange;

/**
 * The answer cache as calls see it: which of them it serves, and under which key. Off unless
 * answers have a life. Thread-safe once it is set.
 */
final class CachedAnswers {

    private final ResponseReader responses;
    private final Clock clock;
    private RequestKey keys;
    private Duration life = Duration.ZERO;
    private long mostBytes;
    private Path directory;
    private AnswerCache cache;

    CachedAnswers(ResponseReader responses, Clock clock) {
        this.responses = responses;
        this.clock = clock;
    }

    /** How long an answer is given again; zero turns the cache off. */
    void setLife(Duration life) {
        this.life = life;
    }

    /** The most bytes of all answers. */
    void setMostBytes(long bytes) {
        mostBytes = bytes;
    }

    /** Where the answers are kept; null for nowhere. */
    void setDirectory(Path directory) {
        this.directory = directory;
    }

    /** The largest request in bytes. */
    void setMaxRequestSize(long bytes) {
        keys = new RequestKey(new RequestEncoder(GeminiJson.MAPPER, bytes));
    }

    boolean isOn() {
        return !life.isZero();
    }

    /**
     * Begins, where the cache is on.
     *
     * @throws IllegalArgumentException if there is no place for the answers
     */
    void start() {
        if (!isOn()) {
            return;
        }
        if (directory == null) {
            throw new IllegalArgumentException(
                    "gemini.answer-cache.ttl is set, and gemini.answer-cache.dir is not: set it to a"
                            + " directory of this application");
        }
        cache = new AnswerCache(directory, life, mostBytes, clock);
    }

    /**
     * The key of a call.
     *
     * @param backend where it goes
     * @return null if its answer is not to be taken from the cache, nor kept
     */
    String key(Call call, String backend) {
        if (!isOn() || !call.prompt().mayBeCached()) {
            return null;
        }
        // Names of files and caches in a request are those of one account.
        String account = call.account() == null ? "" : call.account().label();
        try {
            return keys.of(call.prompt(), backend, account, call.model());
        } catch (InvalidPromptException e) {
            // Encoding the call meets the same, and says so.
            return null;
        }
    }

    /** The response of an earlier call; null if there is none. */
    byte[] find(String key) {
        return cache.get(key);
    }

    /**
     * Gives an exchange the answer of an earlier call.
     *
     * @return whether it is one; a response that fails today's checks is removed
     * @throws InterruptedException if the process stops
     */
    boolean give(Exchange exchange, String key, byte[] response) throws InterruptedException {
        try {
            responses.bodies().readCached(exchange, response);
            return true;
        } catch (GeminiException e) {
            cache.remove(key);
            return false;
        }
    }

    /**
     * Keeps the answer of a call that has just ended.
     *
     * @return the response; null if it may not be given again
     */
    byte[] keep(String key, Call call) {
        Answer answer = call.answer();
        if (answer == null || call.isCached() || !answer.isWhole()) {
            return null;
        }
        byte[] response = answer.response().body();
        cache.put(key, response);
        return response;
    }

    /** Removes what is out of date or too much, if it is time to look. */
    void sweepIfDue() {
        if (cache != null) {
            cache.sweepIfDue();
        }
    }
}
