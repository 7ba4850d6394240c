package io.github.geminiroutes.monitoring;

import io.github.geminiroutes.failure.Failure;
import io.github.geminiroutes.support.SingleLine;
import java.util.Map;
import org.apache.camel.health.HealthCheckResultBuilder;
import org.apache.camel.impl.health.AbstractHealthCheck;

/**
 * A readiness check of ours. It only reads what others have found out, so it answers at once. Where
 * an application does not run the route it speaks of, it is up: Camel takes readiness for lost
 * where one check is not.
 */
abstract class GeminiHealthCheck extends AbstractHealthCheck {

    GeminiHealthCheck(String id) {
        super("gemini", id);
    }

    @Override
    public boolean isLiveness() {
        return false;
    }

    @Override
    protected void doCall(HealthCheckResultBuilder result, Map<String, Object> options) {
        String trouble = trouble();
        if (trouble == null) {
            result.up();
        } else {
            result.message(plain(trouble)).down();
        }
    }

    /** Why prompts cannot be answered; null if there is no reason. */
    abstract String trouble();

    /** A failure as one line: what it is, and what to do. */
    static String told(Failure failure) {
        return failure.kind().id() + ": " + failure.message() + " | " + failure.kind().advice();
    }

    /** One of our beans; null where its route is not there. */
    <T> T bean(String name, Class<T> type) {
        return getCamelContext().getRegistry().lookupByNameAndType(name, type);
    }

    /** Camel escapes a message twice: what needs it would be hard to read. */
    static String plain(String message) {
        return SingleLine.of(message.replace('"', '\'').replace('\\', '/'));
    }
}
