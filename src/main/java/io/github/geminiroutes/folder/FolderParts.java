package io.github.geminiroutes.folder;

import io.github.geminiroutes.policy.FailurePolicy;
import io.github.geminiroutes.support.SetBacks;
import java.time.Clock;
import java.time.Duration;

/** The parts of the drop folder, made once its settings are complete. */
record FolderParts(
        DropFolder folder,
        PromptCounters counters,
        FolderCounts folderCounts,
        PromptBulkhead bulkhead,
        Leadership leadership,
        ParkingLot parkingLot,
        Intake intake,
        PromptReader reader,
        OutcomeDecision decision,
        OutcomeWriter writer,
        InFlightJournal journal,
        TakeOver takeOver) {

    /**
     * The settings that the parts need.
     *
     * @param maxConcurrency how many calls may be out
     * @param maxRequestSize the largest request in bytes
     * @param quietPeriod how long a file must not have changed before it is taken
     * @param missingWait how long an attachment that is missing is waited for
     * @param parkingDelay the first parking for a fault of the service; it doubles
     */
    record Options(
            int maxConcurrency,
            long maxRequestSize,
            Duration quietPeriod,
            Duration missingWait,
            Duration parkingDelay) {}

    static FolderParts make(DropFolder folder, Leadership leader, Options options, Clock clock) {
        PromptCounters counters = new PromptCounters(clock);
        ParkingLot parkingLot =
                new ParkingLot(
                        folder,
                        counters,
                        FailurePolicy.ofParking(options.parkingDelay),
                        clock,
                        new SetBacks(System::nanoTime));
        InFlightJournal journal = new InFlightJournal(folder.data());
        OutcomeDecision decision = new OutcomeDecision(leader::holds, parkingLot);
        Intake intake = new Intake(folder, options.quietPeriod, options.missingWait, clock);
        folder.answered().setMoved(intake::moved);
        OutcomeWriter writer = new OutcomeWriter(folder, counters, parkingLot, intake, clock);
        return new FolderParts(
                folder,
                counters,
                new FolderCounts(folder, counters, intake.leftAlone(), System::nanoTime),
                new PromptBulkhead(
                        options.maxConcurrency,
                        Runtime.getRuntime().maxMemory() / 2,
                        options.maxRequestSize),
                leader,
                parkingLot,
                intake,
                new PromptReader(intake, options.maxRequestSize, clock),
                decision,
                writer,
                journal,
                new TakeOver(
                        leader,
                        parkingLot,
                        new Leftovers(folder, journal, decision, writer, clock)));
    }
}
