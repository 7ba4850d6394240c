package io.github.geminiroutes.monitoring;

import io.github.geminiroutes.failure.Failure;
import io.github.geminiroutes.support.SingleLine;
import java.util.Map;
import java.util.function.Function;
import org.apache.camel.CamelContext;
import org.apache.camel.health.HealthCheckRegistry;
import org.apache.camel.health.HealthCheckResultBuilder;
import org.apache.camel.impl.health.AbstractHealthCheck;

/**
 * A readiness check of ours. It only reads what other classes have recorded, therefore it answers
 * at once. It takes itself out of a context that has not loaded its route.
 *
 * @param <T> the part of the application that the check is about
 */
abstract class GeminiHealthCheck<T> extends AbstractHealthCheck {

    private final Function<CamelContext, T> part;

    /**
     * @param part looks it up; null where its route is not loaded
     */
    GeminiHealthCheck(String id, Function<CamelContext, T> part) {
        super("gemini", id);
        this.part = part;
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
        if (checks != null && part.apply(context) == null) {
            checks.unregister(this);
        }
    }

    @Override
    public boolean isLiveness() {
        return false;
    }

    @Override
    protected final void doCall(HealthCheckResultBuilder result, Map<String, Object> options) {
        T checked = part.apply(getCamelContext());
        if (checked == null) {
            result.up();
        } else {
            check(checked, result);
        }
    }

    void check(T checked, HealthCheckResultBuilder result) {
        String trouble = trouble(checked);
        if (trouble == null) {
            result.up();
        } else {
            result.message(plain(trouble)).down();
        }
    }

    /** Why prompts cannot be answered; null if there is no reason. */
    String trouble(T checked) {
        return null;
    }

    /** A failure as one line: kind, message and advice. */
    static String line(Failure failure) {
        return failure.kind().id() + ": " + failure.message() + " | " + failure.kind().advice();
    }

    /** Camel escapes a message twice: characters that need it would be hard to read. */
    static String plain(String message) {
        return SingleLine.of(message.replace('"', '\'').replace('\\', '/'));
    }
}
