package io.github.geminiroutes.support;

import java.io.IOException;
import java.io.InputStream;
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

    private static final Path LINUX = Path.of("/proc/sys/fs");
    private static final int BUFFER = 64 * 1024;

    /** Asked once: an instance may be made for each prompt. */
    private static final boolean ARE_HARD_LINKS_PROTECTED = areHardLinksProtected();

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
        this(directory, followsLinks, ARE_HARD_LINKS_PROTECTED);
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

    /** Where it does not, anybody can give the secret of another a name in the directory. */
    private static boolean areHardLinksProtected() {
        if (!Files.isDirectory(LINUX)) {
            // Windows and macOS: the platform's own rules hold, which no setting turns off.
            return true;
        }
        try {
            return !Files.readString(LINUX.resolve("protected_hardlinks")).strip().equals("0");
        } catch (IOException e) {
            return false;
        }
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
        if (areHardLinksSafe) {
            // A whole inbox is asked: a stamp would take ten times as long.
            return Files.isRegularFile(file, FileStamp.options(followsLinks));
        }
        try {
            return isRegular(FileStamp.of(file, followsLinks));
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
        try (OpenFolder folder = open(name)) {
            Path file = last(name);
            FileStamp before = requireRegular(folder.look(file));
            T result;
            try {
                result = read(folder, file, before, reading);
            } catch (IOException e) {
                // A link or a pipe in its place refuses in a way of its own.
                requireSame(before, folder.look(file));
                throw e;
            }
            requireSame(before, folder.look(file));
            return result;
        }
    }

    private <T> T read(OpenFolder folder, Path file, FileStamp stamp, Reading<T> reading)
            throws IOException {
        try (SeekableByteChannel channel = folder.channel(file, options)) {
            // A pipe has no position, and this never waits for one.
            channel.position(0);
            if (channel.size() != stamp.size()) {
                throw new FileChangedException();
            }
            return reading.read(Channels.newInputStream(channel), stamp);
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
        return read(
                name,
                (in, now) -> {
                    requireSame(stamp, now);
                    return bytes(in, now);
                });
    }

    /**
     * Reads a whole file, at most so many bytes.
     *
     * @return null if it is larger; nothing is read then
     */
    public Content read(String name, long most) throws IOException {
        return read(name, (in, now) -> now.size() > most ? null : new Content(bytes(in, now), now));
    }

    /** In pieces: Java keeps a buffer for each thread. The stamp afterwards tells of more bytes. */
    private static byte[] bytes(InputStream in, FileStamp stamp) throws IOException {
        byte[] bytes = new byte[Math.toIntExact(stamp.size())];
        int length = 0;
        int count = 0;
        while (count >= 0 && length < bytes.length) {
            count = in.read(bytes, length, Math.min(BUFFER, bytes.length - length));
            length += Math.max(0, count);
        }
        if (length < bytes.length) {
            throw new FileChangedException();
        }
        return bytes;
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
        if (!isRegular(stamp)) {
            throw new RefusedFileException(
                    "has %d names (hard links), and this kernel lets anybody make them"
                            .formatted(stamp.links()));
        }
        return stamp;
    }

    private boolean isRegular(FileStamp stamp) {
        return stamp.isFile() && (areHardLinksSafe || stamp.links() == 1);
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
