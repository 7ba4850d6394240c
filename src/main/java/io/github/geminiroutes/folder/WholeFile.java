package io.github.geminiroutes.folder;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectWriter;
import com.fasterxml.jackson.databind.node.MissingNode;
import io.github.geminiroutes.support.AtomicFile;
import io.github.geminiroutes.support.GeminiJson;
import io.github.geminiroutes.support.VisibleJson;
import java.io.FileNotFoundException;
import java.io.IOException;
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

    private static final ObjectWriter RECORD = GeminiJson.MAPPER.writerWithDefaultPrettyPrinter();

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
        return writeNew(target, bytes(record));
    }

    /** The same with any content. */
    static boolean writeNew(Path target, byte[] content) throws IOException {
        try {
            return AtomicFile.writeNew(target, content);
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
        write(target, bytes(record));
    }

    private static byte[] bytes(JsonNode record) throws IOException {
        return VisibleJson.of(RECORD.writeValueAsBytes(record));
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
