package io.github.geminiroutes.folder;

/**
 * What an instance does once when it begins to work on the folders: at its start, or when it takes
 * over from another. Until that is done, nothing is taken from the inbox.
 */
final class TakeOver {

    private final Leadership leadership;
    private final ParkingLot parkingLot;
    private final Leftovers leftovers;
    private boolean isDone;

    /**
     * Whether another instance may have worked on the folders. Else what this one has parked is not
     * read again: the files do not say which outage a prompt waits for.
     */
    private boolean isForeign = true;

    TakeOver(Leadership leadership, ParkingLot parkingLot, Leftovers leftovers) {
        this.leadership = leadership;
        this.parkingLot = parkingLot;
        this.leftovers = leftovers;
    }

    /** Has the next {@link #tryBegin} begin anew: the consumer of the inbox has started. */
    synchronized void restart() {
        isDone = false;
        isForeign |= leadership.isShared();
    }

    /** Finishes what was left to this instance; returns whether it may take prompts. */
    synchronized boolean tryBegin() {
        leadership.refresh();
        if (!leadership.holds()) {
            isDone = false;
            isForeign = true;
        } else if (!isDone) {
            if (isForeign) {
                parkingLot.reload();
                isForeign = false;
            }
            isDone = leftovers.finish();
        } else {
            leftovers.again();
        }
        return isDone;
    }
}
