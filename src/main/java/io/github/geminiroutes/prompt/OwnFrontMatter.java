package io.github.geminiroutes.prompt;

import io.github.geminiroutes.support.Misspelling;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Tells our front matter from the heads of other programs (Jekyll, Obsidian, R Markdown, an e-mail)
 * and from text between two rules. The reader must not refuse those. But it must not send our own
 * head as text either because of a slip in it: that would ask another model, and pay for it.
 *
 * <p>The upper keys decide. A head is ours
 *
 * <ul>
 *   <li>if it has a key with a value that only our head has: a Gemini model, a mapping {@code
 *       config}, an {@code output} with {@code format} or {@code schema};
 *   <li>if it has one of our keys, or one of them misspelt or misplaced, and no other lines;
 *   <li>if as many of its lines are keys of ours with a value we accept as are others;
 *   <li>if it is empty;
 *   <li>if its closing line is missing and its first line is a key of ours.
 * </ul>
 */
final class OwnFrontMatter {

    /** Keys of a request or of dotprompt that a person may put into a head by mistake. */
    private static final Set<String> MISPLACED =
            Set.of(
                    "temperature",
                    "topp",
                    "topk",
                    "maxoutputtokens",
                    "maxtokens",
                    "stopsequences",
                    "seed",
                    "responsemimetype",
                    "responseschema",
                    "responsejsonschema",
                    "thinkingconfig",
                    "generationconfig",
                    "systeminstruction",
                    "systemprompt",
                    "safetysettings",
                    "schema",
                    "input");

    /** Of a short name, a slip may be another word. */
    private static final Set<String> LONG_MISPLACED =
            MISPLACED.stream().filter(name -> name.length() > 8).collect(Collectors.toSet());

    private static final Pattern KEY_LINE =
            Pattern.compile("[\"']?([\\p{L}_$][\\p{L}\\p{N}_.$ -]{0,60})[\"']?\\s*:(?:\\s(.*))?");
    private static final Pattern GEMINI =
            Pattern.compile(
                    "[\"']?(googleai/)?(models/)?(gemini|gemma|learnlm)[\\w.-]*[\"']?(\\s*#.*)?",
                    Pattern.CASE_INSENSITIVE);
    private static final Pattern OUTPUT_CHILD =
            Pattern.compile(
                    "\\s*[\"']?(format[\"']?\\s*:\\s*[\"']?(json|text)\\b|schema[\"']?\\s*:).*");

    private static final Pattern TOOL = Pattern.compile("-\\s*+\\{?\\s*+\\w++\\s*+:.*");
    private static final Pattern TOOL_LIST = Pattern.compile("\\[\\s*+\\{.*");

    private static final List<String> CACHE = List.of("off", "on", "auto");

    private int ours;
    private int likely;
    private int others;
    private boolean isCertain;
    private boolean beginsWithOurs;
    private String key = "";

    private OwnFrontMatter() {}

    /**
     * @param head the lines between the two fences
     * @param isClosed whether the closing fence was found
     */
    static boolean isOurs(String head, boolean isClosed) {
        if (head.isBlank()) {
            return isClosed;
        }
        OwnFrontMatter found = new OwnFrontMatter();
        int indent = -1;
        for (String line : head.split("\\r\\n|\\r|\\n")) {
            String text = line.strip();
            if (text.isEmpty() || text.startsWith("#")) {
                continue;
            }
            int at = line.indexOf(text);
            indent = indent < 0 ? at : indent;
            if (at > indent || text.startsWith("-")) {
                found.addChild(text);
            } else {
                found.add(text);
            }
        }
        return found.isCertain
                || found.ours > 0 && found.others == 0
                || found.likely > 0 && found.likely >= found.others
                || found.beginsWithOurs && !isClosed;
    }

    private void addChild(String text) {
        isCertain |= key.equals("output") && OUTPUT_CHILD.matcher(text).matches();
        isCertain |= key.equals("config") && KEY_LINE.matcher(text).matches();
        likely += key.equals("tools") && TOOL.matcher(text).matches() ? 1 : 0;
        likely += key.equals("safety") && text.contains(":") ? 1 : 0;
    }

    private void add(String text) {
        Matcher line = KEY_LINE.matcher(text);
        if (!line.matches()) {
            // The end of a list or mapping in brackets.
            others += text.startsWith("]") || text.startsWith("}") ? 0 : 1;
            return;
        }
        key = line.group(1);
        String value = line.group(2) == null ? "" : line.group(2).strip();
        if (TextPrompt.KEYS.contains(key)) {
            ours++;
            beginsWithOurs |= ours == 1 && others == 0;
            addValue(value);
        } else if (MISPLACED.contains(key.replaceAll("[-_ ]", "").toLowerCase(Locale.ROOT))
                || Misspelling.of(key, TextPrompt.KEYS)
                || Misspelling.of(key, LONG_MISPLACED)) {
            ours++;
        } else {
            others++;
        }
    }

    private void addValue(String value) {
        switch (key) {
            case "model" -> isCertain |= GEMINI.matcher(value).matches();
            case "config" -> isCertain |= value.startsWith("{");
            case "output" ->
                    isCertain |=
                            value.startsWith("{")
                                    && OUTPUT_CHILD.matcher(value.substring(1)).matches();
            case "system", "attachments" -> likely++;
            case "tier" -> likely += Tier.of(value) == null ? 0 : 1;
            case "cache" -> likely += CACHE.contains(value) ? 1 : 0;
            case "tools" -> likely += TOOL_LIST.matcher(value).matches() ? 1 : 0;
            default -> {
                // Other programs have these keys, too.
            }
        }
    }
}
