package io.github.geminiroutes.folder;

import io.github.geminiroutes.failure.Failure;
import io.github.geminiroutes.failure.FailureKind;
import io.github.geminiroutes.support.AtomicFile;
import io.github.geminiroutes.support.RefusedFileException;
import io.github.geminiroutes.support.UnwritableNameException;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What an earlier process left when it ended: answers whose prompt was not moved, files written by
 * half, and the prompt that it was reading at that moment. Only what that process had in flight by
 * its {@link InFlightJournal} is looked at: all else in the inbox is there to be asked.
 */
final class Leftovers {

    private static final Logger LOG = LoggerFactory.getLogger(Leftovers.class);

    /**
     * A smaller prompt is suspected at the second end only: a kill that meets a short read by
     * chance is more likely than a few bytes that end a process.
     */
    private static final long SMALL = 65_536;

    private final DropFolder folder;
    private final InFlightJournal journal;
    private final OutcomeDecision decision;
    private final OutcomeWriter writer;
    private final Clock clock;

    /** What could not be looked at yet. */
    private List<InFlightJournal.Entry> closed = List.of();

    Leftovers(
            DropFolder folder,
            InFlightJournal journal,
            OutcomeDecision decision,
            OutcomeWriter writer,
            Clock clock) {
        this.folder = folder;
        this.journal = journal;
        this.decision = decision;
        this.writer = writer;
        this.clock = clock;
    }

    /**
     * Finishes the leftovers.
     *
     * @return false if the folders do not take it; the next call goes on
     */
    boolean finish() {
        folder.health().check();
        if (!folder.health().isWell()) {
            return false;
        }
        try {
            removeHalfWritten(folder);
        } catch (IOException e) {
            // Nothing depends on it, and the folders are checked from now on.
            LOG.warn("Half-written files of an earlier run are not removed: {}", e.toString());
        }
        try {
            journal.open();
            closed = List.of();
            finish(journal.earlier());
            journal.removeEarlier();
            folder.answered().removeLeftovers();
            folder.health().succeeded(this);
            return true;
        } catch (IOException e) {
            folder.health().failed(this, e);
            return false;
        }
    }

    /** Removes what a killed process left half-written. */
    static void removeHalfWritten(DropFolder folder) throws IOException {
        for (Path upper : List.of(folder.outbox(), folder.failed(), folder.parked())) {
            for (Path within : TreeWalk.folders(upper)) {
                AtomicFile.removeLeftovers(within);
            }
        }
    }

    private void finish(List<InFlightJournal.Entry> earlier) throws IOException {
        Set<String> suspects = new HashSet<>();
        for (InFlightJournal.Entry entry : earlier) {
            if (entry.state() == InFlightJournal.State.SUSPECT) {
                suspects.add(entry.name());
                journal.suspect(entry.name());
            }
        }
        int finished = 0;
        List<InFlightJournal.Entry> later = new ArrayList<>();
        for (InFlightJournal.Entry entry : earlier) {
            if (PromptNames.isPrompt(entry.name())) {
                try {
                    finished += finish(entry, suspects) ? 1 : 0;
                } catch (IOException e) {
                    requireOfOne(entry, e);
                    later.add(entry);
                }
            }
        }
        closed = List.copyOf(later);
        if (finished > 0) {
            LOG.info("Finished {} answers that an earlier process had written", finished);
        }
    }

    /** Whether its answer was written. */
    private boolean finish(InFlightJournal.Entry entry, Set<String> suspects) throws IOException {
        long size = size(entry.name());
        if (size < 0) {
            return false;
        }
        if (entry.state() == InFlightJournal.State.READING) {
            boolean isKnown = suspects.contains(entry.name());
            journal.suspect(entry.name());
            if (isKnown || size >= SMALL) {
                setAside(entry.name(), isKnown);
            }
        }
        return entry.state() == InFlightJournal.State.ASKED
                && folder.answered().finishLeftover(entry.name(), folder.files(), entry.takenAt());
    }

    /** One that cannot be looked at, as in a folder that is closed to us, holds no other up. */
    private void requireOfOne(InFlightJournal.Entry entry, IOException e) throws IOException {
        if (e instanceof FolderException fault && folder.health().faultOf(fault).concernsAll()) {
            throw e;
        }
        LOG.warn(
                "{} was in flight when an earlier process ended, and cannot be looked at ({})."
                        + " It is looked at again before it is asked",
                CompanionNames.printable(entry.name()),
                e.getClass().getSimpleName());
        // For the process after this one, if it ends before.
        journal.reading(entry.name(), entry.takenAt());
        if (entry.state() == InFlightJournal.State.ASKED) {
            journal.read(entry.name(), entry.takenAt());
        }
    }

    /** Looks again at what could not be looked at. */
    void again() {
        if (closed.isEmpty()) {
            return;
        }
        List<InFlightJournal.Entry> later = new ArrayList<>();
        for (InFlightJournal.Entry entry : closed) {
            try {
                finish(entry, Set.of());
                journal.end(entry.name());
            } catch (IOException e) {
                LOG.debug("{} is closed still", entry.name(), e);
                later.add(entry);
            }
        }
        closed = List.copyOf(later);
    }

    /** Of a prompt in the inbox, in bytes; -1 if there is none of that name. */
    private long size(String name) throws IOException {
        try {
            return folder.files().look(name).size();
        } catch (UnwritableNameException e) {
            // It may be there: a process with another locale finds it.
            throw e;
        } catch (NoSuchFileException | RefusedFileException e) {
            return -1;
        }
    }

    private void setAside(String name, boolean isKnown) throws IOException {
        Instant now = clock.instant();
        InFlightPrompt prompt = new InFlightPrompt(PromptFile.unread(name, folder.files(), now));
        prompt.fail(
                Failure.of(
                        FailureKind.PROGRAM_ENDED,
                        isKnown
                                ? "The program ended while it read this prompt, and again at the next try"
                                : "The program ended while it read this prompt"));
        if (isKnown) {
            prompt.giveUp();
        }
        writer.write(decision.choose(prompt), prompt);
    }
}
