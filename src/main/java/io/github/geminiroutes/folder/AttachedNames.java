package io.github.geminiroutes.folder;

import io.github.geminiroutes.support.ShortKey;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** The files and folders of the inbox that belong there, because a prompt attaches them. */
final class AttachedNames {

    /** Those beyond are told as left alone. */
    private static final int MOST = 100_000;

    private final Set<String> names = ConcurrentHashMap.newKeySet();

    /** Notes that a prompt names an attachment: it, or its folder, belongs in the inbox. */
    void add(String attachment) {
        if (names.size() < MOST) {
            names.add(ShortKey.of(attachment.split("/", 2)[0]));
        }
    }

    /** Whether a prompt has named this file, or one in this folder, since the start. */
    boolean has(String name) {
        return names.contains(ShortKey.of(name));
    }
}
