package io.github.geminiroutes.app;

import io.github.geminiroutes.folder.DropFolder;
import io.github.geminiroutes.folder.FolderLock;
import io.github.geminiroutes.support.SettingsException;
import java.io.IOException;
import java.nio.file.Path;

/** The data directory of a program that is about to start. */
final class DataDirectory {

    private DataDirectory() {}

    /**
     * Refuses to start a second program on it, and a program whose first answer could not be
     * written: it would be paid for. In a host application the routes wait instead.
     *
     * @return the lock on it: of programs that start at once one has it
     * @throws SettingsException if it cannot be used now
     */
    static FolderLock requireUsable(Path data) {
        FolderLock lock = new FolderLock(data);
        boolean isUsable = false;
        try {
            if (!lock.tryAcquire()) {
                throw refused(
                        data,
                        "another program answers its prompts ("
                                + lock.owner()
                                + "); stop it, set DATA_DIR to another directory, or see"
                                + " gemini.cluster.lock-dir for several instances on one");
            }
            DropFolder folder = new DropFolder(data);
            folder.create();
            String trouble = folder.trouble();
            if (trouble != null) {
                throw refused(data, trouble);
            }
            isUsable = true;
            return lock;
        } catch (IOException e) {
            throw refused(data, "its folders cannot be made (" + e + ")");
        } finally {
            if (!isUsable) {
                lock.close();
            }
        }
    }

    private static SettingsException refused(Path data, String why) {
        return new SettingsException("DATA_DIR=" + data + ": " + why);
    }
}
