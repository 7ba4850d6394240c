package io.github.geminiroutes.folder;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.geminiroutes.GeminiJson;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Moves failed and parked prompts back into the inbox, under the name they came with. */
public final class Requeue {

    private static final List<String> COMPANIONS =
            List.of(".error.json", ".error.txt", ".parked.json", ".parked.txt");

    private final DropFolder folder;

    public Requeue(DropFolder folder) {
        this.folder = folder;
    }

    /**
     * What became of one prompt.
     *
     * @param name of the prompt
     * @param isMoved whether it is in the inbox now
     * @param line for a person
     */
    public record Result(String name, boolean isMoved, String line) {}

    /**
     * @param names the prompts as they are called in {@code failed} or {@code parked}; none: all
     * @throws IOException if a folder cannot be read, or a prompt cannot be moved
     */
    public List<Result> of(List<String> names) throws IOException {
        List<Result> results = new ArrayList<>();
        if (names.isEmpty()) {
            for (Path directory : List.of(folder.failed(), folder.parked())) {
                for (Path prompt : prompts(directory)) {
                    results.add(move(prompt));
                }
            }
            return results;
        }
        for (String name : names) {
            results.add(move(name));
        }
        return results;
    }

    private Result move(String name) throws IOException {
        if (name.isEmpty() || name.indexOf('\0') >= 0 || !isPlain(name)) {
            return new Result(
                    name,
                    false,
                    FileName.printable(name) + ": must be a file name without a folder");
        }
        for (Path directory : List.of(folder.failed(), folder.parked())) {
            Path prompt = directory.resolve(name);
            if (Files.isRegularFile(prompt)
                    && !(isNamedLikeOne(name) && companions(files(directory)).contains(prompt))) {
                return move(prompt);
            }
        }
        return new Result(
                name, false, FileName.printable(name) + ": is neither in failed nor in parked");
    }

    private Result move(Path prompt) throws IOException {
        String name = prompt.getFileName().toString();
        Path target = folder.inbox().resolve(originalName(prompt));
        String shown = FileName.printable(name);
        if (Files.exists(target)) {
            return new Result(name, false, shown + ": left, the inbox has a prompt of that name");
        }
        Files.move(prompt, target, StandardCopyOption.ATOMIC_MOVE);
        for (String suffix : COMPANIONS) {
            Files.deleteIfExists(DropFolder.companion(prompt, suffix));
        }
        return new Result(name, true, shown + ": back in the inbox");
    }

    /**
     * The second prompt of a name lies there with a number; its record knows what it was called.
     */
    private static String originalName(Path prompt) {
        String name = prompt.getFileName().toString();
        for (String suffix : List.of(".error.json", ".parked.json")) {
            Path record = DropFolder.companion(prompt, suffix);
            if (Files.exists(record)) {
                try {
                    JsonNode known = GeminiJson.MAPPER.readTree(record.toFile()).path("prompt");
                    if (known.isTextual()
                            && isPlain(known.textValue())
                            && DropFolder.isPrompt(known.textValue())) {
                        return known.textValue();
                    }
                } catch (IOException e) {
                    // A record somebody damaged: the prompt keeps the name it has.
                    return name;
                }
            }
        }
        return name;
    }

    private static boolean isPlain(String name) {
        return name.indexOf('/') < 0
                && name.indexOf('\\') < 0
                && !name.equals("..")
                && !name.equals(".");
    }

    /** The prompts in a folder, their records left out. */
    static List<Path> prompts(Path directory) throws IOException {
        List<Path> prompts = files(directory);
        prompts.removeAll(companions(prompts));
        prompts.sort(null);
        return prompts;
    }

    private static List<Path> files(Path directory) throws IOException {
        List<Path> found = new ArrayList<>();
        try (DirectoryStream<Path> files = Files.newDirectoryStream(directory)) {
            for (Path file : files) {
                if (Files.isRegularFile(file) && !Files.isHidden(file)) {
                    found.add(file);
                }
            }
        }
        return found;
    }

    /**
     * A record lies beside its prompt, under a name that is cut where the prompt's is long; a
     * prompt that happens to be called like one lies alone.
     */
    private static Set<Path> companions(List<Path> files) {
        Set<Path> companions = new HashSet<>();
        for (Path file : files) {
            COMPANIONS.forEach(suffix -> companions.add(DropFolder.companion(file, suffix)));
        }
        return companions;
    }

    private static boolean isNamedLikeOne(String name) {
        return COMPANIONS.stream().anyMatch(name::endsWith);
    }
}
