package io.github.geminiroutes.app;

import io.github.geminiroutes.settings.Settings;
import io.github.geminiroutes.support.SettingsException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Checks that the program's places are apart: what it writes into the inbox, or into a folder that
 * leads there, it would ask, without end, and a file of state would replace another file of its
 * name. A file that it reads would be asked, too: the key.
 */
final class OwnPlaces {

    private static final List<String> DIRECTORIES =
            List.of(
                    "gemini.log-dir",
                    "gemini.cache-dir",
                    "gemini.tmp-dir",
                    "gemini.answer-cache.dir",
                    "gemini.cluster.lock-dir");

    /** Each is written as a whole, over what is there. */
    private static final List<String> WRITTEN =
            List.of(
                    "gemini.quota.state-file",
                    "gemini.budget.state-file",
                    "gemini.files.state-file",
                    "gemini.messages.remembered-file");

    private static final List<String> READ =
            List.of(
                    "gemini.api-key-file",
                    "gemini.gateway.tokens-file",
                    "gemini.prices-file",
                    "gemini.diagnostics.config");

    /** What lies in the others is moved into the first, by itself or by requeue. */
    private static final List<String> ASKED =
            List.of("inbox", "parked", "submitted", "failed", "done");

    private static final Path DEVICES = Path.of("/dev");

    private static final Pattern OPTION =
            Pattern.compile("(?s)[^=]*=(?:RAW[({](?=.*[)}]$))?(.*?)[)}]?");

    private static final Pattern ENCODED = Pattern.compile("%([0-9A-Fa-f]{2})");

    private static final Pattern SETTING = Pattern.compile("\\{\\{[?!]?(gemini[.a-z-]+)[^{}]*}}");

    private final Settings settings;
    private final List<Path> asked;

    private OwnPlaces(Settings settings) {
        this.settings = settings;
        Path data = settings.directory("gemini.data-dir");
        this.asked = ASKED.stream().map(folder -> real(data.resolve(folder))).toList();
    }

    /**
     * @throws SettingsException for the first setting that names a place of another use
     */
    static void requireApart(Settings settings) {
        OwnPlaces places = new OwnPlaces(settings);
        for (String directory : DIRECTORIES) {
            places.requireOutside(directory, places.path(directory));
        }
        for (String endpoint : EndpointSettings.NAMES) {
            String uri = resolved(settings, endpoint);
            if (uri.startsWith("file:")) {
                places.requireFilesOutside(endpoint, uri);
            }
        }
        Map<Path, String> uses = new HashMap<>();
        for (String file : READ) {
            if (places.path(file) != null) {
                places.requireOutside(file, places.path(file));
                uses.put(places.path(file), file);
            }
        }
        for (String file : WRITTEN) {
            places.requireOwn(file, places.path(file), uses);
        }
    }

    /** An endpoint as Camel reads it: decoded, with the values of the settings that it names. */
    static String resolved(Settings settings, String endpoint) {
        String named =
                SETTING.matcher(settings.text(endpoint))
                        .replaceAll(
                                name ->
                                        Matcher.quoteReplacement(
                                                settings.all()
                                                        .getProperty(name.group(1), name.group())));
        return ENCODED.matcher(named)
                .replaceAll(
                        code ->
                                Matcher.quoteReplacement(
                                        Character.toString(Integer.parseInt(code.group(1), 16))));
    }

    /** A name may lead out of the folder, and so may that of a temporary file. */
    private void requireFilesOutside(String endpoint, String uri) {
        String[] parts = uri.replaceFirst("^file:(//)?", "").split("\\?", 2);
        Path folder = path(endpoint, parts[0]);
        requireOutside(endpoint, folder);
        for (String option : parts.length < 2 ? new String[0] : parts[1].split("&")) {
            Matcher value = OPTION.matcher(option);
            if (folder != null && value.matches()) {
                requireOutside(endpoint, path(endpoint, folder + "/" + value.group(1)));
                requireOutside(endpoint, path(endpoint, value.group(1)));
            }
        }
    }

    private void requireOutside(String setting, Path path) {
        for (int i = 0; path != null && i < asked.size(); i++) {
            if (path.startsWith(asked.get(i))) {
                throw settings.refused(
                        setting,
                        "must not lie in %s, as what is there is asked, and paid"
                                .formatted(i == 0 ? "the inbox" : asked.get(i)));
            }
        }
    }

    private void requireOwn(String setting, Path path, Map<Path, String> uses) {
        if (path == null) {
            return;
        }
        requireOutside(setting, path);
        if (path.startsWith(DEVICES) && Files.exists(path) && !Files.isRegularFile(path)) {
            throw settings.refused(setting, "must be a file; leave it empty to keep none");
        }
        String other = uses.put(path, setting);
        if (other != null) {
            throw settings.refused(setting, "must be a file of its own, and is that of " + other);
        }
    }

    private Path path(String setting) {
        return path(setting, settings.text(setting));
    }

    /** Null where none is set. */
    private Path path(String setting, String value) {
        try {
            return value.isEmpty() ? null : real(Path.of(value));
        } catch (InvalidPathException e) {
            throw settings.refused(setting, "must be a path");
        }
    }

    /** Where it is once links are followed, as far as it exists. */
    private static Path real(Path path) {
        Path absolute = path.toAbsolutePath().normalize();
        try {
            return absolute.toRealPath();
        } catch (IOException e) {
            Path parent = absolute.getParent();
            return parent == null ? absolute : real(parent).resolve(absolute.getFileName());
        }
    }
}
