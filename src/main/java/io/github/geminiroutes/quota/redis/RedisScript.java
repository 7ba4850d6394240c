package io.github.geminiroutes.quota.redis;

import io.lettuce.core.RedisNoScriptException;
import io.lettuce.core.ScriptOutputType;
import io.lettuce.core.api.StatefulRedisConnection;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Runs one Lua script by its digest, and sends the script itself if Redis does not have it. */
final class RedisScript {

    private static final String QUOTA = "/gemini-routes/quota/shared-quota.lua";

    private final String text;
    private volatile String sha;

    RedisScript(String text) {
        this.text = text;
    }

    /** Never throws: each failure is one of the stage. */
    CompletionStage<List<Object>> run(
            StatefulRedisConnection<String, String> to, String[] keys, String... arguments) {
        try {
            return sha == null ? eval(to, keys, arguments) : evalsha(to, keys, arguments);
        } catch (RuntimeException e) {
            return CompletableFuture.failedStage(e);
        }
    }

    private CompletionStage<List<Object>> evalsha(
            StatefulRedisConnection<String, String> to, String[] keys, String... arguments) {
        return to.async()
                .<List<Object>>evalsha(sha, ScriptOutputType.MULTI, keys, arguments)
                .exceptionallyCompose(
                        why ->
                                isUnknown(why) || isUnknown(why.getCause())
                                        ? eval(to, keys, arguments)
                                        : CompletableFuture.failedStage(why));
    }

    private static boolean isUnknown(Throwable why) {
        return why instanceof RedisNoScriptException;
    }

    private CompletionStage<List<Object>> eval(
            StatefulRedisConnection<String, String> to, String[] keys, String... arguments) {
        sha = to.async().digest(text);
        return to.async().eval(text, ScriptOutputType.MULTI, keys, arguments);
    }

    /** The text of the script that decides about calls. */
    static String ofQuota() {
        try (InputStream in = RedisScript.class.getResourceAsStream(QUOTA)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * Checks the answer to a question about no model: a code and the time of Redis.
     *
     * @throws UnknownAnswerException if it is another
     */
    static void requireItsAnswer(List<Object> answer) {
        if (answer == null
                || answer.size() < 2
                || !answer.stream().allMatch(value -> value instanceof Long)) {
            throw new UnknownAnswerException();
        }
    }

    /** Something answers that does not run the script. */
    static final class UnknownAnswerException extends RuntimeException {

        UnknownAnswerException() {
            super("the answer is not one of the script", null, false, false);
        }
    }
}
