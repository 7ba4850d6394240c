package io.github.geminiroutes.prompt;

import io.github.geminiroutes.support.Priority;
import java.nio.charset.StandardCharsets;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What the beginning of a prompt file says before the file is taken. It decides about an order
 * only: the prompt is read as a whole, with all checks, when it is taken.
 */
public final class HeadOfFile {

    /** The bytes of a file that are enough for its head. */
    public static final int BYTES = 4096;

    private static final Pattern HEAD =
            Pattern.compile("\\A\\uFEFF?(?:[ \\t]*(?:#[^\\n]*)?\\r?\\n)*+---[ \\t]*\\r?\\n");
    private static final Pattern LINE =
            Pattern.compile("(?m)^(?:(---)[ \\t\\r]*$|[\"']?priority[\"']?[ \\t]*:([^#\\r\\n]*))");

    private HeadOfFile() {}

    /** Whether a file of that name may have a head. */
    public static boolean mayHaveOne(String fileName) {
        return !fileName.endsWith(".json");
    }

    /** The priority that a head names; normal if there is no head or it names none. */
    public static Priority priority(byte[] beginning) {
        String text = new String(beginning, StandardCharsets.UTF_8);
        Matcher head = HEAD.matcher(text);
        if (!head.find()) {
            return Priority.NORMAL;
        }
        Matcher line = LINE.matcher(text);
        line.region(head.end(), text.length());
        if (!line.find() || line.group(1) != null) {
            return Priority.NORMAL;
        }
        Priority named = Priority.of(line.group(2).replaceAll("[\"']", ""));
        return named == null ? Priority.NORMAL : named;
    }
}
