package io.github.geminiroutes.quota;

/**
 * What this instance remembers of the shared quota of one model.
 *
 * @param schedule when this instance may ask
 * @param calls the calls of this instance
 * @param usage what all instances together have used
 */
record SharedState(AskSchedule schedule, RecentCalls calls, SharedUsage usage) {

    SharedState() {
        this(new AskSchedule(), new RecentCalls(), new SharedUsage());
    }
}
