package io.github.geminiroutes.template;

import io.github.geminiroutes.template.Message.Part;
import io.github.geminiroutes.template.Message.Text;
import java.util.List;

/**
 * A template that was rendered.
 *
 * @param messages its turns; blank ones are left out, and there may be none
 * @param changing where it begins to depend on the values that change from one rendering to the
 *     next; null if it depends on none of them
 */
public record Rendered(List<Message> messages, Place changing) {

    /**
     * A place in the turns; it may lie behind their end.
     *
     * @param message the index of the turn
     * @param part the index of the part in it
     * @param offset how many characters of that part's text precede the place
     */
    public record Place(int message, int part, int offset) {}

    /**
     * @param beginning the turns of what precedes the first value that changes
     */
    static Rendered of(List<Message> messages, List<Message> beginning) {
        return new Rendered(messages, end(messages, beginning));
    }

    private static Place end(List<Message> all, List<Message> beginning) {
        if (beginning.isEmpty()) {
            return new Place(0, 0, 0);
        }
        int message = beginning.size() - 1;
        List<Part> parts = beginning.get(message).parts();
        List<Part> whole = all.get(message).parts();
        int last = parts.size() - 1;
        if (parts.get(last) instanceof Text text
                && whole.get(last) instanceof Text longer
                && longer.text().length() > text.text().length()) {
            return new Place(message, last, text.text().length());
        }
        return last + 1 < whole.size()
                ? new Place(message, last + 1, 0)
                : new Place(message + 1, 0, 0);
    }
}
