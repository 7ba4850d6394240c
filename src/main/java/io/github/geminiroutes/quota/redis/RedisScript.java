package io.github.geminiroutes.quota.redis;

import io.lettuce.core.RedisNoScriptException;
import io.lettuce.core.ScriptOutputType;
import io.lettuce.core.api.StatefulRedisConnection;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Runs one Lua script by its digest, and sends the script itself if Redis does not have it. */
final class RedisScript {

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
}
