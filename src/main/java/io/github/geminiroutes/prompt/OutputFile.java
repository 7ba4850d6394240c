package io.github.geminiroutes.prompt;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.geminiroutes.template.Message;
import io.github.geminiroutes.template.Partials;
import io.github.geminiroutes.template.PromptTemplate;
import io.github.geminiroutes.template.TemplateException;
import java.nio.charset.StandardCharsets;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * The head's {@code output.file}: how the answer is called. It is a plain name or a path of plain
 * names, on every operating system, and leads nowhere but below the outbox.
 */
final class OutputFile {

    private static final String KEY = "output.file";

    /** With a number and another ending a name must have 255 bytes at most. */
    private static final int MOST_BYTES = 200;

    private static final int MOST_FOLDERS = 16;
    private static final int MOST_CHARS = 2_000;

    /** Forbidden in names by Windows, and each of them by others, too. */
    private static final String MARKS = "\\<>:\"|?*";

    private static final Pattern DEVICE =
            Pattern.compile(
                    "(con|prn|aux|nul|conin\\$|conout\\$|clock\\$|(com|lpt)[0-9\u00b9\u00b2\u00b3])"
                            + "\\s*(\\..*)?",
                    Pattern.CASE_INSENSITIVE | Pattern.DOTALL);

    /** A file that is taken for a record could settle another prompt. */
    private static final String RECORD = ".record.json";

    private OutputFile() {}

    /** Literally; null if the head has none. */
    static String literal(Document head) {
        String written = written(head);
        return written == null ? null : checked(written, head);
    }

    /**
     * Of a head whose {@code output.file} is a template.
     *
     * @param fileName of the prompt: its {@code name} and {@code stem} are values, too, unless the
     *     prompt has values of these names
     * @param optional the names of variables that may be without a value
     */
    static String of(Document head, String fileName, ObjectNode values, Set<String> optional) {
        String written = written(head);
        if (written == null) {
            return null;
        }
        ObjectNode all = JsonNodeFactory.instance.objectNode();
        int dot = fileName.lastIndexOf('.');
        all.put("name", fileName).put("stem", dot < 0 ? fileName : fileName.substring(0, dot));
        all.setAll(values);
        try {
            List<Message> turns =
                    PromptTemplate.parse(written, Partials.NONE).render(all, optional, MOST_CHARS);
            return checked(text(turns, head), head);
        } catch (TemplateException e) {
            throw new InvalidPromptException(KEY + ": " + e.getMessage(), line(head));
        }
    }

    private static String text(List<Message> turns, Document head) {
        StringBuilder text = new StringBuilder();
        for (Message turn : turns) {
            for (Message.Part part : turn.parts()) {
                if (!(part instanceof Message.Text words)) {
                    throw new InvalidPromptException(
                            "'%s' is a name: it can have variables, and no media or sections"
                                    .formatted(KEY),
                            line(head));
                }
                text.append(words.text());
            }
        }
        return text.toString();
    }

    private static String written(Document head) {
        return head.mapping("output") == null ? null : head.text("output", "file");
    }

    private static int line(Document head) {
        return head.line("output", "file");
    }

    private static String checked(String name, Document head) {
        String fault = fault(name);
        if (fault != null) {
            throw new InvalidPromptException(
                    "'%s' is '%s', which %s: give the answer a plain name below outbox"
                            .formatted(KEY, Excerpt.of(name), fault),
                    line(head));
        }
        return name;
    }

    /** Why a name is refused; null if it is not. */
    private static String fault(String name) {
        if (name.isBlank()) {
            return "is empty";
        }
        if (name.startsWith("/")) {
            return "is an absolute path";
        }
        String[] parts = name.split("/", -1);
        if (parts.length > MOST_FOLDERS) {
            return "has more than %d parts".formatted(MOST_FOLDERS);
        }
        for (String part : parts) {
            String fault = faultOfPart(part);
            if (fault != null) {
                return fault;
            }
        }
        try {
            Path.of(name);
        } catch (InvalidPathException e) {
            return "this system cannot write (LC_ALL=C.UTF-8 may help)";
        }
        return name.toLowerCase(Locale.ROOT).endsWith(RECORD) ? "is the name of a record" : null;
    }

    private static String faultOfPart(String part) {
        if (part.isEmpty()) {
            return "has an empty part";
        }
        if (part.startsWith(".")) {
            return part.equals("..") ? "leads to another folder" : "is hidden";
        }
        if (part.codePoints().anyMatch(OutputFile::isUnseen)) {
            return "has a character that cannot be seen";
        }
        if (part.chars().anyMatch(c -> MARKS.indexOf(c) >= 0)) {
            return "has one of the characters " + MARKS.replace("", " ").strip();
        }
        if (part.endsWith(".") || part.isBlank() || !part.strip().equals(part)) {
            return "has a part that begins with a blank, or ends with a blank or a dot";
        }
        if (DEVICE.matcher(part).matches()) {
            return "is the name of a device";
        }
        return part.getBytes(StandardCharsets.UTF_8).length > MOST_BYTES
                ? "has a part of more than %d bytes".formatted(MOST_BYTES)
                : null;
    }

    private static boolean isUnseen(int c) {
        return switch (Character.getType(c)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.SURROGATE,
                    Character.UNASSIGNED,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR ->
                    true;
            default -> false;
        };
    }
}
