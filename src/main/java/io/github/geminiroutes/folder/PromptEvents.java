package io.github.geminiroutes.folder;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.geminiroutes.event.Event;
import io.github.geminiroutes.event.EventType;
import io.github.geminiroutes.event.Events;
import io.github.geminiroutes.event.PendingEvent;
import java.nio.file.Path;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.function.Supplier;

/**
 * The events of the drop folder, made of the records that lie beside answers and failures. Each is
 * on disk before its prompt is moved.
 */
final class PromptEvents {

    private static final String ROW_COUNTS = "rowCounts";
    private static final String TASK = "task";

    private final DropFolder folder;
    private final Clock clock;
    private Supplier<Events> events = () -> null;

    PromptEvents(DropFolder folder, Clock clock) {
        this.folder = folder;
        this.clock = clock;
    }

    /**
     * @param events gives null where no events are wanted
     */
    void setEvents(Supplier<Events> events) {
        this.events = events;
    }

    /**
     * A prompt is about to be moved to {@code done}.
     *
     * @param number which of that name it is
     */
    PendingEvent answered(JsonNode record, int number) {
        Events wanted = events.get();
        if (wanted == null) {
            return PendingEvent.NONE;
        }
        String prompt = record.path("prompt").asText();
        Event event =
                Event.ofPrompt(
                        EventType.PROMPT_ANSWERED,
                        prompt,
                        "answered",
                        time(record.path("answeredAt")));
        ObjectNode data = event.data();
        copy(record, data, TASK, "model", "modelVersion", "tier", "costUsd", "cached");
        data.put("place", "done/" + CompanionNames.of(prompt, number, ""));
        data.put("record", "outbox/" + CompanionNames.of(prompt, number, ".record.json"));
        ArrayNode files = data.putArray("files");
        record.path("files").forEach(file -> files.add("outbox/" + file.path("name").asText()));
        return wanted.prepare(event);
    }

    /** A prompt or a file of rows is about to be moved to {@code failed} or {@code parked}. */
    PendingEvent unanswered(JsonNode record, Path target) {
        Events wanted = events.get();
        if (wanted == null) {
            return PendingEvent.NONE;
        }
        boolean isParked = record.path("disposition").asText().equals("park");
        EventType type =
                record.has(ROW_COUNTS)
                        ? EventType.TASK_FILE_ENDED
                        : isParked ? EventType.PROMPT_PARKED : EventType.PROMPT_FAILED;
        String prompt = record.path("prompt").asText();
        Event event =
                Event.ofPrompt(
                        type, prompt, isParked ? "parked" : "failed", time(record.path("time")));
        ObjectNode data = event.data();
        data.put(TASK, task(prompt));
        data.set("reason", record.path("class"));
        copy(record, data, "model", "code", "attempts", "notBefore", ROW_COUNTS);
        data.put("place", below(target));
        return wanted.prepare(event);
    }

    /** A file of rows is about to be moved to {@code done}: each of its rows is answered. */
    PendingEvent finished(String name, ObjectNode details, Path target) {
        Events wanted = events.get();
        if (wanted == null) {
            return PendingEvent.NONE;
        }
        Event event = Event.ofPrompt(EventType.TASK_FILE_ENDED, name, "answered", clock.instant());
        ObjectNode data = event.data();
        data.put(TASK, task(name));
        copy(details, data, ROW_COUNTS);
        data.put("place", below(target));
        return wanted.prepare(event);
    }

    /** The innermost folder above that has a standing prompt; null for none. */
    private String task(String name) {
        int end = name.lastIndexOf('/');
        while (end > 0) {
            String upper = name.substring(0, end);
            if (folder.tasks().at(upper) != null) {
                return upper;
            }
            end = upper.lastIndexOf('/');
        }
        return null;
    }

    private static void copy(JsonNode record, ObjectNode data, String... fields) {
        for (String field : fields) {
            if (record.has(field)) {
                data.set(field, record.path(field));
            }
        }
    }

    private String below(Path file) {
        return TreeFiles.name(folder.data(), file);
    }

    /** A record of another version may have none. */
    private static Instant time(JsonNode text) {
        try {
            return Instant.parse(text.asText());
        } catch (DateTimeException e) {
            return Instant.EPOCH;
        }
    }
}
