package io.github.geminiroutes.app;

import io.github.geminiroutes.api.ApiKey;
import io.github.geminiroutes.api.ForwardProxy;
import io.github.geminiroutes.api.KeyText;
import io.github.geminiroutes.failure.GeminiException;
import io.github.geminiroutes.generate.OpenHours;
import io.github.geminiroutes.prompt.ModelName;
import io.github.geminiroutes.settings.Settings;
import io.github.geminiroutes.support.SettingsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Checks every setting before anything starts. */
public final class SettingsValidator {

    private static final long DAY = 86_400;

    private final Settings settings;

    public SettingsValidator(Settings settings) {
        this.settings = settings;
    }

    /**
     * @throws SettingsException for the first setting that cannot be used
     */
    public void requireUsable() {
        requireSizesAndQuota();
        requirePrompts();
        TierSettings.requireUsable(settings);
        requireHours();
        requireHttp();
        settings.wholeNumber("gemini.shutdown-timeout", 0, DAY);
        settings.number("gemini.stand-in.delay");
        settings.number("gemini.stand-in.retry-delay");
        EndpointSettings.requireUsable(settings);
        requireMessages();
        EventSettings.requireUsable(settings);
        requireLogFormats();
        MoneySettings.requireUsable(settings);
        requireServer();
        requireDiagnostics();
        ClusterSettings.requireUsable(settings);
        requireAddressAndModels();
        requireDirectories();
        CamelReading.requireNone(settings);
    }

    private void requireSizesAndQuota() {
        settings.wholeNumber("gemini.max-concurrency", 1, 10_000);
        settings.wholeNumber("gemini.max-request-size", 1, Integer.MAX_VALUE);
        settings.wholeNumber("gemini.max-response-size", 1, Integer.MAX_VALUE);
        settings.wholeNumber("gemini.files.max-size", 0, 2L * 1024 * 1024 * 1024);
        settings.wholeNumber("gemini.files.keep", 0, 48 * 3600);
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
        settings.number("gemini.outage.probe-interval");
    }

    private void requirePrompts() {
        settings.number("gemini.prompts.quiet-period");
        settings.number("gemini.prompts.missing-wait");
        if (!List.of("true", "false").contains(settings.text("gemini.prompts.follow-links"))) {
            throw settings.refused("gemini.prompts.follow-links", "must be true or false");
        }
        settings.number("gemini.parking.base-delay");
        if (!settings.text("gemini.store").matches("true|false")) {
            throw settings.refused("gemini.store", "must be true or false");
        }
        if (!settings.text("gemini.prompts.enabled").matches("true|false")) {
            throw settings.refused("gemini.prompts.enabled", "must be true or false");
        }
    }

    private void requireHttp() {
        settings.wholeNumber("gemini.http.connect-timeout", 1, DAY);
        settings.wholeNumber("gemini.http.response-timeout", 1, DAY);
        settings.wholeNumber("gemini.http.call-timeout", 1, DAY);
        settings.wholeNumber("gemini.stream.reader-timeout", 1, DAY);
        requireProxy();
    }

    private void requireLogFormats() {
        for (String format : List.of("gemini.log.file-format", "gemini.log.console-format")) {
            if (!List.of("text", "json").contains(settings.text(format))) {
                throw settings.refused(format, "must be text or json");
            }
        }
    }

    private void requireServer() {
        settings.wholeNumber("gemini.http-port", 0, 65_535);
        if (!settings.text("gemini.http-allowed-hosts").matches("[A-Za-z0-9.:_,\\s\\[\\]-]*")) {
            throw settings.refused(
                    "gemini.http-allowed-hosts", "must be names of hosts, separated by commas");
        }
        if (!settings.text("gemini.http-host").matches("[A-Za-z0-9.:_-]+")) {
            throw settings.refused(
                    "gemini.http-host", "must be an address of this machine such as 127.0.0.1");
        }
    }

    private void requireAddressAndModels() {
        settings.permissions("gemini.default-perms");
        settings.address("gemini.base-url");
        if (!ModelName.isValid(settings.text("gemini.model"))) {
            throw settings.refused(
                    "gemini.model", "must be a model's name such as gemini-3.8-flash");
        }
        if (!ModelName.areValid(settings.text("gemini.fallback-models"))) {
            throw settings.refused(
                    "gemini.fallback-models",
                    "must be models' names separated by commas, such as"
                            + " gemini-3.7-flash,gemini-3.5-flash");
        }
    }

    private void requireDirectories() {
        for (String name : new String[] {"data", "log", "cache", "tmp"}) {
            String setting = "gemini." + name + "-dir";
            DirectorySetting.requirePlace(settings, setting, settings.directory(setting));
        }
        for (Path directory : settings.directories("gemini.required-dirs")) {
            DirectorySetting.requirePlace(settings, "gemini.required-dirs", directory);
        }
        OwnPlaces.requireApart(settings);
    }

    private void requireHours() {
        String zone = "gemini.hours-zone";
        String hours = "gemini.hours";
        try {
            OpenHours.zone(settings.text(zone));
        } catch (IllegalArgumentException e) {
            throw settings.refused(zone, e.getMessage());
        }
        try {
            OpenHours.parse(settings.text(hours), settings.text(zone));
        } catch (IllegalArgumentException e) {
            throw settings.refused(hours, e.getMessage());
        }
    }

    private void requireMessages() {
        settings.wholeNumber("gemini.messages.consumers", 1, 1_000);
        settings.wholeNumber("gemini.messages.remembered", 0, 10_000_000);
        MessageSource.requireUsable(settings);
        GatewayRoutes.requireUsable(settings);
        TemplateSetting.requireUsable(settings);
    }

    private void requireProxy() {
        try {
            ForwardProxy.of(
                    settings.text("gemini.http.proxy"), settings.text("gemini.http.no-proxy"));
        } catch (IllegalArgumentException e) {
            throw settings.refused("gemini.http.proxy", e.getMessage());
        }
    }

    private void requireDiagnostics() {
        settings.wholeNumber("gemini.diagnostics.period", 0, 366 * DAY);
        settings.wholeNumber("gemini.diagnostics.keep", 1, 100_000);
        String trigger = "gemini.diagnostics.trigger";
        String uri = settings.text(trigger);
        if (!uri.isEmpty() && !MessageSource.hasComponent(uri)) {
            throw settings.refused(
                    trigger,
                    "must be a Camel endpoint whose component is on the class path, such as"
                            + " scheduler:sweep?delay=60000");
        }
    }

    /**
     * @throws SettingsException if there is no key, or it is not one word of plain characters
     */
    public void requireKey() {
        if (!settings.text("gemini.api-key-file").isEmpty()) {
            requireKeyFile();
            return;
        }
        String key = KeyText.plain(settings.text("gemini.api-key"));
        if (key.isEmpty()) {
            throw new SettingsException(
                    "GEMINI_API_KEY is not set: set it, or GEMINI_API_KEY_FILE, to a key from"
                            + " https://aistudio.google.com/apikey");
        }
        if (!KeyText.isOneWord(key)) {
            throw new SettingsException(
                    "GEMINI_API_KEY=(not shown): must be one word of plain characters");
        }
    }

    private void requireKeyFile() {
        ApiKey key = new ApiKey();
        key.setFile(settings.text("gemini.api-key-file"));
        try {
            key.value();
        } catch (GeminiException e) {
            throw settings.refused(
                    "gemini.api-key-file",
                    isReadable(Path.of(settings.text("gemini.api-key-file")))
                            ? "must be a file that contains one word of plain characters"
                            : "must be a file that can be read");
        }
    }

    static boolean isReadable(Path file) {
        // A pipe would hold the start up, and a device has no end.
        return Files.isRegularFile(file) && Files.isReadable(file);
    }
}
