package io.github.geminiroutes.template;

import io.github.geminiroutes.template.Message.Media;
import io.github.geminiroutes.template.Message.Role;
import io.github.geminiroutes.template.Message.Section;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/**
 * Roles, media and sections in the text of one rendering: each leaves a mark there, by which the
 * text becomes messages. Not thread-safe.
 */
final class Marks {

    /** A turn takes a kilobyte of memory; a request that is written in JSON has as many values. */
    static final int MOST = 10_000;

    /** It cannot be guessed: a value that looks like a mark is text. */
    private final String mark = "<" + UUID.randomUUID() + ":";

    private final List<Object> marked = new ArrayList<>();

    /**
     * The text that stands for a role.
     *
     * @throws TemplateException if there are too many marks
     */
    String add(Role role) {
        return addAny(role);
    }

    /** The text that stands for media. */
    String add(Media media) {
        return addAny(media);
    }

    /** The text that stands for the begin of a section. */
    String add(Section section) {
        return addAny(section);
    }

    private String addAny(Object any) {
        if (marked.size() >= MOST) {
            throw new TemplateException(
                    "the template makes more than %d turns and media".formatted(MOST));
        }
        marked.add(any);
        return mark + (marked.size() - 1) + ">";
    }

    /** The messages of a text with marks. */
    List<Message> messages(String text) {
        Turns turns = new Turns();
        int from = 0;
        for (int at = text.indexOf(mark); at >= 0; at = text.indexOf(mark, from)) {
            turns.text(text.substring(from, at));
            int end = text.indexOf('>', at);
            turns.mark(marked.get(Integer.parseInt(text.substring(at + mark.length(), end))));
            from = end + 1;
        }
        turns.text(text.substring(from));
        return turns.messages();
    }
}
