package io.github.geminiroutes.settings;

import io.github.geminiroutes.support.SettingsException;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Properties;

/**
 * The home folder of the program: the folder of the jar, or the source checkout that it was built
 * in. Files in its {@code routes/} and {@code config/} override those in the jar, so that an
 * operator can change them.
 *
 * @param directory the folder, absolute
 */
public record Installation(Path directory) {

    private static final String PACKED = "gemini-routes/";

    /** Editors of Windows write it: it would be a part of the first name. */
    private static final char BYTE_ORDER_MARK = '\uFEFF';

    /** The home of the running program. */
    public static Installation ofProgram() {
        try {
            Path code =
                    Path.of(
                            Installation.class
                                    .getProtectionDomain()
                                    .getCodeSource()
                                    .getLocation()
                                    .toURI());
            Path folder = code.toAbsolutePath().getParent();
            Path above = folder.getParent();
            boolean built = folder.endsWith("target") && Files.exists(above.resolve("pom.xml"));
            return new Installation(built ? above : folder);
        } catch (URISyntaxException e) {
            throw new IllegalStateException("The location of the program is not a path", e);
        }
    }

    /**
     * Whether this is a source checkout: then the program writes nothing outside it unless a
     * setting says so.
     */
    public boolean isCheckout() {
        return Files.exists(directory.resolve("pom.xml"));
    }

    /**
     * The location of a route file for Camel: the file in {@code routes/}, else the one in the jar.
     */
    public String route(String name) {
        String file = name + ".camel.yaml";
        Path own = directory.resolve("routes").resolve(file);
        return Files.exists(own) ? "file:" + own : "classpath:" + PACKED + file;
    }

    /** A file of {@code config/}, else the one in the jar, as a URI. */
    public String config(String file) {
        Path own = directory.resolve("config").resolve(file);
        return Files.exists(own)
                ? own.toUri().toString()
                : "classpath:" + PACKED + "config/" + file;
    }

    /** The properties in a file of {@code config/}, or null if there is no such file. */
    public Properties properties(String file) {
        Path own = directory.resolve("config").resolve(file);
        if (!Files.exists(own)) {
            return packedProperties(file);
        }
        try (InputStream in = Files.newInputStream(own)) {
            Properties properties = load(in);
            if (properties.containsKey("")) {
                throw new IllegalArgumentException("a line has no name before its = or :");
            }
            return properties;
        } catch (IOException | IllegalArgumentException e) {
            throw new SettingsException("config/" + file + " cannot be read: " + e.getMessage());
        }
    }

    /** The properties of a file as the program brings it along; null if it brings none. */
    static Properties packedProperties(String file) {
        try (InputStream in =
                Installation.class
                        .getClassLoader()
                        .getResourceAsStream(PACKED + "config/" + file)) {
            return in == null ? null : load(in);
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot read " + file, e);
        }
    }

    private static Properties load(InputStream in) throws IOException {
        Properties properties = new Properties();
        try (Reader reader =
                new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8))) {
            reader.mark(1);
            if (reader.read() != BYTE_ORDER_MARK) {
                reader.reset();
            }
            properties.load(reader);
        }
        return properties;
    }
}
