package io.github.geminiroutes.monitoring;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.geminiroutes.support.GeminiJson;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Comparator;
import java.util.Map;
import java.util.TreeMap;

/**
 * Calls, tokens and cost by task since the start, as the meters count them, for the status page.
 */
final class TaskTotals {

    /** The most tasks that are named. */
    private static final int MOST = 20;

    private long answered;
    private long failed;
    private long inputTokens;
    private long outputTokens;
    private double usd;

    private TaskTotals() {}

    /** Those with the most calls, the first one has most; empty without tasks. */
    static ArrayNode of(MeterRegistry registry) {
        Map<String, TaskTotals> byTask = new TreeMap<>();
        for (Counter calls : registry.find("gemini.task.requests").counters()) {
            of(calls, byTask).addCalls(calls);
        }
        for (Counter tokens : registry.find("gemini.task.tokens").counters()) {
            of(tokens, byTask).addTokens(tokens);
        }
        for (Counter cost : registry.find("gemini.task.cost.usd").counters()) {
            of(cost, byTask).usd += cost.count();
        }
        ArrayNode tasks = GeminiJson.MAPPER.createArrayNode();
        byTask.entrySet().stream()
                .sorted(
                        Map.Entry.comparingByValue(
                                Comparator.comparingLong(TaskTotals::calls).reversed()))
                .limit(MOST)
                .forEach(task -> tasks.add(task.getValue().json(task.getKey())));
        return tasks;
    }

    private static TaskTotals of(Counter counter, Map<String, TaskTotals> byTask) {
        return byTask.computeIfAbsent(
                String.valueOf(counter.getId().getTag("task")), task -> new TaskTotals());
    }

    private void addCalls(Counter calls) {
        long count = Math.round(calls.count());
        if ("answered".equals(calls.getId().getTag("outcome"))) {
            answered += count;
        } else {
            failed += count;
        }
    }

    private void addTokens(Counter tokens) {
        long count = Math.round(tokens.count());
        if ("input".equals(tokens.getId().getTag("type"))) {
            inputTokens += count;
        } else {
            outputTokens += count;
        }
    }

    private long calls() {
        return answered + failed;
    }

    private ObjectNode json(String task) {
        return GeminiJson.MAPPER
                .createObjectNode()
                .put("task", StatusView.cut(task))
                .put("answered", answered)
                .put("failed", failed)
                .put("inputTokens", inputTokens)
                .put("outputTokens", outputTokens)
                .put("usd", BigDecimal.valueOf(usd).setScale(4, RoundingMode.HALF_UP));
    }
}
