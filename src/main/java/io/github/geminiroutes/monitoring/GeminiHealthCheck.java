package io.github.geminiroutes.monitoring;

import io.github.geminiroutes.failure.Failure;
import io.github.geminiroutes.support.SingleLine;
import java.util.Map;
import org.apache.camel.CamelContext;
import org.apache.camel.health.HealthCheckRegistry;
import org.apache.camel.health.HealthCheckResultBuilder;
import org.apache.camel.impl.health.AbstractHealthCheck;

/**
 * A readiness check of ours. It only reads what other classes have recorded, therefore it answers
 * at once. It takes itself out of a context that has not loaded its route.
 */
abstract class GeminiHealthCheck extends AbstractHealthCheck {

    GeminiHealthCheck(String id) {
        super("gemini", id);
    }

    @Override
    public void setCamelContext(CamelContext context) {
        super.setCamelContext(context);
        try {
            context.addStartupListener((started, already) -> removeUnlessUsed(started));
        } catch (Exception e) {
            throw new IllegalStateException("a listener only looks into the registry", e);
        }
    }

    private void removeUnlessUsed(CamelContext context) {
        HealthCheckRegistry checks = HealthCheckRegistry.get(context);
        if (checks != null && !isUsed()) {
            checks.unregister(this);
        }
    }

    /** Whether the route that the check is about is loaded. */
    abstract boolean isUsed();

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
    String trouble() {
        return null;
    }

    /** A failure as one line: kind, message and advice. */
    static String line(Failure failure) {
        return failure.kind().id() + ": " + failure.message() + " | " + failure.kind().advice();
    }

    /** One of our beans; null if its route is not loaded. */
    <T> T bean(String name, Class<T> type) {
        return getCamelContext().getRegistry().lookupByNameAndType(name, type);
    }

    /** Camel escapes a message twice: characters that need it would be hard to read. */
    static String plain(String message) {
        return SingleLine.of(message.replace('"', '\'').replace('\\', '/'));
    }
}
