package io.github.geminiroutes.folder;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.geminiroutes.event.PendingEvent;
import io.github.geminiroutes.support.FileNames;
import io.github.geminiroutes.support.ToldOnce;
import io.github.geminiroutes.support.UntrustedFiles;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A folder of prompts that have no answer, {@code failed} or {@code parked}. Each prompt lies
 * beside its companions: a record that says why, and for some a report for people. The second
 * prompt of a name gets a number; its record keeps the name it came with.
 */
final class OutcomeFolder {

    private static final Logger LOG = LoggerFactory.getLogger(OutcomeFolder.class);
    private static final int LOCKS = 64;
    private static final String NUMBER = "\\.[0-9]+$";

    private final Path directory;
    private final Companions companions;
    private final PromptEvents events;
    private final ToldOnce stuck = new ToldOnce();
    private final TreeWalk walk;
    private final Object[] locks = Stream.generate(Object::new).limit(LOCKS).toArray();

    /**
     * @param kind names the companions: {@code NAME.KIND.json}, {@code NAME.KIND.txt}
     * @param events of the prompts that are put here
     * @param walk of the drop folder
     */
    OutcomeFolder(Path directory, String kind, PromptEvents events, TreeWalk walk) {
        this.walk = walk;
        this.events = events;
        this.directory = directory;
        this.companions = new Companions(directory, kind);
    }

    Path directory() {
        return directory;
    }

    /**
     * Puts a prompt here, behind its record.
     *
     * @param report for people, or null
     * @return where it lies now
     * @throws IOException if a file could not be written or moved; the prompt is where it was
     */
    Path put(PromptFile prompt, ObjectNode record, String report) throws IOException {
        synchronized (lockOf(prompt.name())) {
            return putAlone(prompt, record, report);
        }
    }

    /**
     * The same for a prompt and for one that is named like its record: each looks for the other.
     */
    private Object lockOf(String prompt) {
        String family = prompt.replaceFirst(NUMBER, "");
        while (companions.isNamedLikeOne(family)) {
            family = companions.promptOf(family).replaceFirst(NUMBER, "");
        }
        return locks[Math.floorMod(family.hashCode(), LOCKS)];
    }

    private Path putAlone(PromptFile prompt, ObjectNode record, String report) throws IOException {
        int number = 1;
        while (isTaken(place(prompt, number))) {
            number++;
        }
        Path target = place(prompt, number);
        TreeFiles.makeFolders(directory, prompt.name());
        for (Path companion : companions.of(target)) {
            // Left by a prompt that was moved away by hand, it would make a prompt of the
            // companion.
            Files.deleteIfExists(companions.record(companion));
        }
        WholeFile.write(companions.record(target), record);
        if (report != null) {
            WholeFile.write(companions.report(target), report.getBytes(StandardCharsets.UTF_8));
        }
        try (PendingEvent event = events.unanswered(record, target)) {
            TreeFiles.moveOut(prompt.files(), prompt.name(), directory, target);
            event.happened();
        }
        return target;
    }

    private Path place(PromptFile prompt, int number) {
        return directory.resolve(CompanionNames.of(prompt.name(), number, ""));
    }

    /** A prompt may be named like the record of another: it is never overwritten. */
    private boolean isTaken(Path place) {
        return WholeFile.exists(place) || companions.of(place).stream().anyMatch(this::isKept);
    }

    /**
     * What has the name of a companion, or of a companion's record, and is none: a prompt, or the
     * folder of a task's files.
     */
    private boolean isKept(Path companion) {
        Path record = companions.record(companion);
        return companions.isPrompt(companion)
                || companions.isPrompt(record)
                || Files.isDirectory(companion)
                || Files.isDirectory(record);
    }

    /**
     * Moves a prompt into the inbox, under the name it came with. A prompt that is gone was removed
     * by its owner, which is no error.
     *
     * @throws IOException if it cannot be moved
     */
    GivenBack giveBack(Path file, UntrustedFiles inbox, String prompt) throws IOException {
        if (!WholeFile.exists(file)) {
            requireDirectory();
            return GivenBack.GONE;
        }
        synchronized (lockOf(TreeFiles.name(directory, file))) {
            GivenBack outcome = TreeFiles.moveIn(file, inbox, prompt);
            if (outcome.isOut()) {
                companions.deleteOf(file);
                TreeFiles.removeEmpty(directory, file);
            }
            return outcome;
        }
    }

    /**
     * The same, for many: one that cannot be moved for a reason of its own stays, which is told
     * once, and does not hold the others up.
     *
     * @return false if it stays
     * @throws IOException if none can be moved
     */
    boolean tryGiveBack(Path file, UntrustedFiles inbox, String prompt) throws IOException {
        try {
            boolean isOut = giveBack(file, inbox, prompt).isOut();
            stuck.forget(file);
            return isOut;
        } catch (FolderException e) {
            if (FolderFault.of(e).concernsAll()) {
                throw e;
            }
            if (stuck.isNew(file)) {
                LOG.warn(
                        "{} stays where it is, as it cannot be moved into the inbox ({}). It is tried"
                                + " again",
                        CompanionNames.printable(directory.getFileName() + "/" + prompt),
                        e.reason());
            }
            return false;
        }
    }

    private void requireDirectory() throws FolderException {
        if (!Files.isDirectory(directory)) {
            throw new FolderException(directory, 0, new NoSuchFileException(directory.toString()));
        }
    }

    /** The prompts here, sorted; records and reports are left out. */
    List<Path> prompts() throws IOException {
        List<Path> prompts = new ArrayList<>();
        forEach(prompts::add);
        prompts.sort(null);
        return prompts;
    }

    /** What to do with the file of a prompt. */
    @FunctionalInterface
    interface Visitor {

        void visit(Path file) throws IOException;
    }

    /** The prompts here, one after another: however many there are, none is kept. */
    void forEach(Visitor visitor) throws IOException {
        requireDirectory();
        walk.walk(
                directory,
                name -> {
                    Path file = isPromptName(name) ? directory.resolve(name) : null;
                    if (file != null && Files.isRegularFile(file)) {
                        visitor.visit(file);
                    }
                });
    }

    /** How many prompts lie here; no file is opened, and no name is kept. */
    long count() throws IOException {
        long[] count = {0};
        walk.walk(directory, name -> count[0] += isPromptName(name) ? 1 : 0);
        return count[0];
    }

    private boolean isPromptName(String name) {
        return !companions.isOne(name, this::exists)
                && TemplateFiles.templatesOf(name).stream().noneMatch(this::exists);
    }

    private boolean exists(String name) {
        return WholeFile.exists(directory.resolve(name));
    }

    /** Whether a prompt lies here under this name. */
    boolean holds(String name) {
        Path file = directory.resolve(name);
        return Files.isRegularFile(file) && companions.isPrompt(file);
    }

    /** The record beside a prompt; a missing node where none can be read. */
    JsonNode record(Path file) throws IOException {
        return WholeFile.readJson(companions.record(file));
    }

    /**
     * The name that a prompt came with into the inbox. Without a record that can be read and names
     * a prompt file it is the present name without its number.
     */
    static String promptName(Path directory, Path file, JsonNode record) {
        String known = record.path("prompt").asText("");
        boolean isOfInbox =
                TreeFiles.isNested(known)
                        ? DocumentNames.isOne(known)
                        : known.indexOf('\\') < 0 && PromptNames.isPrompt(known);
        return isOfInbox && FileNames.canWrite(known)
                ? known
                : TreeFiles.name(directory, file).replaceFirst(NUMBER, "");
    }
}
