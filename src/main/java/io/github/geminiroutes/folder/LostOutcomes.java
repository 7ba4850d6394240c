package io.github.geminiroutes.folder;

import io.github.geminiroutes.failure.Failure;
import io.github.geminiroutes.failure.FailureKind;
import io.github.geminiroutes.failure.GeminiException;
import io.github.geminiroutes.support.ShortKey;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.camel.CamelContextLifecycle;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The prompts that are taken from the inbox, and how often in a row one of them was asked and left
 * its route without an outcome: a step of the host, such as an interceptor, has ended or changed
 * its exchange. The file is in the inbox still, and each time an answer was paid for in vain.
 * Thread-safe.
 */
final class LostOutcomes {

    private static final Logger LOG = LoggerFactory.getLogger(LostOutcomes.class);

    private static final int MOST = 3;

    /** Forgetting all of them costs each a few calls more. */
    private static final int MOST_NAMES = 100_000;

    private final Map<String, InFlightPrompt> taken = new ConcurrentHashMap<>();
    private final Map<String, Integer> times = new ConcurrentHashMap<>();

    /** Notes a prompt whose route begins. */
    void take(InFlightPrompt prompt) {
        taken.put(prompt.name(), prompt);
    }

    /** Notes that the route of a prompt has ended. An application that stops ends routes early. */
    void release(String name, CamelContextLifecycle application) {
        InFlightPrompt prompt = taken.remove(name);
        if (prompt == null || prompt.isSettled()) {
            forget(name);
        } else if (prompt.isAsked() && application.isStarted()) {
            count(prompt);
        }
    }

    private void forget(String name) {
        if (!times.isEmpty()) {
            times.remove(ShortKey.of(name));
        }
    }

    private void count(InFlightPrompt prompt) {
        if (times.size() >= MOST_NAMES) {
            times.clear();
        }
        times.merge(ShortKey.of(prompt.name()), 1, Integer::sum);
        LOG.warn(
                "{} was asked and has no outcome: a step of the application ended or changed its"
                        + " exchange. It stays in the inbox, and is asked {} times at most | What"
                        + " to do: have interceptors leave out routes whose id begins with gemini-",
                prompt.printableName(),
                MOST);
    }

    /**
     * Refuses a prompt that is asked no more.
     *
     * @throws GeminiException if it had no outcome too often
     */
    void requireHope(String name) {
        if (!times.isEmpty() && times.getOrDefault(ShortKey.of(name), 0) >= MOST) {
            throw new GeminiException(
                    Failure.of(
                            FailureKind.CHANGED_BY_HOST,
                            "The prompt was asked %d times, and each time a step of the application ended or changed its exchange before the outcome was written"
                                    .formatted(MOST)));
        }
    }
}
