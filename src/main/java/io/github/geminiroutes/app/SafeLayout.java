package io.github.geminiroutes.app;

import io.github.geminiroutes.support.KeyMask;
import java.nio.charset.StandardCharsets;
import org.apache.logging.log4j.core.Layout;
import org.apache.logging.log4j.core.LogEvent;
import org.apache.logging.log4j.core.StringLayout;
import org.apache.logging.log4j.core.config.Node;
import org.apache.logging.log4j.core.config.plugins.Plugin;
import org.apache.logging.log4j.core.config.plugins.PluginAttribute;
import org.apache.logging.log4j.core.config.plugins.PluginElement;
import org.apache.logging.log4j.core.config.plugins.PluginFactory;
import org.apache.logging.log4j.core.layout.AbstractStringLayout;

/**
 * The last lock of the log, around each other layout: whatever a text of a stranger contains, a log
 * has no key, no control character that a terminal obeys, and no line that looks like one of ours.
 * Each line of an event but its first begins with a blank.
 */
@Plugin(name = "SafeLayout", category = Node.CATEGORY, elementType = Layout.ELEMENT_TYPE)
public final class SafeLayout extends AbstractStringLayout {

    private final StringLayout layout;
    private final String prefix;

    private SafeLayout(StringLayout layout, String prefix) {
        super(StandardCharsets.UTF_8);
        this.layout = layout;
        this.prefix = prefix;
    }

    /**
     * @param layout writes the event; null for the message alone, as a line
     * @param prefix is written before each event as it is; may be null
     */
    @PluginFactory
    public static SafeLayout of(
            @PluginElement("Layout") StringLayout layout,
            @PluginAttribute("prefix") String prefix) {
        return new SafeLayout(layout, prefix == null ? "" : prefix);
    }

    @Override
    public String toSerializable(LogEvent event) {
        String lines =
                safe(
                        layout == null
                                ? event.getMessage().getFormattedMessage() + System.lineSeparator()
                                : layout.toSerializable(event));
        return prefix.isEmpty() ? lines : prefix + lines;
    }

    @Override
    public String getContentType() {
        return layout == null ? super.getContentType() : layout.getContentType();
    }

    /** The lines of one event, without what they must not contain. */
    static String safe(String lines) {
        String masked = KeyMask.of(lines);
        return isSafe(masked) ? masked : cleaned(masked);
    }

    /** Whether this is one line without anything special, as almost all are. */
    private static boolean isSafe(String line) {
        int end = line.endsWith(System.lineSeparator()) ? System.lineSeparator().length() : 0;
        for (int i = 0; i < line.length() - end; i++) {
            char c = line.charAt(i);
            if (c < ' ' && c != '\t' || c > '~') {
                return false;
            }
        }
        return true;
    }

    private static String cleaned(String lines) {
        StringBuilder clean = new StringBuilder(lines.length() + 16);
        String[] each = lines.split("\r?\n");
        for (int i = 0; i < each.length; i++) {
            if (i > 0 && (each[i].isEmpty() || !Character.isWhitespace(each[i].charAt(0)))) {
                clean.append('\t');
            }
            each[i].codePoints().forEach(c -> clean.appendCodePoint(isHarmless(c) ? c : '?'));
            clean.append(System.lineSeparator());
        }
        return clean.toString();
    }

    private static boolean isHarmless(int c) {
        return switch (Character.getType(c)) {
            case Character.CONTROL -> c == '\t';
            // Some format characters reverse the rest of a line.
            case Character.FORMAT,
                    Character.SURROGATE,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR ->
                    false;
            default -> true;
        };
    }
}
