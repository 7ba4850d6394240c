package io.github.geminiroutes.diagnostics;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import io.github.geminiroutes.support.GeminiJson;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The batch jobs that a data directory has, as far as their directories tell. Nothing is written.
 *
 * @param names Google's names, each with the name of the job's directory
 * @param directories the names of all directories of jobs, those included that Google has not yet
 */
record KnownJobs(Map<String, String> names, Set<String> directories) {

    private static final int MOST = 10_000;
    private static final long LARGEST = 16L * 1024 * 1024;
    private static final String PREFIX = "gemini-routes-";

    /**
     * Reads them.
     *
     * @param data the data directory; empty if there is none
     */
    static KnownJobs read(Optional<Path> data) {
        Map<String, String> names = new HashMap<>();
        Set<String> directories = new HashSet<>();
        Path submitted = data.map(path -> path.resolve("submitted")).orElse(null);
        if (submitted != null && Files.isDirectory(submitted)) {
            try (DirectoryStream<Path> entries = Files.newDirectoryStream(submitted)) {
                Iterator<Path> all = entries.iterator();
                while (all.hasNext() && directories.size() < MOST) {
                    Path entry = all.next();
                    if (Files.isDirectory(entry, LinkOption.NOFOLLOW_LINKS)) {
                        String directory = entry.getFileName().toString();
                        directories.add(directory);
                        String name = state(entry.resolve("job.json")).path("name").asText("");
                        if (!name.isEmpty()) {
                            names.put(name, directory);
                        }
                    }
                }
            } catch (IOException | java.nio.file.DirectoryIteratorException e) {
                // The section about directories has the fault; what was read counts.
                return new KnownJobs(names, directories);
            }
        }
        return new KnownJobs(names, directories);
    }

    private static JsonNode state(Path file) {
        try {
            return Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)
                            && Files.size(file) <= LARGEST
                    ? GeminiJson.MAPPER.readTree(file.toFile())
                    : MissingNode.getInstance();
        } catch (IOException e) {
            // It is damaged, or changes at this moment: the job is known by its directory.
            return MissingNode.getInstance();
        }
    }

    /** Whether a job at Google is one of these, or is about to be. */
    boolean has(String name, String displayName) {
        return names.containsKey(name)
                || isOurs(displayName)
                        && directories.contains(
                                displayName
                                        .substring(PREFIX.length())
                                        .replaceFirst("-[0-9]{1,9}$", ""));
    }

    /** Whether a job at Google was made by this program, in any data directory. */
    static boolean isOurs(String displayName) {
        return displayName.startsWith(PREFIX);
    }
}
