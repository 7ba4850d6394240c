package io.github.geminiroutes.settings;

import io.github.geminiroutes.message.BrokerKind;
import io.github.geminiroutes.prompt.ModelName;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Looks at every setting before anything starts. */
public final class StartCheck {

    private static final long DAY = 86_400;

    /** Where each of Camel's components has a file of its name. */
    private static final String COMPONENTS = "/META-INF/services/org/apache/camel/component/";

    private final Settings settings;

    public StartCheck(Settings settings) {
        this.settings = settings;
    }

    /**
     * @throws SettingsException for the first setting that cannot be used
     */
    public void requireUsable() {
        settings.wholeNumber("gemini.max-concurrency", 1, 10_000);
        settings.wholeNumber("gemini.max-request-size", 1, Integer.MAX_VALUE);
        for (String quota :
                new String[] {
                    "requests-per-minute", "input-tokens-per-minute", "requests-per-day"
                }) {
            if (!settings.text("gemini.quota." + quota).isEmpty()) {
                settings.wholeNumber("gemini.quota." + quota, 1, Integer.MAX_VALUE);
            }
        }
        settings.wholeNumber("gemini.retry.max-retries", 0, 1_000);
        settings.number("gemini.retry.base-delay");
        settings.number("gemini.retry.max-delay");
        settings.number("gemini.prompts.quiet-period");
        settings.number("gemini.parking.base-delay");
        settings.wholeNumber("gemini.http.connect-timeout", 1, DAY);
        settings.wholeNumber("gemini.http.response-timeout", 1, DAY);
        settings.wholeNumber("gemini.shutdown-timeout", 0, DAY);
        settings.number("gemini.stand-in.delay");
        settings.number("gemini.stand-in.retry-delay");
        requireMessages();
        settings.permissions("gemini.default-perms");
        settings.address("gemini.base-url");
        if (!ModelName.isValid(settings.text("gemini.model"))) {
            throw settings.refused(
                    "gemini.model", "must be a model's name such as gemini-3.8-flash");
        }
        for (String name : new String[] {"data", "log", "cache", "tmp"}) {
            String setting = "gemini." + name + "-dir";
            requirePlace(setting, settings.directory(setting));
        }
        for (Path directory : settings.directories("gemini.required-dirs")) {
            requirePlace("gemini.required-dirs", directory);
        }
    }

    private void requireMessages() {
        settings.wholeNumber("gemini.messages.consumers", 1, 1_000);
        settings.wholeNumber("gemini.messages.remembered", 0, 10_000_000);
        String from = settings.text("gemini.messages.from");
        if (from.isEmpty()) {
            return;
        }
        requireEndpoint("gemini.messages.from");
        requireEndpoint("gemini.messages.dead-letter");
        if (BrokerKind.of(from) != BrokerKind.JMS
                || !settings.text("gemini.messages.reply-to").isEmpty()) {
            requireEndpoint("gemini.messages.reply-to");
        }
    }

    /** The address of one of Camel's endpoints, whose component is there. */
    private void requireEndpoint(String setting) {
        String scheme = BrokerKind.scheme(settings.text(setting));
        if (!scheme.matches("[a-z][a-z0-9+.-]*")) {
            throw settings.refused(
                    setting,
                    "must be a Camel endpoint such as kafka:answers, as messages are taken");
        }
        if (StartCheck.class.getResource(COMPONENTS + scheme) == null) {
            throw settings.refused(
                    setting,
                    "needs Camel's component "
                            + scheme
                            + " on the class path, see \"Message-driven\" in the README");
        }
    }

    /** Looked at for all of them before the first is made. */
    private void requirePlace(String setting, Path directory) {
        Path existing = directory;
        while (existing != null && !Files.exists(existing)) {
            existing = existing.getParent();
        }
        if (existing != null && !Files.isDirectory(existing)) {
            throw settings.refused(setting, "must be a directory, but " + existing + " is a file");
        }
    }

    /**
     * @throws SettingsException if there is no key, or it could not be sent
     */
    public void requireKey() {
        if (!settings.text("gemini.api-key-file").isEmpty()) {
            requireKeyFile(Path.of(settings.text("gemini.api-key-file")));
            return;
        }
        String key = settings.text("gemini.api-key");
        if (key.isEmpty()) {
            throw new SettingsException(
                    "GEMINI_API_KEY is not set: set it, or GEMINI_API_KEY_FILE, to a key from"
                            + " https://aistudio.google.com/apikey");
        }
        if (!isOneWord(key)) {
            throw new SettingsException(
                    "GEMINI_API_KEY=(not shown): must be one word of plain characters");
        }
    }

    private void requireKeyFile(Path file) {
        String key;
        try {
            key = Files.readString(file).strip();
        } catch (IOException e) {
            throw settings.refused("gemini.api-key-file", "must be a file that can be read");
        }
        if (!isOneWord(key)) {
            throw settings.refused(
                    "gemini.api-key-file",
                    "must be a file that holds one word of plain characters");
        }
    }

    private static boolean isOneWord(String key) {
        return !key.isEmpty() && key.chars().allMatch(c -> c > ' ' && c < 127);
    }
}
