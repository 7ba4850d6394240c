package io.github.geminiroutes.quota;

/**
 * What admitted calls take of a model's minute and day, from admission to the end of their permit.
 * Times in microseconds. Not thread-safe.
 */
final class Reservations {

    private final WaitQueue queue;
    private final Window window;
    private final RequestsOfDay day;
    private final TokenRatio ratio;

    Reservations(WaitQueue queue, Window window, RequestsOfDay day, TokenRatio ratio) {
        this.queue = queue;
        this.window = window;
        this.day = day;
        this.ratio = ratio;
    }

    /**
     * Admits the permit: it leaves the queue and takes one request of the minute, its tokens, and
     * one request of the day.
     */
    void reserve(Permit permit, long now) {
        queue.admit(permit);
        permit.state = Permit.State.ADMITTED;
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

    /** Ends the permit; returns whether it was admitted. */
    boolean end(Permit permit) {
        boolean wasAdmitted = permit.state == Permit.State.ADMITTED;
        queue.leave(permit);
        permit.state = Permit.State.ENDED;
        return wasAdmitted;
    }

    /** Ends the permit and gives back what it took; returns whether it was admitted. */
    boolean giveBack(Permit permit) {
        boolean wasAdmitted = end(permit);
        if (wasAdmitted) {
            window.change(permit.slice, -1, -permit.reserved);
            day.giveBack(permit.day);
        }
        return wasAdmitted;
    }
}
