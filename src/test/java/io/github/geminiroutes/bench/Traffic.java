package io.github.geminiroutes.bench;

import io.github.geminiroutes.testing.CallLog;
import io.github.geminiroutes.testing.ServedCall;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.Predicate;

/**
 * What the server saw: how long it took, and how many calls were for nothing.
 *
 * @param calls in the order of their arrival
 */
record Traffic(List<ServedCall> calls) {
    private static final int TEN = 10;
    private static final int TOO_MANY_REQUESTS = 429;

    static Traffic of(CallLog log) {
        return new Traffic(log.calls());
    }

    Traffic ofModel(String model) {
        return only(call -> call.model().equals(model));
    }

    Traffic since(Instant start) {
        return only(call -> !call.arrival().isBefore(start));
    }

    private Traffic only(Predicate<ServedCall> condition) {
        return new Traffic(calls.stream().filter(condition).toList());
    }

    long rateLimited() {
        return calls.stream().filter(call -> call.status() == TOO_MANY_REQUESTS).count();
    }

    long answered() {
        return calls.stream().filter(ServedCall::answered).count();
    }

    long wasted() {
        return calls.size() - answered();
    }

    double rateLimitedPercent() {
        return 100.0 * rateLimited() / calls.size();
    }

    double wastedPercent() {
        return 100.0 * wasted() / calls.size();
    }

    /** How many times the limit was met: 429s less than a second apart are one time. */
    int lessons() {
        int lessons = 0;
        Instant last = Instant.MIN;
        for (ServedCall call : calls) {
            if (call.status() == TOO_MANY_REQUESTS) {
                lessons += last.plusSeconds(1).isBefore(call.arrival()) ? 1 : 0;
                last = call.arrival();
            }
        }
        return lessons;
    }

    /** From the first arrival to the last end. */
    double seconds() {
        if (calls.isEmpty()) {
            return 0;
        }
        Instant end =
                calls.stream().map(ServedCall::end).max(Comparator.naturalOrder()).orElseThrow();
        return Duration.between(calls.get(0).arrival(), end).toNanos() / 1e9;
    }

    /**
     * When the first and the last call of each window's worth came that the limit let through, in
     * seconds after the first of all: what the first burst takes is lost for all that follow.
     */
    List<List<Double>> windows(int limit) {
        List<Double> times =
                calls.stream()
                        .filter(call -> call.status() != TOO_MANY_REQUESTS)
                        .map(call -> Duration.between(calls.get(0).arrival(), call.arrival()))
                        .map(since -> since.toMillis() / 1e3)
                        .toList();
        List<List<Double>> windows = new ArrayList<>();
        for (int from = 0; from < times.size(); from += limit) {
            int to = Math.min(times.size(), from + limit);
            windows.add(List.of(times.get(from), times.get(to - 1)));
        }
        return windows;
    }

    /** The pace: calls that came in each ten seconds from the first one on. */
    List<Integer> perTenSeconds() {
        List<Integer> counts = new ArrayList<>();
        for (ServedCall call : calls) {
            Duration since = Duration.between(calls.get(0).arrival(), call.arrival());
            int index = (int) (since.toSeconds() / TEN);
            while (counts.size() <= index) {
                counts.add(0);
            }
            counts.set(index, counts.get(index) + 1);
        }
        return counts;
    }
}
