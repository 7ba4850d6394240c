package io.github.geminiroutes.support;

import java.io.IOException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.Map;
import java.util.Objects;

/**
 * What the file system says of a file at one moment. Two equal stamps of a name mean that nobody
 * has written to the file or put another in its place: a write and a rename each set the change
 * time, which no program can set back.
 *
 * @param kind what it is
 * @param key names the file on its disk, whatever its path; null where the platform has none
 * @param size in bytes
 * @param modified when its content was written, as far as its writer tells
 * @param changed when the file was changed in any way; the same as {@code modified} where the
 *     platform does not tell
 * @param links how many names the file has; 1 where the platform does not tell
 */
public record FileStamp(
        Kind kind, Object key, long size, FileTime modified, FileTime changed, int links) {

    /** What a name may stand for. */
    public enum Kind {
        FILE("a file"),
        FOLDER("a folder"),
        LINK("a symbolic link"),
        PIPE("a named pipe"),
        SOCKET("a socket"),
        DEVICE("a device"),
        OTHER("no regular file");

        private final String text;

        Kind(String text) {
            this.text = text;
        }

        /** For a message: "a named pipe". */
        public String text() {
            return text;
        }
    }

    private static final boolean IS_UNIX =
            FileSystems.getDefault().supportedFileAttributeViews().contains("unix");
    private static final String UNIX = "unix:mode,fileKey,size,lastModifiedTime,ctime,nlink";

    private static final int TYPE = 0170000;
    private static final LinkOption[] FOLLOW = {};
    private static final LinkOption[] NO_FOLLOW = {LinkOption.NOFOLLOW_LINKS};

    /**
     * Looks at a file without opening it.
     *
     * @param followsLinks whether a symbolic link stands for the file it leads to
     * @throws java.nio.file.NoSuchFileException if there is none of that name
     */
    public static FileStamp of(Path file, boolean followsLinks) throws IOException {
        LinkOption[] options = options(followsLinks);
        return IS_UNIX
                ? ofUnix(Files.readAttributes(file, UNIX, options))
                : of(Files.readAttributes(file, BasicFileAttributes.class, options));
    }

    static LinkOption[] options(boolean followsLinks) {
        return followsLinks ? FOLLOW : NO_FOLLOW;
    }

    private static FileStamp ofUnix(Map<String, Object> attributes) {
        return new FileStamp(
                kind((Integer) attributes.get("mode") & TYPE),
                attributes.get("fileKey"),
                (Long) attributes.get("size"),
                (FileTime) attributes.get("lastModifiedTime"),
                (FileTime) attributes.get("ctime"),
                (Integer) attributes.get("nlink"));
    }

    private static FileStamp of(BasicFileAttributes attributes) {
        return new FileStamp(
                kind(attributes),
                attributes.fileKey(),
                attributes.size(),
                attributes.lastModifiedTime(),
                attributes.lastModifiedTime(),
                1);
    }

    private static Kind kind(int type) {
        return switch (type) {
            case 0100000 -> Kind.FILE;
            case 0040000 -> Kind.FOLDER;
            case 0120000 -> Kind.LINK;
            case 0010000 -> Kind.PIPE;
            case 0140000 -> Kind.SOCKET;
            case 0020000, 0060000 -> Kind.DEVICE;
            default -> Kind.OTHER;
        };
    }

    private static Kind kind(BasicFileAttributes attributes) {
        if (attributes.isRegularFile()) {
            return Kind.FILE;
        }
        if (attributes.isSymbolicLink()) {
            return Kind.LINK;
        }
        return attributes.isDirectory() ? Kind.FOLDER : Kind.OTHER;
    }

    /** By hand: half a dozen looks at each prompt are compared, and the one of a record is slow. */
    @Override
    public boolean equals(Object other) {
        return other instanceof FileStamp that
                && size == that.size
                && links == that.links
                && kind == that.kind
                && changed.equals(that.changed)
                && modified.equals(that.modified)
                && Objects.equals(key, that.key);
    }

    @Override
    public int hashCode() {
        return Long.hashCode(size) * 31 + changed.hashCode();
    }

    /** Whether it is a regular file. */
    public boolean isFile() {
        return kind == Kind.FILE;
    }

    /** The later one of the two time stamps. */
    public Instant newest() {
        return (modified.compareTo(changed) >= 0 ? modified : changed).toInstant();
    }

    /**
     * Whether a path leads to the file of this stamp, which was not written to since as far as its
     * size and the time stamp of its content tell: a rename leaves both. Costs less than a stamp.
     *
     * @throws java.nio.file.NoSuchFileException if there is none of that name
     */
    public boolean isOfContentAt(Path file) throws IOException {
        BasicFileAttributes now = Files.readAttributes(file, BasicFileAttributes.class);
        return now.isRegularFile()
                && size == now.size()
                && modified.equals(now.lastModifiedTime())
                && Objects.equals(key, now.fileKey());
    }
}
