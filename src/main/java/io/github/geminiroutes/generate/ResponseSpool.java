package io.github.geminiroutes.generate;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.channels.ClosedByInterruptException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Semaphore;

/**
 * Keeps a large response in a temporary file. The response is paid for: where the disk takes no
 * file, or no more of it, it is kept in memory, of which one response at a time has so much.
 */
final class ResponseSpool implements AutoCloseable {

    /** Opens the file for writing. */
    interface Opening {
        OutputStream open(Path file) throws IOException;
    }

    private static final Semaphore TURN = new Semaphore(1, true);

    private static final int LONGEST_PIECE = 64 * 1024;

    private final Path directory;
    private final Opening opening;
    private Path file;
    private OutputStream out;
    private long written;
    private List<byte[]> pieces;
    private boolean isTaken;

    /**
     * @param directory where the file is to be; null for Java's own place
     */
    ResponseSpool(Path directory) {
        this(directory, Files::newOutputStream);
    }

    ResponseSpool(Path directory, Opening opening) {
        this.directory = directory;
        this.opening = opening;
    }

    void write(byte[] bytes, int count) throws IOException {
        if (pieces == null) {
            try {
                writeToFile(bytes, count);
                return;
            } catch (IOException e) {
                moveToMemory(e);
            }
        }
        keep(bytes, count);
    }

    private void writeToFile(byte[] bytes, int count) throws IOException {
        if (file == null) {
            file =
                    directory != null && Files.isDirectory(directory)
                            ? Files.createTempFile(directory, "gemini-answer-", ".tmp")
                            : Files.createTempFile("gemini-answer-", ".tmp");
            out = opening.open(file);
        }
        out.write(bytes, 0, count);
        written += count;
    }

    private void keep(byte[] bytes, int count) {
        byte[] piece = new byte[count];
        System.arraycopy(bytes, 0, piece, 0, count);
        pieces.add(piece);
        written += count;
    }

    private void moveToMemory(IOException refusal) throws IOException {
        try {
            TURN.acquire();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            IOException ended = new ClosedByInterruptException();
            ended.addSuppressed(refusal);
            throw ended;
        }
        pieces = new ArrayList<>();
        long inFile = written;
        written = 0;
        if (inFile > 0) {
            try (InputStream in = Files.newInputStream(file)) {
                while (written < inFile) {
                    byte[] piece = in.readNBytes((int) Math.min(LONGEST_PIECE, inFile - written));
                    if (piece.length == 0) {
                        throw refusal;
                    }
                    keep(piece, piece.length);
                }
            }
        }
        deleteFile();
    }

    /** All that was written: its keeper closes it. */
    ResponseBody body() throws IOException {
        if (pieces == null) {
            out.close();
            isTaken = true;
            return ResponseBody.of(file, written);
        }
        byte[] all = new byte[Math.toIntExact(written)];
        int at = 0;
        for (byte[] piece : pieces) {
            System.arraycopy(piece, 0, all, at, piece.length);
            at += piece.length;
        }
        isTaken = true;
        return ResponseBody.of(all, TURN::release);
    }

    private void deleteFile() throws IOException {
        if (out != null) {
            out.close();
        }
        if (file != null) {
            Files.deleteIfExists(file);
        }
    }

    /** What was written goes, unless it was taken. */
    @Override
    public void close() throws IOException {
        if (isTaken) {
            return;
        }
        isTaken = true;
        if (pieces != null) {
            TURN.release();
        }
        deleteFile();
    }
}
