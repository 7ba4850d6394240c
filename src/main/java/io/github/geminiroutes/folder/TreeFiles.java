package io.github.geminiroutes.folder;

import io.github.geminiroutes.support.FileModes;
import io.github.geminiroutes.support.RefusedFileException;
import io.github.geminiroutes.support.UntrustedFiles;
import io.github.geminiroutes.support.UntrustedMove;
import java.io.IOException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/**
 * The files below one of the folders. Each has a name: its path from there, with '/' between
 * folders. The tree of the inbox is mirrored in the other folders as far as it is needed.
 */
final class TreeFiles {

    private TreeFiles() {}

    /** The name of a file below a folder. */
    static String name(Path folder, Path file) {
        Path parent = file.getParent();
        if (parent == null || parent.equals(folder)) {
            return file.getFileName().toString();
        }
        Path below =
                file.startsWith(folder)
                        ? folder.relativize(file)
                        : folder.toAbsolutePath()
                                .normalize()
                                .relativize(file.toAbsolutePath().normalize());
        return below.toString().replace(below.getFileSystem().getSeparator(), "/");
    }

    /** Whether a name leads into a folder of its own. */
    static boolean isNested(String name) {
        return name.indexOf('/') >= 0;
    }

    /**
     * Whether a name stays below its folder, and no part of it is hidden or empty. A backslash is
     * in no such name: Camel takes it for the end of a folder, on every system.
     */
    static boolean isPlain(String name) {
        for (String part : name.split("/", -1)) {
            if (part.isEmpty() || part.charAt(0) == '.') {
                return false;
            }
        }
        return name.indexOf('\0') < 0 && name.indexOf('\\') < 0;
    }

    /**
     * Makes the folders that a file of a name needs. The upper folder itself is never made: if it
     * is gone, its disk is.
     *
     * @throws FolderException if one cannot be made
     */
    static void makeFolders(Path upper, String name) throws IOException {
        if (!isNested(name)) {
            return;
        }
        Path folder = upper.resolve(name).getParent();
        if (folder.equals(upper) || folder.toFile().isDirectory()) {
            return;
        }
        Path at = upper;
        for (Path part : upper.relativize(folder)) {
            at = at.resolve(part);
            try {
                Files.createDirectory(at, FileModes.ofDirectory());
            } catch (FileAlreadyExistsException e) {
                if (!Files.isDirectory(at)) {
                    PutAside.file(upper, at);
                    makeFolders(upper, name);
                    return;
                }
            } catch (IOException e) {
                throw new FolderException(upper, 0, e);
            }
        }
    }

    /** Whether a file has the name of a folder that a file of this name needs. */
    static boolean isBlocked(Path upper, String name) {
        Path at = upper.resolve(name).getParent();
        while (!at.equals(upper) && !WholeFile.exists(at)) {
            at = at.getParent();
        }
        return !at.equals(upper) && !Files.isDirectory(at);
    }

    /**
     * Makes the folders of a name in the inbox, where strangers make some, too.
     *
     * @return false if one of them is a link or a file
     */
    static boolean makeInboxFolders(Path inbox, String name) throws IOException {
        Path at = inbox;
        for (Path part : Path.of(name).getParent()) {
            at = at.resolve(part);
            if (!Files.exists(at, LinkOption.NOFOLLOW_LINKS)) {
                try {
                    Files.createDirectory(at, FileModes.ofDirectory());
                } catch (FileAlreadyExistsException e) {
                    // Another program made it; the next line shows what it is.
                } catch (IOException e) {
                    throw new FolderException(inbox, 0, e);
                }
            }
            if (!Files.isDirectory(at, LinkOption.NOFOLLOW_LINKS)) {
                return false;
            }
        }
        return true;
    }

    /**
     * Renames a prompt of the inbox. One that is gone was removed by its owner, alone or with its
     * folder, which is no error.
     *
     * @param upper the folder that the target lies below
     * @return whether it was there
     * @throws FolderException if a folder is gone or refuses the rename
     */
    static boolean moveOut(UntrustedFiles inbox, String name, Path upper, Path target)
            throws IOException {
        try {
            if (!isNested(name)) {
                return WholeFile.move(inbox.path(name), target);
            }
            makeFolders(upper, name(upper, target));
            return moveNested(inbox, name, target);
        } catch (FolderException e) {
            if (SubmittedFiles.areRemoved(inbox)) {
                return false;
            }
            throw e;
        }
    }

    private static boolean moveNested(UntrustedFiles inbox, String name, Path target)
            throws IOException {
        try {
            UntrustedMove.out(inbox, name, target);
            return true;
        } catch (RefusedFileException e) {
            return false;
        } catch (IOException e) {
            Path whole = inbox.path("");
            Path file = inbox.path(name);
            boolean isSound = FolderFault.seen(whole) == null;
            if (e instanceof NoSuchFileException && isSound && !WholeFile.exists(file)) {
                return false;
            }
            boolean isKept = Movable.isKept(whole, file);
            Path closed = isKept ? file.getParent() : target.getParent();
            throw new FolderException(isSound ? closed : whole, 0, e);
        }
    }

    /**
     * Renames a prompt into the inbox.
     *
     * @throws FolderException if a folder is gone or refuses the rename
     */
    static GivenBack moveIn(Path source, UntrustedFiles inbox, String name) throws IOException {
        if (WholeFile.exists(inbox.path(name))) {
            // Another program may have moved it since it was found.
            return WholeFile.exists(source) ? GivenBack.STAYS : GivenBack.GONE;
        }
        if (!isNested(name)) {
            return WholeFile.move(source, inbox.path(name)) ? GivenBack.MOVED : GivenBack.GONE;
        }
        if (!makeInboxFolders(inbox.path(""), name)) {
            return GivenBack.STAYS;
        }
        try {
            UntrustedMove.in(source, inbox, name);
            return GivenBack.MOVED;
        } catch (RefusedFileException e) {
            return GivenBack.STAYS;
        } catch (IOException e) {
            if (e instanceof NoSuchFileException && !WholeFile.exists(source)) {
                return GivenBack.GONE;
            }
            throw new FolderException(inbox.path(""), 0, e);
        }
    }

    /** Removes the folders above a file that was moved away, as far as they are empty. */
    static void removeEmpty(Path upper, Path file) throws IOException {
        Path folder = file.getParent();
        while (!folder.equals(upper) && folder.startsWith(upper)) {
            try {
                Files.delete(folder);
            } catch (DirectoryNotEmptyException | NoSuchFileException e) {
                return;
            }
            folder = folder.getParent();
        }
    }
}
