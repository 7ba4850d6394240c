package io.github.geminiroutes.template;

import io.github.geminiroutes.support.BlankText;
import io.github.geminiroutes.template.Message.Part;
import io.github.geminiroutes.template.Message.Role;
import io.github.geminiroutes.template.Message.Text;
import java.util.ArrayList;
import java.util.List;

/**
 * Puts the pieces of a rendered text into turns. Text before the first role is the user's. Blank
 * text between two marks is nothing, and so is a turn without content.
 */
final class Turns {

    private final List<Message> finished = new ArrayList<>();
    private final List<Part> parts = new ArrayList<>();
    private Role role = Role.USER;

    void text(String text) {
        if (!BlankText.isBlank(text)) {
            parts.add(new Text(text));
        }
    }

    void mark(Object mark) {
        if (mark instanceof Part part) {
            parts.add(part);
        } else {
            finish();
            role = (Role) mark;
        }
    }

    List<Message> messages() {
        finish();
        return List.copyOf(finished);
    }

    private void finish() {
        if (!parts.isEmpty()) {
            finished.add(new Message(role, parts));
            parts.clear();
        }
    }
}
