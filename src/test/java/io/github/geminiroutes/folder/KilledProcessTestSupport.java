package io.github.geminiroutes.folder;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** The folders that a killed process left, with its journal, and the process after it. */
abstract class KilledProcessTestSupport {

    static final Instant TAKEN = FolderFixture.ANSWERED_AT.minusSeconds(10);

    @TempDir Path data;
    FolderFixture fixture;
    InFlightJournal killed;

    @BeforeEach
    void makeFolders() throws IOException {
        fixture = new FolderFixture(data);
        killed = new InFlightJournal(data);
        killed.open();
    }

    /** The next process, which begins with the first look. */
    DropFolderService next() {
        DropFolderService next = new DropFolderService();
        next.setDataDir(data.toString());
        next.setLeadership(new Leadership());
        return next;
    }
}
