package io.github.geminiroutes.diagnostics.system;

import io.github.geminiroutes.folder.DropFolder;
import io.github.geminiroutes.settings.Settings;
import io.github.geminiroutes.support.FileModes;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileSystemException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * The directories that the program needs: creates missing ones, and tries each with a real file.
 */
public final class Directories {

    private final List<Path> required;
    private final Set<PosixFilePermission> permissions;

    /**
     * The required directories, those of the settings and, where prompts are taken, their folders.
     */
    public Directories(Settings settings) {
        Set<Path> all = new LinkedHashSet<>(settings.directories("gemini.required-dirs"));
        for (String name : List.of("data", "log", "cache", "tmp")) {
            all.add(settings.directory("gemini." + name + "-dir"));
        }
        if (settings.text("gemini.prompts.enabled").equals("true")) {
            Path data = settings.directory("gemini.data-dir");
            DropFolder.FOLDERS.forEach(folder -> all.add(data.resolve(folder)));
        }
        this.required = List.copyOf(all);
        this.permissions = FileModes.set(settings.permissions("gemini.default-perms"));
    }

    /** The directories, in the order of their creation. */
    public List<Path> required() {
        return required;
    }

    /**
     * Creates a directory and its missing parents with the permissions of the setting. A directory
     * that exists is not changed.
     *
     * @return whether the directory was created
     * @throws IOException if it could not be created
     */
    public boolean create(Path directory) throws IOException {
        if (Files.isDirectory(directory)) {
            return false;
        }
        List<Path> missing = new ArrayList<>();
        for (Path path = directory; path != null && !Files.exists(path); path = path.getParent()) {
            missing.add(0, path);
        }
        if (missing.isEmpty()) {
            throw new IOException("it is no directory");
        }
        for (Path path : missing) {
            Files.createDirectory(path);
            if (FileSystems.getDefault().supportedFileAttributeViews().contains("posix")) {
                // Set afterwards, because the process's umask would remove bits.
                Files.setPosixFilePermissions(path, permissions);
            }
        }
        return true;
    }

    /**
     * Lists the directory, writes a real file, reads it back and deletes it.
     *
     * @return the problem of the directory, or null if it has none
     */
    public static String problem(Path directory) {
        if (!Files.isDirectory(directory)) {
            return Files.exists(directory) ? "is no directory" : "does not exist";
        }
        byte[] content = "gemini-routes".getBytes(StandardCharsets.UTF_8);
        try (DirectoryStream<Path> listing = Files.newDirectoryStream(directory)) {
            listing.iterator().hasNext();
        } catch (DirectoryIteratorException e) {
            return "cannot be listed (" + reason(e.getCause()) + ")";
        } catch (IOException e) {
            return "cannot be listed (" + reason(e) + ")";
        }
        try {
            Path file = TrialFile.create(directory);
            try {
                Files.write(file, content);
                return Arrays.equals(Files.readAllBytes(file), content)
                        ? null
                        : "does not return what was written";
            } finally {
                Files.delete(file);
            }
        } catch (IOException e) {
            return "cannot be written (" + reason(e) + ")";
        }
    }

    /**
     * Removes what checks that were killed have left in a directory: regular files of the name of a
     * check that are older than a minute.
     */
    public static void removeOldTrials(Path directory) {
        TrialFile.removeOld(directory);
    }

    /** The operating system's words, such as "Read-only file system", or the exception's name. */
    public static String reason(IOException e) {
        String words = e instanceof FileSystemException file ? file.getReason() : e.getMessage();
        return e instanceof AccessDeniedException
                ? "Permission denied"
                : words == null ? e.getClass().getSimpleName() : words;
    }
}
