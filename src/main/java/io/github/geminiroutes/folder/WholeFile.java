package io.github.geminiroutes.folder;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectWriter;
import com.fasterxml.jackson.databind.node.MissingNode;
import io.github.geminiroutes.support.AtomicFile;
import io.github.geminiroutes.support.GeminiJson;
import io.github.geminiroutes.support.VisibleJson;
import java.io.DataOutputStream;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Collection;

/**
 * Files of the drop folder, which are whole or absent: see {@link AtomicFile}. A directory that
 * does not take a file is reported as a {@link FolderException}.
 */
public final class WholeFile {

    /** The stream is forced to disk, and closed, by its owner. */
    private static final ObjectWriter RECORD =
            GeminiJson.MAPPER
                    .writerWithDefaultPrettyPrinter()
                    .without(JsonGenerator.Feature.AUTO_CLOSE_TARGET);

    private WholeFile() {}

    /**
     * Writes the file, over an older one of that name. Nothing is left behind where it fails.
     *
     * @throws FolderException if the directory does not take it
     */
    public static void write(Path target, byte[] content) throws IOException {
        try {
            AtomicFile.write(target, content);
        } catch (IOException e) {
            throw new FolderException(target.getParent(), content.length, e);
        }
    }

    /**
     * Writes a file whose content is never in memory as a whole.
     *
     * @param size of the content in bytes
     * @throws FolderException if the directory does not take it
     */
    static void write(Path target, AtomicFile.Content content, long size) throws IOException {
        try {
            AtomicFile.write(target, content);
        } catch (IOException e) {
            throw new FolderException(target.getParent(), size, e);
        }
    }

    /**
     * Writes a file that is not there yet, also where others try to at the same moment.
     *
     * @return false if it is there; it is left alone
     * @throws FolderException if the directory does not take it
     */
    static boolean writeNew(Path target, JsonNode record) throws IOException {
        try {
            return AtomicFile.writeNew(target, out -> writeRecord(record, out));
        } catch (IOException e) {
            throw new FolderException(target.getParent(), size(record), e);
        }
    }

    /**
     * The same for a file of any content.
     *
     * @return false if it is there; it is left alone
     * @throws FolderException if the directory does not take it
     */
    static boolean writeNew(Path target, byte[] content) throws IOException {
        try {
            return AtomicFile.writeNew(target, out -> out.write(content));
        } catch (IOException e) {
            throw new FolderException(target.getParent(), content.length, e);
        }
    }

    /**
     * Renames a file to a name that is free.
     *
     * @return false if it is not free; the file stays
     * @throws FolderException if the directory does not take it
     */
    static boolean moveNew(Path from, Path to) throws IOException {
        try {
            return AtomicFile.moveNew(from, to);
        } catch (IOException e) {
            throw new FolderException(to.getParent(), 0, e);
        }
    }

    /** Writes a record. */
    static void write(Path target, JsonNode record) throws IOException {
        try {
            AtomicFile.write(target, out -> writeRecord(record, out));
        } catch (IOException e) {
            throw new FolderException(target.getParent(), size(record), e);
        }
    }

    /** An answer of megabytes is in memory already: its record is not, as bytes. */
    private static void writeRecord(JsonNode record, OutputStream out) throws IOException {
        RECORD.writeValue(VisibleJson.to(out), record);
    }

    private static long size(JsonNode record) throws IOException {
        DataOutputStream counted = new DataOutputStream(OutputStream.nullOutputStream());
        writeRecord(record, counted);
        return counted.size();
    }

    /** Reads a record; a missing node if there is none, or it is damaged or closed to us. */
    static JsonNode readJson(Path file) throws IOException {
        if (!exists(file) || !Files.isRegularFile(file)) {
            return MissingNode.getInstance();
        }
        try {
            return GeminiJson.MAPPER.readTree(file.toFile());
        } catch (JsonProcessingException | FileNotFoundException e) {
            // The second is Java's word for a file that may not be read, too.
            return MissingNode.getInstance();
        }
    }

    /**
     * Renames a file; the values of a template go along. A file that is gone was removed by its
     * owner, which is no error.
     *
     * @return whether it was there
     * @throws FolderException if one of the two directories is gone or refuses the rename
     */
    static boolean move(Path from, Path to) throws IOException {
        try {
            Files.move(from, to, StandardCopyOption.ATOMIC_MOVE);
            TemplateFiles.followed(from, to);
            return true;
        } catch (AtomicMoveNotSupportedException e) {
            throw new FolderException(to.getParent(), 0, e);
        } catch (IOException e) {
            boolean isFromSound = FolderFault.seen(from.getParent()) == null;
            boolean isTakenAway = e instanceof NoSuchFileException && isFromSound && !exists(from);
            if (!isTakenAway) {
                throw new FolderException(isFromSound ? to.getParent() : from.getParent(), 0, e);
            }
            return false;
        }
    }

    /** Whether a name is taken: a link to nowhere has its name, too, and takes no file. */
    static boolean isTaken(Path path) {
        return exists(path) || Files.isSymbolicLink(path);
    }

    /**
     * Whether the file exists. {@link Files#exists} throws and catches an exception for a missing
     * file, which is too expensive for the normal case.
     */
    static boolean exists(Path path) {
        return path.toFile().exists();
    }

    /** Whether the folder has a file of one of these names. */
    static boolean anyExists(Path folder, Collection<String> names) {
        for (String name : names) {
            if (exists(folder.resolve(name))) {
                return true;
            }
        }
        return false;
    }
}
