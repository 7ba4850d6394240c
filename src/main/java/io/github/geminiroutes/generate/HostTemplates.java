package io.github.geminiroutes.generate;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.geminiroutes.prompt.HostTemplate;
import io.github.geminiroutes.prompt.InvalidPromptException;
import io.github.geminiroutes.prompt.Prompt;
import io.github.geminiroutes.prompt.Utf8Text;
import io.github.geminiroutes.support.BodyJson;
import io.github.geminiroutes.support.GeminiJson;
import io.github.geminiroutes.support.SingleLine;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.FileSystemNotFoundException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.camel.CamelContext;
import org.apache.camel.Message;
import org.apache.camel.spi.Resource;
import org.apache.camel.support.LRUCacheFactory;
import org.apache.camel.support.ResourceHelper;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The templates that an application names by header: found by Camel's resource loader, compiled
 * once, and read again when their file changes. A change that is broken, or whose file is gone, is
 * told once; the last good version stays in use. Thread-safe.
 */
final class HostTemplates {

    private static final Logger LOG = LoggerFactory.getLogger(HostTemplates.class);

    private static final String FILE = "file:";
    private static final String ENDING = ".prompt";
    private static final int MOST_TEMPLATES = 256;
    private static final int MOST_BYTES = 1024 * 1024;
    private static final int LONGEST_NAME = 200;

    /** A file that was changed so short ago may be half written. */
    private static final Duration QUIET = Duration.ofSeconds(1);

    private final Map<String, Loaded> templates = LRUCacheFactory.newLRUCache(MOST_TEMPLATES);
    private final Clock clock;
    private long maxRequestSize = Integer.MAX_VALUE;

    HostTemplates(Clock clock) {
        this.clock = clock;
    }

    /** The largest request in bytes. */
    void setMaxRequestSize(long bytes) {
        maxRequestSize = bytes;
    }

    /**
     * The prompt that the variables in a message's body make of a template. Its request may be
     * changed.
     *
     * @param location {@code classpath:…} or {@code file:…}, with the ending {@code .prompt}
     * @throws InvalidPromptException if the template cannot be used, or the variables do not fit
     */
    Prompt fill(String location, Message message) {
        return find(message.getExchange().getContext(), location).fill(variables(message));
    }

    /**
     * The compiled template of a location.
     *
     * @throws InvalidPromptException if there is none, or it is broken
     */
    HostTemplate find(CamelContext context, String location) {
        Loaded known = templates.get(location);
        if (known != null && (known.isCurrent() || known.isChanging(clock))) {
            return known.template;
        }
        Loaded read;
        try {
            read = load(context, location);
        } catch (InvalidPromptException e) {
            if (known == null) {
                throw e;
            }
            LOG.error(
                    "The template {} cannot be used as it is now, and its last good version stays in"
                            + " use: {}",
                    name(location),
                    e.getMessage());
            read = known.asOfNow();
        }
        templates.put(location, read);
        return read.template;
    }

    private Loaded load(CamelContext context, String location) {
        if (!location.startsWith("classpath:") && !location.startsWith(FILE)
                || !location.endsWith(ENDING)) {
            throw new InvalidPromptException(
                    "%s is '%s'; allowed: classpath: or file:, and a name that ends in .prompt"
                            .formatted(GeminiHeaders.TEMPLATE, name(location)),
                    0);
        }
        Map<Path, String> stamps = new ConcurrentHashMap<>();
        String text = read(context, location, stamps);
        if (text == null) {
            throw bad(location, "does not exist");
        }
        String folder = location.substring(0, lastSlash(location) + 1);
        HostTemplate template;
        try {
            template =
                    new HostTemplate(
                            text,
                            partial -> read(context, folder + "_" + partial + ENDING, stamps),
                            GeminiJson.MAPPER,
                            maxRequestSize);
        } catch (InvalidPromptException e) {
            throw bad(location, "is broken: " + e.getMessage());
        }
        return new Loaded(template, stamps);
    }

    /** The index of the slash, or of the colon of the scheme, before the file's own name. */
    private static int lastSlash(String location) {
        return Math.max(location.lastIndexOf('/'), location.indexOf(':'));
    }

    /** Null if there is no such file. */
    private static String read(CamelContext context, String location, Map<Path, String> stamps) {
        Resource resource = ResourceHelper.resolveResource(context, location);
        if (location.startsWith(FILE)) {
            Path file = path(resource, location);
            stamps.put(file, stamp(file));
            // Opening a pipe would wait for its other end.
            if (Files.exists(file) && !Files.isRegularFile(file)) {
                throw bad(location, "is no file");
            }
        }
        if (resource == null || !resource.exists()) {
            return null;
        }
        try (InputStream in = resource.getInputStream()) {
            byte[] content = in.readNBytes(MOST_BYTES + 1);
            if (content.length > MOST_BYTES) {
                throw bad(location, "has more than %d bytes".formatted(MOST_BYTES));
            }
            return Utf8Text.decode(content);
        } catch (IOException e) {
            throw bad(location, "cannot be read (%s)".formatted(e.getClass().getSimpleName()));
        }
    }

    private static Path path(Resource resource, String location) {
        try {
            return Path.of(resource.getURI());
        } catch (IllegalArgumentException | FileSystemNotFoundException e) {
            throw bad(location, "is a name that this system cannot hold");
        }
    }

    private static String stamp(Path file) {
        try {
            BasicFileAttributes now = Files.readAttributes(file, BasicFileAttributes.class);
            return now.lastModifiedTime() + " " + now.size() + " " + now.fileKey();
        } catch (IOException e) {
            return "none";
        }
    }

    private static InvalidPromptException bad(String location, String problem) {
        return new InvalidPromptException(
                "the template '%s' %s".formatted(name(location), problem), 0);
    }

    private static String name(String location) {
        return SingleLine.quoted(location, LONGEST_NAME);
    }

    private ObjectNode variables(Message message) {
        Object body = message.getBody();
        if (body instanceof Map<?, ?> || body instanceof JsonNode) {
            try {
                return HostTemplate.variables(BodyJson.text(body), maxRequestSize);
            } catch (JsonProcessingException e) {
                throw new InvalidPromptException(
                        "the body with the variables " + BodyJson.PROBLEM, 0);
            }
        }
        String text =
                body instanceof byte[] bytes
                        ? Utf8Text.decode(bytes)
                        : new BodyText(maxRequestSize).read(message);
        return text == null || text.isBlank()
                ? GeminiJson.MAPPER.createObjectNode()
                : HostTemplate.variables(text, maxRequestSize);
    }

    /**
     * @param stamps of the files that it was read from, the partials' too
     */
    private record Loaded(HostTemplate template, Map<Path, String> stamps) {

        boolean isCurrent() {
            for (Map.Entry<Path, String> file : stamps.entrySet()) {
                if (!file.getValue().equals(stamp(file.getKey()))) {
                    return false;
                }
            }
            return true;
        }

        boolean isChanging(Clock clock) {
            return stamps.keySet().stream()
                    .map(Path::toFile)
                    .anyMatch(
                            file ->
                                    Math.abs(clock.millis() - file.lastModified())
                                            < QUIET.toMillis());
        }

        Loaded asOfNow() {
            Map<Path, String> now = new ConcurrentHashMap<>();
            stamps.keySet().forEach(file -> now.put(file, stamp(file)));
            return new Loaded(template, now);
        }
    }
}
