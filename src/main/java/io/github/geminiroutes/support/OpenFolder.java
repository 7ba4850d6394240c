package io.github.geminiroutes.support;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.Channels;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.SecureDirectoryStream;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributeView;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * A folder that was reached from a trusted directory name by name, without following a link. Where
 * the platform has handles of directories, it is held open: whatever is put in the place of one of
 * the folders on the way has no effect.
 */
final class OpenFolder implements Closeable {

    private final Path path;
    private final boolean followsLinks;
    private final OpenWatch watch;
    private final SecureDirectoryStream<Path> handle;

    /**
     * @param handle null where the path is enough: in the trusted directory itself
     */
    private OpenFolder(
            Path path, boolean followsLinks, OpenWatch watch, SecureDirectoryStream<Path> handle) {
        this.path = path;
        this.followsLinks = followsLinks;
        this.watch = watch;
        this.handle = handle;
    }

    /**
     * @param directory where the walk begins
     * @param names the folders below it, in order
     * @throws NoSuchFileException if one of them is missing or is a file
     * @throws RefusedFileException if one of them is a link or anything else
     */
    static OpenFolder of(Path directory, List<String> names, boolean followsLinks, OpenWatch watch)
            throws IOException {
        if (names.isEmpty()) {
            return new OpenFolder(directory, followsLinks, watch, null);
        }
        List<Path> paths = new ArrayList<>(names.size());
        for (String name : names) {
            paths.add(FileNames.path(name));
        }
        if (followsLinks) {
            return new OpenFolder(resolve(directory, paths), followsLinks, watch, null);
        }
        OpenFolder folder = new OpenFolder(directory, false, watch, handle(directory));
        for (Path path : paths) {
            folder = folder.enter(path);
        }
        return folder;
    }

    /** A trusted folder, held open where the platform has handles of directories. */
    static OpenFolder ofTrusted(Path directory) throws IOException {
        return new OpenFolder(directory, false, new OpenWatch(), handle(directory));
    }

    private static Path resolve(Path directory, List<Path> names) {
        Path path = directory;
        for (Path name : names) {
            path = path.resolve(name);
        }
        return path;
    }

    private static SecureDirectoryStream<Path> handle(Path directory) throws IOException {
        DirectoryStream<Path> stream = Files.newDirectoryStream(directory);
        if (stream instanceof SecureDirectoryStream<Path> secure) {
            return secure;
        }
        stream.close();
        return null;
    }

    private OpenFolder enter(Path name) throws IOException {
        try {
            // Looked at first: an open of a named pipe would wait for its writer.
            FileStamp.Kind kind = look(name).kind();
            if (kind == FileStamp.Kind.FILE) {
                throw new NoSuchFileException(path.resolve(name).toString());
            }
            if (kind != FileStamp.Kind.FOLDER) {
                throw new RefusedFileException("leads through " + kind.text());
            }
            Path below = path.resolve(name);
            return new OpenFolder(below, false, watch, handle == null ? null : open(name, below));
        } finally {
            close();
        }
    }

    private SecureDirectoryStream<Path> open(Path name, Path below) throws IOException {
        return watch.open(below, () -> handle.newDirectoryStream(name, LinkOption.NOFOLLOW_LINKS));
    }

    /** The stamp of a file in the folder. */
    FileStamp look(Path name) throws IOException {
        FileStamp stamp = FileStamp.of(path.resolve(name), followsLinks);
        if (handle != null) {
            // The handle does not tell the change time, and the path may lead elsewhere by now.
            Object key =
                    handle.getFileAttributeView(
                                    name,
                                    BasicFileAttributeView.class,
                                    FileStamp.options(followsLinks))
                            .readAttributes()
                            .fileKey();
            if (!key.equals(stamp.key())) {
                throw new FileChangedException();
            }
        }
        return stamp;
    }

    /**
     * Opens a file for reading.
     *
     * @throws FileChangedException if it has another stamp
     */
    InputStream stream(Path name, FileStamp stamp, Set<OpenOption> options) throws IOException {
        SeekableByteChannel channel = channel(name, options);
        try {
            if (!stamp.equals(look(name))) {
                throw new FileChangedException();
            }
            return Channels.newInputStream(channel);
        } catch (IOException e) {
            channel.close();
            throw e;
        }
    }

    SeekableByteChannel channel(Path name, Set<OpenOption> options) throws IOException {
        Path file = path.resolve(name);
        return watch.open(
                file,
                () ->
                        handle == null
                                ? Files.newByteChannel(file, options)
                                : handle.newByteChannel(name, options));
    }

    /** Renames a file into another folder, over one of that name. */
    void move(Path name, OpenFolder to, Path newName) throws IOException {
        if (handle != null && to.handle != null) {
            handle.move(name, to.handle, newName);
        } else {
            Files.move(
                    path.resolve(name), to.path.resolve(newName), StandardCopyOption.ATOMIC_MOVE);
        }
    }

    @Override
    public void close() throws IOException {
        if (handle != null) {
            handle.close();
        }
    }
}
