package io.github.geminiroutes.prompt;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.util.regex.Pattern;

/**
 * The directory that a prompt's attachments must be in. Names are untrusted: only a plain name
 * reaches the file system, and the file that it leads to must be inside the directory.
 */
final class AttachmentDirectory {

    private static final Pattern DRIVE = Pattern.compile("[A-Za-z]:.*");

    private final Path directory;

    AttachmentDirectory(Path directory) {
        this.directory = directory;
    }

    /**
     * @param line the line of the name, for messages
     */
    Attachment find(String name, int line) {
        requirePlain(name, line);
        try {
            Path file = directory.resolve(name).toRealPath();
            if (!file.startsWith(directory.toRealPath())) {
                throw bad(name, "is outside the prompt's directory: copy the file there", line);
            }
            if (!Files.isRegularFile(file) || !Files.isReadable(file)) {
                throw bad(name, "is not a readable file: check its kind and permissions", line);
            }
            long size = Files.size(file);
            if (size == 0) {
                throw bad(name, "is empty: remove it or fill it", line);
            }
            return new Attachment(name, file, mimeType(name, file, line), size);
        } catch (NoSuchFileException | NotDirectoryException e) {
            throw bad(name, "is missing: put it beside the prompt, and before the prompt", line);
        } catch (InvalidPathException e) {
            throw bad(name, "is a name this system cannot hold: use plain letters", line);
        } catch (IOException e) {
            throw bad(name, "cannot be read (%s)".formatted(e.getClass().getSimpleName()), line);
        }
    }

    /**
     * The text of a file that belongs to the prompt, in the directory itself; null if there is
     * none.
     *
     * @param most how many bytes it may have
     * @throws InvalidPromptException if it is no regular file, too long, or cannot be read
     */
    String text(String name, long most) {
        try {
            Path file = directory.resolve(name);
            if (!Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
                return null;
            }
            if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
                throw new InvalidPromptException(
                        "'%s' is not a file: put a file there".formatted(Excerpt.of(name)), 0);
            }
            RequestSize.requireAtMost(most, Files.size(file), "'" + Excerpt.of(name) + "'");
            return Utf8Text.decode(Files.readAllBytes(file));
        } catch (InvalidPathException e) {
            return null;
        } catch (IOException e) {
            throw new InvalidPromptException(
                    "'%s' cannot be read (%s)"
                            .formatted(Excerpt.of(name), e.getClass().getSimpleName()),
                    0);
        }
    }

    private static void requirePlain(String name, int line) {
        if (name.isBlank() || name.chars().anyMatch(Character::isISOControl)) {
            throw bad(name, "is not a file's name: give the name of a file", line);
        }
        if (name.indexOf('\\') >= 0 || name.startsWith("/") || DRIVE.matcher(name).matches()) {
            throw bad(name, "must be relative, with '/' between folders", line);
        }
        for (String segment : name.split("/", -1)) {
            if (segment.isEmpty() || segment.startsWith(".")) {
                throw bad(name, "must not contain '..', hidden or nameless parts", line);
            }
        }
    }

    /**
     * If the content and the file extension disagree, the content decides: Gemini refuses a wrong
     * type.
     */
    private static String mimeType(String name, Path file, int line) throws IOException {
        String byEnding = MediaTypes.of(name).orElse(null);
        if (byEnding == null) {
            throw bad(name, "has a type that Gemini does not accept inline: convert it", line);
        }
        String type = MediaSignature.refine(byEnding, firstBytes(file));
        if (!MediaTypes.isSupported(type)) {
            throw bad(
                    name,
                    "contains %s, which Gemini does not accept inline: convert it".formatted(type),
                    line);
        }
        return type;
    }

    private static byte[] firstBytes(Path file) throws IOException {
        try (var in = Files.newInputStream(file)) {
            return in.readNBytes(MediaSignature.LENGTH);
        }
    }

    private static InvalidPromptException bad(String name, String problem, int line) {
        return new InvalidPromptException(
                "attachment '%s' %s".formatted(Excerpt.of(name), problem), line);
    }
}
