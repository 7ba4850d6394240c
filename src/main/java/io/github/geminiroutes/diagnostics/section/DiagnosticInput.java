package io.github.geminiroutes.diagnostics.section;

import io.github.geminiroutes.api.Account;
import io.github.geminiroutes.api.ApiKey;
import io.github.geminiroutes.api.ForwardProxy;
import io.github.geminiroutes.prompt.ModelName;
import java.net.URI;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;

/**
 * What a sweep examines: settings and environment variables. Values are text, because they may be
 * wrong. In a host application only the settings that it has set exist.
 */
public final class DiagnosticInput {

    /** More models could not be checked within the time limit of a sweep. */
    private static final int MAX_FALLBACKS = 4;

    private final UnaryOperator<String> settings;
    private final UnaryOperator<String> environment;

    /**
     * @param settings the value of a setting by its name; empty if it is not set
     * @param environment the value of a variable by its name; null if it is not set
     */
    public DiagnosticInput(UnaryOperator<String> settings, UnaryOperator<String> environment) {
        this.settings = settings;
        this.environment = environment;
    }

    /** A setting; empty if it is not set. */
    public String text(String setting) {
        return settings.apply(setting).strip();
    }

    /** A setting as a number; empty if it is not set or not a number. */
    public Optional<Double> number(String setting) {
        try {
            return Optional.of(Double.valueOf(text(setting)));
        } catch (NumberFormatException e) {
            // The check of the settings reports it.
            return Optional.empty();
        }
    }

    /** An environment variable; empty if it is not set. */
    public String variable(String name) {
        String value = environment.apply(name);
        return value == null ? "" : value.strip();
    }

    /** The API's address, without a slash at the end; empty if it is not an http address. */
    public Optional<URI> baseUrl() {
        return address(Account.address(text("gemini.base-url")));
    }

    /** An http or https address without user, query and fragment; empty if the text is none. */
    public static Optional<URI> address(String text) {
        try {
            URI uri = URI.create(text);
            boolean isWeb = "http".equals(uri.getScheme()) || "https".equals(uri.getScheme());
            return isWeb
                            && uri.getHost() != null
                            && uri.getUserInfo() == null
                            && uri.getQuery() == null
                            && uri.getFragment() == null
                            && uri.getPort() <= 65_535
                    ? Optional.of(uri)
                    : Optional.empty();
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    /** The port of an address; if it names none, the default port of its scheme. */
    public static int port(URI uri) {
        return uri.getPort() > 0 ? uri.getPort() : uri.getScheme().equals("https") ? 443 : 80;
    }

    /**
     * The proxy of the real calls.
     *
     * @throws IllegalArgumentException if the setting is not the address of a proxy
     */
    public ForwardProxy proxy() {
        return ForwardProxy.of(text("gemini.http.proxy"), text("gemini.http.no-proxy"));
    }

    /** The key of the real calls, which may be missing. */
    public ApiKey key() {
        ApiKey key = new ApiKey();
        key.setKey(text("gemini.api-key"));
        key.setFile(text("gemini.api-key-file"));
        return key;
    }

    /** The first few of the models to ask when the requested model is not available. */
    public List<String> fallbackModels() {
        String names = text("gemini.fallback-models");
        return ModelName.areValid(names)
                ? ModelName.list(names).stream().limit(MAX_FALLBACKS).toList()
                : List.of();
    }

    /** One of the directories of the settings; empty if it is not set. */
    public Optional<Path> directory(String setting) {
        return path(text(setting));
    }

    /** Every directory that the settings name, without the folders of prompts. */
    public List<Path> directories() {
        Set<Path> all = new LinkedHashSet<>();
        for (String name : text("gemini.required-dirs").split("\\s+")) {
            path(name).ifPresent(all::add);
        }
        for (String name : List.of("data", "log", "cache", "tmp")) {
            directory("gemini." + name + "-dir").ifPresent(all::add);
        }
        return new ArrayList<>(all);
    }

    private static Optional<Path> path(String name) {
        try {
            return name.isEmpty()
                    ? Optional.empty()
                    : Optional.of(Path.of(name).toAbsolutePath().normalize());
        } catch (InvalidPathException e) {
            return Optional.empty();
        }
    }
}
