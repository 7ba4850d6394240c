package io.github.geminiroutes.usage;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.github.geminiroutes.support.GeminiJson;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;

/** Reads the table of prices from a file or from the jar. */
public final class PriceFile {

    private static final String PACKED = "/gemini-routes/config/prices.json";
    private static final String CLASSPATH = "classpath:";

    private PriceFile() {}

    /**
     * @param location a path, or a URI that begins with {@code file:} or {@code classpath:}; blank
     *     for the table in the jar
     * @throws IllegalArgumentException if it cannot be read or is not a table of prices; the
     *     message is one line
     */
    public static Prices read(String location) {
        try (InputStream in = open(location.strip())) {
            if (in == null) {
                throw new IllegalArgumentException("there is no such file");
            }
            return Prices.of(GeminiJson.MAPPER.readTree(in));
        } catch (JsonProcessingException e) {
            // A document over a bound of the parser has no place.
            String place = e.getLocation() == null ? "it" : "line " + e.getLocation().getLineNr();
            throw new IllegalArgumentException(place + " is not JSON", e);
        } catch (IOException e) {
            throw new IllegalArgumentException(
                    "cannot be read (" + e.getClass().getSimpleName() + ")", e);
        }
    }

    private static InputStream open(String location) throws IOException {
        if (location.isEmpty()) {
            return PriceFile.class.getResourceAsStream(PACKED);
        }
        if (location.startsWith(CLASSPATH)) {
            return PriceFile.class.getResourceAsStream(
                    "/" + location.substring(CLASSPATH.length()));
        }
        Path file =
                location.startsWith("file:") ? Path.of(URI.create(location)) : Path.of(location);
        if (Files.exists(file) && !Files.isRegularFile(file)) {
            // A pipe would hold the start up, and a device has no end.
            throw new IllegalArgumentException("it is no regular file");
        }
        return Files.newInputStream(file);
    }
}
