package io.github.geminiroutes.event;

import java.util.EnumSet;
import java.util.Locale;
import java.util.Set;

/** What an event tells. */
public enum EventType {
    PROMPT_ANSWERED("prompt.answered"),
    PROMPT_FAILED("prompt.failed"),
    PROMPT_PARKED("prompt.parked"),
    /** A file of rows was answered, failed or was parked. */
    TASK_FILE_ENDED("task-file.ended"),
    BATCH_JOB_ENDED("batch-job.ended"),
    INTAKE_STOPPED("intake.stopped"),
    INTAKE_RESUMED("intake.resumed");

    private static final String PREFIX = "io.github.geminiroutes.";

    private final String id;

    EventType(String id) {
        this.id = id;
    }

    /** The attribute {@code type} of CloudEvents. */
    public String attribute() {
        return PREFIX + id;
    }

    /**
     * The types of a list.
     *
     * @param list names such as {@code prompt.failed}, with or without the prefix, separated by
     *     commas; all types if it is blank
     * @throws IllegalArgumentException if one is no type
     */
    public static Set<EventType> parse(String list) {
        if (list.isBlank()) {
            return EnumSet.allOf(EventType.class);
        }
        Set<EventType> types = EnumSet.noneOf(EventType.class);
        for (String name : list.split(",")) {
            types.add(of(name.strip().toLowerCase(Locale.ROOT)));
        }
        return types;
    }

    private static EventType of(String name) {
        for (EventType type : values()) {
            if (name.equals(type.id) || name.equals(type.attribute())) {
                return type;
            }
        }
        throw new IllegalArgumentException(
                "must be types of events such as prompt.failed,intake.stopped, separated by"
                        + " commas");
    }
}
