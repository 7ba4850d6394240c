package io.github.geminiroutes.app;

import io.github.geminiroutes.prompt.HostTemplate;
import io.github.geminiroutes.prompt.InvalidPromptException;
import io.github.geminiroutes.settings.Settings;
import io.github.geminiroutes.support.GeminiJson;
import io.github.geminiroutes.support.SettingsException;
import io.github.geminiroutes.template.Partials;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The setting of the template over a queue of variables. */
final class TemplateSetting {

    private TemplateSetting() {}

    /**
     * Checks it, before the first message needs it.
     *
     * @throws SettingsException if the template cannot be used
     */
    static void requireUsable(Settings settings) {
        String setting = "gemini.messages.template";
        String template = settings.text(setting);
        boolean isFile = template.startsWith("file:");
        Path file = isFile ? Path.of(template.replaceFirst("file:(//)?", "")) : null;
        if (!template.matches("((file|classpath):.+\\.prompt)?")
                || isFile && !SettingsValidator.isReadable(file)) {
            throw settings.refused(
                    setting,
                    "must be file: or classpath: and a file that can be read, whose name ends in"
                            + " .prompt");
        }
        try {
            if (isFile) {
                // A partial is read when a message needs it.
                new HostTemplate(
                        Files.readString(file),
                        Partials.NONE,
                        GeminiJson.MAPPER,
                        Integer.MAX_VALUE);
            }
        } catch (InvalidPromptException | IOException e) {
            throw settings.refused(setting, "must be a dotprompt file, but " + e.getMessage());
        }
    }
}
