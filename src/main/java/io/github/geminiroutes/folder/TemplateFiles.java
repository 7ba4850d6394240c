package io.github.geminiroutes.folder;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The files of the inbox that belong to {@code .prompt} files: the values of one, {@code
 * STEM.input.json}, which go where it goes, and partials, {@code _NAME.prompt}, which stay.
 */
final class TemplateFiles {

    private static final Logger LOG = LoggerFactory.getLogger(TemplateFiles.class);

    private static final String VALUES = ".input.json";
    private static final String TEMPLATE = ".prompt";

    /** With the number that a further prompt of that name has in another folder. */
    private static final Pattern NUMBERED =
            Pattern.compile("(.*)\\.prompt(\\.[0-9]+)?", Pattern.CASE_INSENSITIVE | Pattern.DOTALL);

    private TemplateFiles() {}

    /** Whether this is the name of values or of a partial: it is no prompt of its own. */
    static boolean isOne(String name) {
        String lower = name.toLowerCase(Locale.ROOT);
        return lower.endsWith(VALUES) || lower.startsWith("_") && lower.endsWith(TEMPLATE);
    }

    /** The name of a prompt's values; null for a prompt that has none because it is no template. */
    static String valuesOf(String prompt) {
        if (TreeFiles.isNested(prompt)) {
            return null; // in a task folder it is a document as others are
        }
        if (!prompt.toLowerCase(Locale.ROOT).contains(TEMPLATE)) {
            return null; // as most, which are asked several times each
        }
        Matcher matcher = NUMBERED.matcher(prompt);
        if (!matcher.matches()) {
            return null;
        }
        return matcher.group(1) + VALUES + (matcher.group(2) == null ? "" : matcher.group(2));
    }

    /** The prompts of which a name may be that of the values; none if it is of no such form. */
    static List<String> templatesOf(String name) {
        int at = TreeFiles.isNested(name) ? -1 : name.lastIndexOf(VALUES);
        if (at < 0) {
            return List.of();
        }
        String stem = name.substring(0, at);
        String number = name.substring(at + VALUES.length());
        return Stream.of(TEMPLATE, TEMPLATE.toUpperCase(Locale.ROOT))
                .map(ending -> stem + ending + number)
                .filter(prompt -> name.equals(valuesOf(prompt)))
                .toList();
    }

    /**
     * Moves the values of a prompt that was moved. The prompt is moved first: a run that is killed
     * in between leaves the values in the inbox, where the prompt finds them if it comes back.
     */
    static void followed(Path from, Path to) {
        String name = valuesOf(from.getFileName().toString());
        String newName = valuesOf(to.getFileName().toString());
        if (name == null || newName == null) {
            return;
        }
        Path values = from.resolveSibling(name);
        Path target = to.resolveSibling(newName);
        if (!WholeFile.exists(values) || WholeFile.exists(target)) {
            return;
        }
        try {
            if (Files.isRegularFile(values, LinkOption.NOFOLLOW_LINKS)) {
                Files.move(values, target, StandardCopyOption.ATOMIC_MOVE);
            }
        } catch (IOException e) {
            // The prompt has its outcome, which this cannot change.
            LOG.warn(
                    "The values {} stay where they are, the prompt was moved to {}: {}",
                    CompanionNames.printable(values.toString()),
                    CompanionNames.printable(to.toString()),
                    e.toString());
        }
    }
}
