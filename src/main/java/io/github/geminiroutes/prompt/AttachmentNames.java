package io.github.geminiroutes.prompt;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/** The names of attachments, which are untrusted: only a plain relative name passes. */
final class AttachmentNames {

    private static final Pattern DRIVE = Pattern.compile("[A-Za-z]:.*");
    private static final Pattern ADDRESS =
            Pattern.compile("(?i)([a-z][a-z0-9+.-]+://|data:|www\\.[^/]+/).*", Pattern.DOTALL);

    /** Each folder is opened on the way. */
    private static final int MOST_FOLDERS = 32;

    private AttachmentNames() {}

    /**
     * The name without {@code ./}.
     *
     * @param line the line of the name, for messages
     */
    static String plain(String name, int line) {
        if (name.isBlank() || name.chars().anyMatch(Character::isISOControl)) {
            throw bad(name, "is not a file's name: give the name of a file", line);
        }
        if (ADDRESS.matcher(name).matches()) {
            throw bad(
                    name,
                    "is an address on the web, and nothing is fetched from there: download the"
                            + " file, put it beside the prompt, and give its name",
                    line);
        }
        if (name.indexOf('\\') >= 0 || name.startsWith("/") || DRIVE.matcher(name).matches()) {
            throw bad(name, "must be relative, with '/' between folders", line);
        }
        List<String> names = new ArrayList<>();
        for (String segment : name.split("/", -1)) {
            if (segment.isEmpty() || segment.startsWith(".") && !segment.equals(".")) {
                throw bad(name, "must not contain '..', hidden or nameless parts", line);
            }
            if (!segment.equals(".")) {
                names.add(segment);
            }
        }
        if (names.isEmpty()) {
            throw bad(name, "is not a file's name: give the name of a file", line);
        }
        if (names.size() > MOST_FOLDERS) {
            throw bad(name, "is more than %d folders deep".formatted(MOST_FOLDERS), line);
        }
        return String.join("/", names);
    }

    static InvalidPromptException bad(String name, String problem, int line) {
        return new InvalidPromptException(text(name, problem), line);
    }

    static String text(String name, String problem) {
        return "attachment '%s' %s".formatted(Excerpt.of(name), problem);
    }
}
