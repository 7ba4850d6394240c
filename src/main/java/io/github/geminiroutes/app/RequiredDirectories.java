package io.github.geminiroutes.app;

import io.github.geminiroutes.diagnostics.system.Directories;
import io.github.geminiroutes.settings.Settings;
import io.github.geminiroutes.support.DiskRemedy;
import io.github.geminiroutes.support.SettingsException;
import java.io.IOException;
import java.nio.file.Path;

/** The directories without which the program does not start. */
final class RequiredDirectories {

    private RequiredDirectories() {}

    /**
     * Creates all directories that the settings require.
     *
     * @throws SettingsException if one cannot be created or written
     */
    static void create(Settings settings) {
        Directories directories = new Directories(settings);
        for (Path directory : directories.required()) {
            create(settings, directories, directory);
        }
    }

    /**
     * Creates one directory.
     *
     * @throws SettingsException if it cannot be created or written
     */
    static void create(Settings settings, Path directory) {
        create(settings, new Directories(settings), directory);
    }

    private static void create(Settings settings, Directories directories, Path directory) {
        String problem;
        try {
            directories.create(directory);
            problem = Directories.problem(directory);
        } catch (IOException e) {
            problem =
                    "cannot be created ("
                            + e.getClass().getSimpleName()
                            + ": "
                            + e.getMessage()
                            + ")";
        }
        if (problem != null) {
            throw new SettingsException(
                    "Directory "
                            + directory
                            + " "
                            + problem
                            + ": "
                            + DiskRemedy.of(directory, problem)
                            + ", or set DATA_DIR, LOG_DIR, CACHE_DIR, TMP_DIR and"
                            + " REQUIRED_DIRS to others; --profile dev writes below "
                            + settings.home().directory().resolve("var"));
        }
        Directories.removeOldTrials(directory);
    }
}
