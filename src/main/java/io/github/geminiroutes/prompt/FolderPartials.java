package io.github.geminiroutes.prompt;

import io.github.geminiroutes.template.Partials;
import io.github.geminiroutes.template.PromptTemplate;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;

/** The partials that lie beside a prompt: {@code _x.prompt} for {@code x}. Thread-safe. */
final class FolderPartials implements Partials {

    private static final long MAX_BYTES = 1024 * 1024;

    private final Set<String> names = ConcurrentHashMap.newKeySet();
    private final AttachmentDirectory directory;
    private volatile boolean haveMedia;

    FolderPartials(AttachmentDirectory directory) {
        this.directory = directory;
    }

    /** Those that were needed so far. */
    Set<String> names() {
        return new TreeSet<>(names);
    }

    /** Whether one that was needed so far has a place for media. */
    boolean haveMedia() {
        return haveMedia;
    }

    @Override
    public String find(String name) {
        names.add(name);
        String text =
                directory.text(
                        "_" + name + TemplatePrompt.ENDING, bytes -> requireShort(name, bytes));
        if (text == null) {
            throw new AttachmentNotReadyException(
                    "the partial '%s' is missing: put the file _%s.prompt beside the prompt"
                            .formatted(Excerpt.of(name), Excerpt.of(name)),
                    0,
                    true);
        }
        haveMedia |= PromptTemplate.hasMedia(text);
        return text;
    }

    private static void requireShort(String name, long bytes) {
        if (bytes > MAX_BYTES) {
            throw new InvalidPromptException(
                    "the partial '%s' is %d bytes long, and the limit is %d: shorten or split it"
                            .formatted(Excerpt.of(name), bytes, MAX_BYTES),
                    0);
        }
    }
}
