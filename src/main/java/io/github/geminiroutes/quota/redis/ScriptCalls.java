package io.github.geminiroutes.quota.redis;

import io.github.geminiroutes.support.PacificDay;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;

/** Calls of the verbs of {@code shared-quota.lua} by this instance. Thread-safe. */
final class ScriptCalls {

    private final String instance = UUID.randomUUID().toString().substring(0, 13);
    private final AtomicLong number = new AtomicLong();
    private final RedisLink link;
    private final RedisKeys keys;
    private final String margin;

    /**
     * @param margin by how much longer than 60 s a call counts, in microseconds
     */
    ScriptCalls(RedisLink link, RedisKeys keys, String margin) {
        this.link = link;
        this.keys = keys;
        this.margin = margin;
    }

    /** An id for a call, unique among all instances. */
    String nextId() {
        return instance + ":" + number.incrementAndGet();
    }

    /** Waits for the answer; null if there is none in time. */
    List<Object> ask(String model, PacificDay day, String verb, List<String> more) {
        return link.ask(keys.of(model, day), arguments(verb, more));
    }

    /** Sends without waiting for an answer. */
    void send(String model, PacificDay day, String verb, List<String> more) {
        link.send(keys.of(model, day), arguments(verb, more));
    }

    /** Sends on the way back into reach. */
    void sendOnReturn(String model, PacificDay day, String verb, List<String> more) {
        link.sendOnReturn(keys.of(model, day), arguments(verb, more));
    }

    private String[] arguments(String verb, List<String> more) {
        List<String> arguments = new ArrayList<>(List.of(verb, margin, instance));
        arguments.addAll(more);
        return arguments.toArray(String[]::new);
    }

    static void addAll(List<String> arguments, long[] numbers) {
        Arrays.stream(numbers).mapToObj(Long::toString).forEach(arguments::add);
    }
}
