package io.github.geminiroutes.support;

import static java.nio.file.LinkOption.NOFOLLOW_LINKS;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermission;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The permissions of files that are locked. Who may read a file may have a shared lock on it, and
 * so keep each program off: only those may read it who may write it.
 */
public final class LockPermissions {

    private static final Logger LOG = LoggerFactory.getLogger(LockPermissions.class);

    private LockPermissions() {}

    /**
     * Makes the file if it is not there, and closes it to readers.
     *
     * @throws IOException if it can neither be made nor looked at
     */
    public static void prepare(Path file) throws IOException {
        try {
            Files.createFile(file, FileModes.ofFile());
        } catch (FileAlreadyExistsException e) {
            LOG.trace("{} is there", file, e);
        }
        closeToReaders(file);
    }

    /**
     * Takes the right to read from those who may not write. A file of another user stays as it is.
     *
     * @throws IOException if it cannot be looked at
     */
    public static void closeToReaders(Path file) throws IOException {
        PosixFileAttributeView view =
                Files.getFileAttributeView(file, PosixFileAttributeView.class, NOFOLLOW_LINKS);
        if (view == null) {
            return;
        }
        Set<PosixFilePermission> permissions = view.readAttributes().permissions();
        boolean isOpen =
                !permissions.contains(PosixFilePermission.GROUP_WRITE)
                        && permissions.remove(PosixFilePermission.GROUP_READ);
        isOpen |=
                !permissions.contains(PosixFilePermission.OTHERS_WRITE)
                        && permissions.remove(PosixFilePermission.OTHERS_READ);
        if (isOpen) {
            try {
                view.setPermissions(permissions);
            } catch (FileSystemException e) {
                LOG.debug("{} is another user's, and stays as it is", file, e);
            }
        }
    }
}
