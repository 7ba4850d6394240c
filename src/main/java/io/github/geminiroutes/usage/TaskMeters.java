package io.github.geminiroutes.usage;

import io.github.geminiroutes.answer.Usage;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Meter.MeterProvider;
import io.micrometer.core.instrument.MeterRegistry;

/** The meters of calls by task. A call that is of no task is in none of them. */
final class TaskMeters {

    /** More folders than a person looks at. */
    static final int MOST_TASKS = 100;

    private final TagLimit tasks = new TagLimit(MOST_TASKS);
    private final MeterProvider<Counter> requests;
    private final MeterProvider<Counter> tokens;
    private final MeterProvider<Counter> costs;

    TaskMeters(MeterRegistry registry) {
        requests =
                Counter.builder("gemini.task.requests")
                        .description("Calls to Gemini by task, including failed ones")
                        .withRegistry(registry);
        tokens =
                Counter.builder("gemini.task.tokens")
                        .description("Tokens by task; thinking is part of output")
                        .withRegistry(registry);
        costs =
                Counter.builder("gemini.task.cost.usd")
                        .description("Cost by task, without calls that have no price")
                        .withRegistry(registry);
    }

    void count(CallRecord call) {
        if (call.task() == null) {
            return;
        }
        String task = tasks.fold(call.task());
        requests.withTags("task", task, "outcome", call.outcome()).increment();
        Usage usage = call.usage();
        if (usage != null) {
            add(task, "input", usage.inputTokens() + usage.toolTokens());
            add(task, "output", usage.outputTokens() + usage.thinkingTokens());
        }
        if (call.cost() != null && call.cost().signum() > 0) {
            costs.withTags("task", task).increment(call.cost().doubleValue());
        }
    }

    private void add(String task, String type, long amount) {
        if (amount > 0) {
            tokens.withTags("task", task, "type", type).increment(amount);
        }
    }
}
