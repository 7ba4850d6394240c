package io.github.geminiroutes.task;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

/**
 * The name of a file as a standing prompt sees it: the variables {@code name}, {@code stem} and
 * {@code path}.
 *
 * @param path below the task folder, with '/' between folders
 */
public record DocumentName(String path) {

    /** The file's name, extension included. */
    public String name() {
        return path.substring(path.lastIndexOf('/') + 1);
    }

    /** The file's name without its extension. */
    public String stem() {
        String name = name();
        int dot = name.lastIndexOf('.');
        return dot > 0 ? name.substring(0, dot) : name;
    }

    /** As variables of a template. */
    ObjectNode values() {
        return JsonNodeFactory.instance
                .objectNode()
                .put("name", name())
                .put("stem", stem())
                .put("path", path);
    }
}
