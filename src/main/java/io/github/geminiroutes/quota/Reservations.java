package io.github.geminiroutes.quota;

/** What admitted calls take of a model's minute and day. Times in microseconds. Not thread-safe. */
final class Reservations {

    private final Window window;
    private final RequestsOfDay day;
    private final TokenRatio ratio;

    Reservations(Window window, RequestsOfDay day, TokenRatio ratio) {
        this.window = window;
        this.day = day;
        this.ratio = ratio;
    }

    /** Reserves one request of the minute, its tokens, and one request of the day. */
    void reserve(Permit permit, long now) {
        permit.admittedAt = now;
        permit.reserved = ratio.correct(permit.estimate);
        permit.slice = window.add(now, 1, permit.reserved);
        permit.day = day.day();
        day.add();
    }

    /** Makes the call count from a later time on. */
    void postpone(Permit permit, long arrival) {
        if (permit.slice.time() < arrival) {
            window.change(permit.slice, -1, -permit.reserved);
            permit.slice = window.add(arrival, 1, permit.reserved);
        }
    }

    /** Replaces the estimate by the tokens that the server counted. */
    void correct(Permit permit, long actualTokens) {
        window.change(permit.slice, 0, actualTokens - permit.reserved);
        ratio.learn(permit.estimate, actualTokens);
    }

    /** Gives all of it back: the call does not count. */
    void giveBack(Permit permit) {
        window.change(permit.slice, -1, -permit.reserved);
        day.giveBack(permit.day);
    }
}
