package io.github.geminiroutes.monitoring;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.geminiroutes.support.GeminiJson;
import java.util.Map;

/** The tasks that are stopped, or wait for what they have under way, for the status page. */
final class TasksView {

    /** The most tasks that are named. */
    private static final int MOST = 50;

    private TasksView() {}

    /**
     * How many there are, and the first of them by their paths, with why.
     *
     * @param troubles the reasons, by the path of the task below the inbox
     */
    static ObjectNode of(Map<String, String> troubles) {
        ObjectNode stopped = GeminiJson.MAPPER.createObjectNode().put("count", troubles.size());
        ArrayNode tasks = stopped.putArray("tasks");
        troubles.entrySet().stream()
                .sorted(Map.Entry.comparingByKey())
                .limit(MOST)
                .forEach(
                        task ->
                                tasks.addObject()
                                        .put("task", StatusView.cut(task.getKey()))
                                        .put("reason", StatusView.cut(task.getValue())));
        return stopped;
    }
}
