package io.github.geminiroutes.api;

import io.github.geminiroutes.support.FileChangedException;
import io.github.geminiroutes.support.FileStamp;
import io.github.geminiroutes.support.UntrustedFiles;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** A file to upload, which is read in pieces, more than once, and never held in memory. */
public interface FileSource {

    /** In bytes. */
    long size();

    /** Of its content, as 64 hex digits; null if it is not known. */
    default String sha256() {
        return null;
    }

    /** Equal for the same file with the same content. */
    Object identity();

    /**
     * Opens the file and reads it.
     *
     * @throws FileChangedException if it is not the file that it was when this source was made, or
     *     changed while it was read; the result of the reading is void
     */
    <T> T read(UntrustedFiles.Reading<T> reading) throws IOException;

    /**
     * A file of a directory that strangers write to.
     *
     * @param stamp of the file when its prompt was read; only that very file is sent
     */
    static FileSource of(UntrustedFiles files, String name, FileStamp stamp) {
        return of(files, name, stamp, null);
    }

    /**
     * The same.
     *
     * @param sha256 of its content, as 64 hex digits; null if it is not known
     */
    static FileSource of(UntrustedFiles files, String name, FileStamp stamp, String sha256) {
        return new FileSource() {
            @Override
            public String sha256() {
                return sha256;
            }

            @Override
            public long size() {
                return stamp.size();
            }

            @Override
            public Object identity() {
                return List.of(files.path(name), stamp);
            }

            @Override
            public <T> T read(UntrustedFiles.Reading<T> reading) throws IOException {
                return files.read(
                        name,
                        (in, now) -> {
                            if (!now.equals(stamp)) {
                                throw new FileChangedException();
                            }
                            return reading.read(in, now);
                        });
            }
        };
    }

    /**
     * A file of our own.
     *
     * @throws IOException if it is not there
     */
    static FileSource of(Path file) throws IOException {
        FileStamp stamp = FileStamp.of(file, true);
        return new FileSource() {
            @Override
            public long size() {
                return stamp.size();
            }

            @Override
            public Object identity() {
                return List.of(file, stamp);
            }

            @Override
            public <T> T read(UntrustedFiles.Reading<T> reading) throws IOException {
                T result;
                try (InputStream in = Files.newInputStream(file)) {
                    result = reading.read(in, stamp);
                }
                if (!FileStamp.of(file, true).equals(stamp)) {
                    throw new FileChangedException();
                }
                return result;
            }
        };
    }
}
