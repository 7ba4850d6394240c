package io.github.geminiroutes.testing;

import java.io.File;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The environment that keeps a run of the program below one directory and away from the network.
 */
public final class ProgramSettings {
    /** All a child inherits: the caller's own keys, proxies and settings must not reach it. */
    private static final Set<String> INHERITED =
            Set.of("PATH", "HOME", "LANG", "LC_ALL", "TZ", "JAVA_HOME", "TERM");

    private final Map<String, String> environment = new LinkedHashMap<>();
    private final Map<String, String> properties = new LinkedHashMap<>();
    private final Path root;
    private String classPath = PackagedProgram.classPath();

    /** Data, logs, cache and temporary files below {@code root}. */
    public ProgramSettings(Path root) {
        this.root = root;
        set("DATA_DIR", dataDir().toString());
        set("LOG_DIR", root.resolve("logs").toString());
        set("CACHE_DIR", root.resolve("cache").toString());
        set("TMP_DIR", root.resolve("tmp").toString());
        // Others test on this machine too: never the fixed port.
        set("HTTP_PORT", "0");
    }

    /** Sends the calls to {@code server}, with a key it accepts unless it wants a certain one. */
    public ProgramSettings server(GeminiServer server) {
        set("GOOGLE_GEMINI_BASE_URL", server.baseUrl());
        environment.putIfAbsent("GEMINI_API_KEY", "test-key");
        return this;
    }

    /** Sets one variable. */
    public ProgramSettings set(String name, String value) {
        environment.put(name, value);
        return this;
    }

    /** Sets one Java system property. */
    public ProgramSettings property(String name, String value) {
        properties.put(name, value);
        return this;
    }

    /** Leaves one variable out. */
    public ProgramSettings unset(String name) {
        environment.remove(name);
        return this;
    }

    /** Runs the program's classes from a copy of {@code target/classes}. */
    public ProgramSettings classes(Path copy) {
        classPath = classPath.replace(PackagedProgram.code().toString(), copy.toString());
        return this;
    }

    /** Runs the program without the libraries whose paths hold {@code part}. */
    public ProgramSettings withoutLibraries(String part) {
        classPath =
                Stream.of(classPath.split(File.pathSeparator))
                        .filter(entry -> !entry.contains(part))
                        .collect(Collectors.joining(File.pathSeparator));
        return this;
    }

    String classPath() {
        return classPath;
    }

    /** The system properties as arguments for Java. */
    public List<String> propertyArguments() {
        return properties.entrySet().stream()
                .map(property -> "-D" + property.getKey() + "=" + property.getValue())
                .toList();
    }

    /** One variable as set here. */
    public String get(String name) {
        return environment.get(name);
    }

    /** The directory everything lies in. */
    public Path root() {
        return root;
    }

    /** Where inbox, outbox and the others are. */
    public Path dataDir() {
        return root.resolve("data");
    }

    /** Replaces the environment of a process that is to be started. */
    public void applyTo(ProcessBuilder process) {
        process.environment().keySet().retainAll(INHERITED);
        process.environment().putAll(environment);
    }
}
