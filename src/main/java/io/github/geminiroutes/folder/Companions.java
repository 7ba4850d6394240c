package io.github.geminiroutes.folder;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Predicate;

/**
 * The files beside the prompts of an {@link OutcomeFolder}: for each prompt a record, and for some
 * a report for people. A prompt may be named like the companion of another; this class tells which
 * is which.
 */
final class Companions {

    private static final String RECORD = ".json";
    private static final String REPORT = ".txt";

    private final Path directory;
    private final String kind;

    /**
     * @param kind names the companions: {@code NAME.KIND.json}, {@code NAME.KIND.txt}
     */
    Companions(Path directory, String kind) {
        this.directory = directory;
        this.kind = kind;
    }

    /** Where the record of a prompt lies. */
    Path record(Path prompt) {
        return companion(prompt, RECORD);
    }

    /** Where the report of a prompt lies. */
    Path report(Path prompt) {
        return companion(prompt, REPORT);
    }

    /** Where the companions of a prompt lie. */
    List<Path> of(Path prompt) {
        return List.of(record(prompt), report(prompt));
    }

    /** Whether a name is of the form that companions have. */
    boolean isNamedLikeOne(String name) {
        return name.endsWith("." + kind + RECORD) || name.endsWith("." + kind + REPORT);
    }

    /** The name of the prompt that a file of this form of name would belong to. */
    String promptOf(String companion) {
        return companion.substring(0, companion.lastIndexOf("." + kind + "."));
    }

    /** Whether a file exists and is no companion. */
    boolean isPrompt(Path file) {
        return WholeFile.exists(file)
                && !isOne(
                        TreeFiles.name(directory, file),
                        name -> WholeFile.exists(directory.resolve(name)));
    }

    /**
     * Whether a file is a record or a report. Whether its prompt lies beside it does not tell: it
     * may have been moved away by hand. What it holds does not tell either: a prompt may be a copy
     * of a record. A prompt that is named like a companion has a record of its own, and {@link
     * OutcomeFolder#put} leaves none beside a record.
     *
     * @param isThere whether a file of a name lies here
     */
    boolean isOne(String name, Predicate<String> isThere) {
        return isNamedLikeOne(name) && !isThere.test(companionName(name, RECORD));
    }

    /** Deletes the companions of a prompt; a prompt that only bears the name of one stays. */
    void deleteOf(Path prompt) throws IOException {
        for (Path companion : of(prompt)) {
            if (!isPrompt(companion)) {
                Files.deleteIfExists(companion);
            }
        }
    }

    private Path companion(Path file, String ending) {
        return directory.resolve(companionName(TreeFiles.name(directory, file), ending));
    }

    /** The prompt's name with an ending; the prompt's name is cut if it is too long for that. */
    private String companionName(String prompt, String ending) {
        return CompanionNames.of(prompt, 1, "." + kind + ending);
    }
}
