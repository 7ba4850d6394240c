package io.github.geminiroutes.app;

import io.github.geminiroutes.settings.Settings;
import io.github.geminiroutes.support.SettingsException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Checks a setting that names a directory. */
final class DirectorySetting {

    private DirectorySetting() {}

    /**
     * Checked for all directories before the first is created.
     *
     * @throws SettingsException if a file is where the directory, or one above it, would be
     */
    static void requirePlace(Settings settings, String setting, Path directory) {
        Path existing = directory;
        while (existing != null && !Files.exists(existing)) {
            existing = existing.getParent();
        }
        if (existing != null && !Files.isDirectory(existing)) {
            throw settings.refused(setting, "must be a directory, but " + existing + " is a file");
        }
    }
}
