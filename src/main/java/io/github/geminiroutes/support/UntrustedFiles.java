package io.github.geminiroutes.support;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.List;
import java.util.Set;

/**
 * The files of a directory that strangers write to. A regular file is opened once and read through
 * that handle; a symbolic link, a named pipe, a socket and a device never are. Below the directory
 * each folder is opened from the handle of the one above it. Thread-safe.
 *
 * <p>Java has no open that does not block and no look at the type of an open handle. Therefore the
 * name is looked at before the open and after the last byte: as every rename sets the change time,
 * equal stamps prove that what was opened is what was looked at. A pipe that takes the name in
 * between holds an open up until {@link #endBlockedOpens} ends it.
 */
public final class UntrustedFiles {

    private static final int BUFFER = 64 * 1024;

    private final Path directory;
    private final boolean followsLinks;
    private final boolean areHardLinksSafe;
    private final Set<OpenOption> options;
    private final OpenWatch watch = new OpenWatch();

    /**
     * @param directory is trusted itself, and may be a link
     * @param followsLinks whether symbolic links are followed, wherever they lead
     */
    public UntrustedFiles(Path directory, boolean followsLinks) {
        this(directory, followsLinks, HardLinks.ARE_PROTECTED);
    }

    /** For a test of a kernel that protects hard links, or does not. */
    UntrustedFiles(Path directory, boolean followsLinks, boolean areHardLinksSafe) {
        this.directory = directory;
        this.followsLinks = followsLinks;
        this.areHardLinksSafe = areHardLinksSafe;
        this.options =
                followsLinks
                        ? Set.of(StandardOpenOption.READ)
                        : Set.of(StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS);
    }

    /** What is made of an open file. */
    @FunctionalInterface
    private interface Use<T> {

        T of(SeekableByteChannel channel, FileStamp stamp) throws IOException;
    }

    /** What a reader makes of an open file. */
    @FunctionalInterface
    public interface Reading<T> {

        /**
         * @param in ends after the file's size as it was when it was opened
         */
        T read(InputStream in, FileStamp stamp) throws IOException;
    }

    /** A file's content, and its stamp when it was read. */
    public record Content(byte[] bytes, FileStamp stamp) {}

    /**
     * Looks at a file without opening it.
     *
     * @param name relative to the directory, with '/' between folders
     * @throws NoSuchFileException if there is none of that name
     * @throws RefusedFileException if it is no regular file, or has several names and the kernel
     *     does not protect hard links
     */
    public FileStamp look(String name) throws IOException {
        try (OpenFolder folder = open(name)) {
            return requireRegular(folder.look(last(name)));
        }
    }

    /** Whether a file of this name, in the directory itself, is one that can be read. */
    public boolean isRegular(String name) {
        if (!FileNames.canWrite(name)) {
            return false;
        }
        Path file = directory.resolve(name);
        if (areHardLinksSafe && !watch.areLeasesSuspected()) {
            // A whole inbox is asked: a stamp would take ten times as long.
            return Files.isRegularFile(file, FileStamp.options(followsLinks));
        }
        try {
            requireRegular(FileStamp.of(file, followsLinks));
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    /**
     * Opens a file and reads it.
     *
     * @throws NoSuchFileException if there is none of that name
     * @throws RefusedFileException as {@link #look}
     * @throws FileChangedException if it was changed meanwhile; the result of the reading is void
     */
    public <T> T read(String name, Reading<T> reading) throws IOException {
        return use(
                name,
                null,
                (channel, stamp) -> {
                    if (channel.size() != stamp.size()) {
                        throw new FileChangedException();
                    }
                    return reading.read(Channels.newInputStream(channel), stamp);
                });
    }

    /** Looks at it first, unless its stamp of a moment ago is known. */
    private <T> T use(String name, FileStamp known, Use<T> use) throws IOException {
        try (OpenFolder folder = open(name)) {
            Path file = last(name);
            FileStamp before = known == null ? requireRegular(folder.look(file)) : known;
            T result;
            try (SeekableByteChannel channel = folder.channel(file, options)) {
                // A pipe has no position, and this never waits for one.
                channel.position(0);
                result = use.of(channel, before);
            } catch (IOException e) {
                // A link or a pipe in its place refuses in a way of its own.
                requireSame(before, folder.look(file));
                throw e;
            }
            requireSame(before, folder.look(file));
            return result;
        }
    }

    private static void requireSame(FileStamp before, FileStamp after) throws IOException {
        if (!before.equals(after)) {
            throw new FileChangedException();
        }
    }

    /** Opens a file as it was at the look; it is for the caller to see whether it changes. */
    public InputStream open(String name, FileStamp stamp) throws IOException {
        try (OpenFolder folder = open(name)) {
            return folder.stream(last(name), stamp, options);
        }
    }

    /**
     * Reads a whole file.
     *
     * @param stamp of an earlier look; the size is that of the result
     * @throws FileChangedException if it is not as it was at that look
     */
    public byte[] read(String name, FileStamp stamp) throws IOException {
        return use(
                name,
                null,
                (channel, now) -> {
                    requireSame(stamp, now);
                    return bytes(channel, now);
                });
    }

    /**
     * Reads a whole file, at most so many bytes.
     *
     * @return null if it is larger; nothing is read then
     */
    public Content read(String name, long most) throws IOException {
        return read(name, most, null);
    }

    /** The same for a file that was looked at a moment ago, which had this stamp. */
    public Content read(String name, long most, FileStamp known) throws IOException {
        return use(
                name,
                known,
                (file, now) -> now.size() > most ? null : new Content(bytes(file, now), now));
    }

    /** In pieces: Java keeps a buffer for each thread. The stamp afterwards tells of more bytes. */
    private static byte[] bytes(SeekableByteChannel file, FileStamp stamp) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(Math.toIntExact(stamp.size()));
        while (bytes.position() < bytes.capacity()) {
            bytes.limit(Math.min(bytes.position() + BUFFER, bytes.capacity()));
            if (file.read(bytes) < 0) {
                throw new FileChangedException();
            }
        }
        return bytes.array();
    }

    /** Where a file of a name lies; the folders on the way may be anything. */
    public Path path(String name) {
        return directory.resolve(name);
    }

    /** For how long the oldest open is under way; zero if there is none. */
    public Duration longestOpen() {
        return watch.longest();
    }

    /** Ends opens that take longer, for a timer. */
    public void endBlockedOpens(Duration after) {
        watch.endBlocked(after);
    }

    private FileStamp requireRegular(FileStamp stamp) throws RefusedFileException {
        if (!stamp.isFile()) {
            throw new RefusedFileException("is " + stamp.kind().text());
        }
        if (!areHardLinksSafe && stamp.links() != 1) {
            throw new RefusedFileException(
                    "has %d names (hard links), and this kernel lets anybody make them"
                            .formatted(stamp.links()));
        }
        watch.requireUnleased(stamp);
        return stamp;
    }

    OpenFolder open(String name) throws IOException {
        int end = name.lastIndexOf('/');
        List<String> folders = end < 0 ? List.of() : List.of(name.substring(0, end).split("/", -1));
        return OpenFolder.of(directory, folders, followsLinks, watch);
    }

    static Path last(String name) throws UnwritableNameException {
        return FileNames.path(name.substring(name.lastIndexOf('/') + 1));
    }

    @Override
    public String toString() {
        return directory.toString();
    }
}
