package io.github.geminiroutes.folder;

import io.github.geminiroutes.prompt.LargeDocument;
import io.github.geminiroutes.support.FileChangedException;
import io.github.geminiroutes.support.FileStamp;
import io.github.geminiroutes.support.RefusedFileException;
import io.github.geminiroutes.support.Sha256;
import io.github.geminiroutes.support.UntrustedFiles;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.Objects;

/**
 * A prompt file as it was when it was read.
 *
 * @param name below the inbox, with '/' between folders, extension included
 * @param files of the inbox
 * @param sha256 of its content, and of a template's values after it, in hex
 * @param ownSha256 of its content alone
 * @param stamp of the file when it was read; null before
 * @param valuesStamp of the file of a template's values; null if there was none
 * @param receivedAt when it was read
 */
public record PromptFile(
        String name,
        UntrustedFiles files,
        String sha256,
        String ownSha256,
        FileStamp stamp,
        FileStamp valuesStamp,
        Instant receivedAt) {

    /** How a file compares with what was read of it. */
    enum State {
        /** It has the content that was read. */
        SAME,
        /** Its content is another one. */
        CHANGED,
        GONE
    }

    static PromptFile unread(String name, UntrustedFiles files, Instant now) {
        return new PromptFile(name, files, "", "", null, null, now);
    }

    static PromptFile read(
            String name, UntrustedFiles files, UntrustedFiles.Content content, Instant now) {
        return of(name, files, digest(content), content.stamp(), now);
    }

    /**
     * Reads a file of any size, piece by piece: who put it down may have made it larger since.
     *
     * @throws FileChangedException if it changed meanwhile
     */
    static PromptFile read(String name, UntrustedFiles files, Instant now) throws IOException {
        MessageDigest digest = Sha256.digest();
        FileStamp stamp =
                files.read(
                        name,
                        (in, at) -> {
                            Sha256.update(digest, in);
                            return at;
                        });
        return of(name, files, digest, stamp, now);
    }

    private static PromptFile of(
            String name, UntrustedFiles files, MessageDigest own, FileStamp stamp, Instant now) {
        TemplateValues values = TemplateValues.of(name, files, own);
        return new PromptFile(
                name,
                files,
                values.sha256(),
                values.stamp() == null ? values.sha256() : Sha256.soFar(own),
                stamp,
                values.stamp(),
                now);
    }

    private static MessageDigest digest(UntrustedFiles.Content content) {
        MessageDigest digest = Sha256.digest();
        digest.update(content.bytes());
        return digest;
    }

    /** A file that is too large for a request; it is no template. */
    static PromptFile read(String name, UntrustedFiles files, LargeDocument document, Instant now) {
        return new PromptFile(
                name, files, document.sha256(), document.sha256(), document.stamp(), null, now);
    }

    /** Of the name alone: what was read of it would be hashed time and again. */
    @Override
    public int hashCode() {
        return name.hashCode();
    }

    /** Where it lies in the inbox. */
    public Path path() {
        return files.path(name);
    }

    /** The file's size in bytes. */
    public long size() {
        return stamp == null ? -1 : stamp.size();
    }

    /** Whether the file has the content that was read, or is gone. */
    boolean isUnchanged() throws IOException {
        return compare() != State.CHANGED;
    }

    /**
     * Compares the file, and the values of a template, with what was read. It is opened only if its
     * time stamps have changed and its size has not.
     */
    State compare() throws IOException {
        try {
            FileStamp now = files.look(name());
            State state = now.equals(stamp) ? State.SAME : compareContent(files, name(), now);
            return state == State.SAME && !hasSameValues() ? State.CHANGED : state;
        } catch (NoSuchFileException e) {
            return State.GONE;
        } catch (RefusedFileException e) {
            return State.CHANGED;
        }
    }

    private boolean hasSameValues() throws IOException {
        if (TemplateValues.areUntouched(name(), files, valuesStamp)) {
            return true;
        }
        try {
            UntrustedFiles.Content content = files.read(name(), size());
            return content != null
                    && TemplateValues.of(name(), files, digest(content)).sha256().equals(sha256);
        } catch (FileChangedException | NoSuchFileException e) {
            return false;
        }
    }

    /** The same for a file that was moved to another directory, under the name given. */
    State compareMoved(UntrustedFiles there, String name) throws IOException {
        try {
            if (stamp.isOfContentAt(there.path(name))) {
                return State.SAME;
            }
            FileStamp now = there.look(name);
            return Objects.equals(now.key(), stamp.key())
                    ? compareContent(there, name, now)
                    : State.GONE;
        } catch (NoSuchFileException | RefusedFileException e) {
            return State.GONE;
        }
    }

    private State compareContent(UntrustedFiles in, String name, FileStamp now) throws IOException {
        if (now.size() != size()) {
            return State.CHANGED;
        }
        try {
            String content = in.read(name, (stream, stamp) -> Sha256.hex(stream));
            return content.equals(ownSha256) ? State.SAME : State.CHANGED;
        } catch (FileChangedException | AccessDeniedException e) {
            return State.CHANGED;
        }
    }
}
