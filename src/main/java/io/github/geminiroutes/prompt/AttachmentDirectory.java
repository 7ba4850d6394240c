package io.github.geminiroutes.prompt;

import io.github.geminiroutes.support.FileChangedException;
import io.github.geminiroutes.support.FileStamp;
import io.github.geminiroutes.support.OpenFiles;
import io.github.geminiroutes.support.RefusedFileException;
import io.github.geminiroutes.support.UntrustedFiles;
import io.github.geminiroutes.support.UnwritableNameException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.function.LongConsumer;

/**
 * The directory that a prompt's attachments must be in. Names are untrusted: only a plain name
 * reaches the file system, and nothing but a regular file in or below the directory is opened.
 */
public final class AttachmentDirectory {

    /** So many bytes tell a text from another file. */
    private static final int START = 64 * 1024;

    /** No file system has a longer one, in bytes: the values of a long name cannot be there. */
    private static final int LONGEST_NAME = 255;

    private final UntrustedFiles files;
    private final AttachmentRules rules;
    private final String below;

    /**
     * @param files reads the files of the directory
     * @param rules hold for them in addition
     */
    public AttachmentDirectory(UntrustedFiles files, AttachmentRules rules) {
        this(files, rules, "");
    }

    /**
     * @param below the folder in that directory where they lie, with '/' at its end; empty for the
     *     directory itself
     */
    public AttachmentDirectory(UntrustedFiles files, AttachmentRules rules, String below) {
        this.files = files;
        this.rules = rules;
        this.below = below;
    }

    /** A directory of files that are complete and that no program takes away. */
    static AttachmentDirectory of(Path directory) {
        return new AttachmentDirectory(new UntrustedFiles(directory, false), AttachmentRules.NONE);
    }

    /**
     * @param written the name as the prompt gives it
     * @param line the line of the name, for messages
     * @throws AttachmentNotReadyException if the file is missing or not complete
     * @throws InvalidPromptException if it cannot be sent
     */
    Attachment find(String written, int line) {
        String plain = AttachmentNames.plain(written, line);
        String name = below + plain;
        if (name.indexOf('/') < 0 && rules.isPrompt(name)) {
            throw bad(
                    name,
                    "is a prompt of its own by its ending: put it into a folder beside the prompt"
                            + " and name it so, as files/%s".formatted(Excerpt.of(name)),
                    line);
        }
        try {
            return files.read(name, (in, stamp) -> look(name, in, stamp, line));
        } catch (UnwritableNameException e) {
            throw bad(name, "is a name this system cannot hold: use plain letters", line);
        } catch (NoSuchFileException | NotDirectoryException e) {
            throw new AttachmentNotReadyException(
                    AttachmentNames.text(
                            name, "is missing: put it beside the prompt and ask again"),
                    line,
                    true);
        } catch (FileChangedException e) {
            throw incomplete(name, line);
        } catch (RefusedFileException e) {
            throw bad(name, e.getMessage() + ": only files are sent, copy the file itself", line);
        } catch (IOException e) {
            if (OpenFiles.areUsedUp(e)) {
                throw incomplete(name, line);
            }
            throw bad(
                    name,
                    "cannot be read (%s): check its permissions"
                            .formatted(e.getClass().getSimpleName()),
                    line);
        }
    }

    /**
     * The text of a file that belongs to the prompt, in the directory itself; null if there is
     * none.
     *
     * @param size gets how many bytes it has; what it throws refuses the file
     * @throws AttachmentNotReadyException if it is still being written to
     * @throws InvalidPromptException if it is no regular file, too long, or cannot be read
     */
    String text(String name, LongConsumer size) {
        if (name.getBytes(StandardCharsets.UTF_8).length > LONGEST_NAME) {
            return null;
        }
        try {
            return files.read(
                    below + name,
                    (in, stamp) -> {
                        size.accept(stamp.size());
                        if (!rules.isComplete(below + name, stamp, MediaEnd.WHOLE)) {
                            throw incomplete(name, 0);
                        }
                        return Utf8Text.decode(in.readAllBytes());
                    });
        } catch (NoSuchFileException e) {
            return null;
        } catch (FileChangedException e) {
            throw incomplete(name, 0);
        } catch (RefusedFileException e) {
            throw new InvalidPromptException(
                    "'%s' %s: put a file there".formatted(Excerpt.of(name), e.getMessage()), 0);
        } catch (IOException e) {
            if (OpenFiles.areUsedUp(e)) {
                throw incomplete(name, 0);
            }
            throw new InvalidPromptException(
                    "'%s' cannot be read (%s)"
                            .formatted(Excerpt.of(name), e.getClass().getSimpleName()),
                    0);
        }
    }

    private Attachment look(String name, InputStream in, FileStamp stamp, int line)
            throws IOException {
        byte[] start = in.readNBytes(START);
        if (!rules.isComplete(
                name, stamp, MediaEnd.of(start, tail(start, in, stamp), stamp.size()))) {
            throw incomplete(name, line);
        }
        if (stamp.size() == 0) {
            throw bad(name, "is empty: remove it or fill it", line);
        }
        return new Attachment(name, files, mimeType(name, start, line), stamp);
    }

    private static byte[] tail(byte[] start, InputStream in, FileStamp stamp) throws IOException {
        long unread = stamp.size() - start.length;
        if (unread < MediaEnd.LENGTH) {
            // The end may begin in what was read.
            byte[] all = Arrays.copyOf(start, start.length + (int) unread);
            in.readNBytes(all, start.length, (int) unread);
            return Arrays.copyOfRange(all, Math.max(0, all.length - MediaEnd.LENGTH), all.length);
        }
        in.skipNBytes(unread - MediaEnd.LENGTH);
        return in.readNBytes(MediaEnd.LENGTH);
    }

    private static AttachmentNotReadyException incomplete(String name, int line) {
        return new AttachmentNotReadyException(
                AttachmentNames.text(name, "is still being written to"), line, false);
    }

    /**
     * If the content and the file extension disagree, the content decides: Gemini refuses a wrong
     * type. A text is sent whatever its extension, as each programming language has its own.
     */
    private static String mimeType(String name, byte[] start, int line) {
        String byEnding = MediaTypes.of(name).orElse(MediaSignature.UNKNOWN);
        String type = MediaSignature.refine(byEnding, start);
        if (type.equals(MediaSignature.UNKNOWN)) {
            if (!MediaSignature.isText(start, start.length < START)) {
                throw bad(name, "has a type that Gemini does not accept inline: convert it", line);
            }
            return "text/plain";
        }
        if (!MediaTypes.isSupported(type)) {
            throw bad(
                    name,
                    "contains %s, which Gemini does not accept inline: convert it".formatted(type),
                    line);
        }
        return type;
    }

    private static InvalidPromptException bad(String name, String problem, int line) {
        return AttachmentNames.bad(name, problem, line);
    }
}
