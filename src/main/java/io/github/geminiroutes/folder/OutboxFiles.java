package io.github.geminiroutes.folder;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.geminiroutes.answer.AnswerFile;
import io.github.geminiroutes.support.FileModes;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The files of answers in the outbox. What the record does not hold is on disk, under a hidden
 * name, before the record is, see {@link KeptFiles}: from the record alone the files of an answer
 * are finished. No file is ever put over another one.
 */
final class OutboxFiles {

    private static final Logger LOG = LoggerFactory.getLogger(OutboxFiles.class);

    private static final String FILES = "files";
    private static final String FILE = "file";
    private static final String WANTED = "outputFile";

    /**
     * What Linux takes as one path, less the room for a number, another ending, and the hidden file
     * that is written beside it first.
     */
    private static final int MOST_BYTES = 4096 - 64;

    private final Path outbox;

    private final KeptFiles kept;

    OutboxFiles(Path outbox, Clock clock) {
        this.outbox = outbox;
        this.kept = new KeptFiles(outbox, clock);
    }

    /** The files of answers whose record is not written yet. */
    KeptFiles kept() {
        return kept;
    }

    /** Whether an answer with this number is not there, and no file has a name that it needs. */
    boolean isFree(String prompt, int number, List<AnswerFile> files) {
        // Most answers have one of the two names: a look at the disk for each name, not two.
        Set<String> names = new HashSet<>(AnswerNames.of(prompt, number, files));
        names.add(CompanionNames.of(prompt, number, ".response.md"));
        names.add(CompanionNames.of(prompt, number, ".response.json"));
        return isFree(names);
    }

    private boolean isFree(Collection<String> names) {
        return !WholeFile.anyExists(outbox, names);
    }

    /**
     * Notes in its record how the files of an answer are called.
     *
     * @param number of the asking, from 1
     */
    void name(String prompt, int number, OutgoingAnswer answer) {
        ObjectNode record = answer.record();
        List<AnswerFile> files = answer.files();
        String wanted = answer.wanted();
        // In the folder of the usual name.
        String folder = prompt.substring(0, prompt.lastIndexOf('/') + 1);
        List<String> names = wanted == null ? null : wanted(prompt, folder + wanted, files);
        if (names == null) {
            names = AnswerNames.of(prompt, number, files);
            record.remove(WANTED);
        } else {
            record.put(WANTED, wanted);
        }
        List<ObjectNode> notes = notes(record);
        notes.forEach(note -> note.putNull(FILE));
        ArrayNode entries = record.putArray(FILES);
        for (int i = 0; i < names.size(); i++) {
            AnswerFile file = files.get(i);
            ObjectNode entry = entries.addObject();
            entry.put("name", names.get(i)).put("type", file.type());
            if (file.candidate() != files.get(0).candidate()) {
                entry.put("candidate", file.candidate());
            }
            if (answer.isKept(file)) {
                entry.put("size", file.size()).put("sha256", file.sha256());
            }
            if (file.isMedia()) {
                note(notes, file.sha256(), names.get(i));
            } else if (!file.text().equals(record.path("text").textValue())) {
                entry.put("text", file.text());
            }
        }
    }

    /** What the response in a record has in place of the bytes of media. */
    private static List<ObjectNode> notes(JsonNode record) {
        List<ObjectNode> notes = new ArrayList<>();
        for (JsonNode holder : record.path("response").findParents("sha256")) {
            if (holder instanceof ObjectNode note && note.has(FILE)) {
                notes.add(note);
            }
        }
        return notes;
    }

    /** The same picture may come twice. */
    private static void note(List<ObjectNode> notes, String sha256, String name) {
        notes.stream()
                .filter(note -> note.get(FILE).isNull())
                .filter(note -> note.path("sha256").asText().equals(sha256))
                .findFirst()
                .ifPresent(note -> note.put(FILE, name));
    }

    /** The first names of this kind that are free; null if the outbox cannot have such files. */
    private List<String> wanted(String prompt, String wanted, List<AnswerFile> files) {
        try {
            Path target = outbox.resolve(wanted);
            if (target.toString().getBytes(StandardCharsets.UTF_8).length > MOST_BYTES) {
                throw new IOException("its path is too long");
            }
            Path parent = target.getParent();
            if (!parent.equals(outbox)) {
                Files.createDirectories(parent, FileModes.ofDirectory());
                if (!parent.toRealPath().startsWith(outbox.toRealPath())) {
                    throw new IOException("its folder is a link to another place");
                }
                if (!Files.isWritable(parent)) {
                    throw new IOException("its folder cannot be written to");
                }
            }
        } catch (IOException | InvalidPathException e) {
            LOG.warn(
                    "The answer to {} cannot be called {}, and has its usual name: {}",
                    CompanionNames.printable(prompt),
                    CompanionNames.printable(wanted),
                    e.toString());
            return null;
        }
        return AnswerNames.free(wanted, files, name -> WholeFile.isTaken(outbox.resolve(name)));
    }

    /** Whether the files of an answer can be put out by its record. */
    boolean isSound(JsonNode record) {
        JsonNode files = record.path(FILES);
        for (JsonNode entry : files) {
            try {
                String name = entry.path("name").asText();
                Path target = outbox.resolve(name);
                if (!target.normalize().equals(target)
                        || !target.startsWith(outbox)
                        || target.equals(outbox)) {
                    return false;
                }
            } catch (InvalidPathException e) {
                return false;
            }
        }
        return !files.isEmpty();
    }

    /**
     * Puts out what of an answer is not out yet. A file whose name is taken gets another one. The
     * record has it before the file does: a kill in between leaves no record that names the file of
     * another answer.
     *
     * @param record which is sound
     * @param file that holds the record, and is written again where a name changes
     */
    void place(JsonNode record, Path file) throws IOException {
        JsonNode files = record.path(FILES);
        for (int i = 0; i < files.size(); i++) {
            ObjectNode entry = (ObjectNode) files.get(i);
            String name = entry.path("name").asText();
            int number = 1;
            while (!tryPlace(record, i, outbox.resolve(entry.path("name").asText()))) {
                String next;
                do {
                    next = AnswerNames.numbered(name, ++number);
                } while (WholeFile.isTaken(outbox.resolve(next)));
                rename(record, entry, next);
                WholeFile.write(file, record);
            }
        }
    }

    /** Puts the file there, unless it is; returns false if another one has its name. */
    private boolean tryPlace(JsonNode record, int index, Path target) throws IOException {
        JsonNode entry = record.path(FILES).get(index);
        if (!target.getParent().equals(outbox)) {
            Files.createDirectories(target.getParent(), FileModes.ofDirectory());
        }
        if (entry.has("sha256")) {
            String sha256 = entry.path("sha256").asText();
            return kept.place(record.path("prompt").asText(), index, sha256, target);
        }
        String text =
                entry.has("text") ? entry.path("text").asText() : record.path("text").asText();
        byte[] content = text.getBytes(StandardCharsets.UTF_8);
        // One that is there was put out already, or was changed since.
        return WholeFile.writeNew(target, content) || has(target, content);
    }

    private static boolean has(Path file, byte[] content) throws IOException {
        return Files.isRegularFile(file)
                && Files.size(file) == content.length
                && Arrays.equals(Files.readAllBytes(file), content);
    }

    private static void rename(JsonNode record, ObjectNode entry, String name) {
        String before = entry.path("name").asText();
        entry.put("name", name);
        notes(record).stream()
                .filter(note -> note.get(FILE).asText().equals(before))
                .forEach(note -> note.put(FILE, name));
    }

    /** Removes the files of an answer that another instance gave, too. */
    void remove(JsonNode record) throws IOException {
        for (JsonNode entry : record.path(FILES)) {
            Files.deleteIfExists(outbox.resolve(entry.path("name").asText()));
        }
    }
}
