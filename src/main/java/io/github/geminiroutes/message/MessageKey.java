package io.github.geminiroutes.message;

import io.github.geminiroutes.support.Sha256;

/** What two copies of one message share. */
final class MessageKey {

    private MessageKey() {}

    /**
     * The key of an id: of a fixed length and of harmless characters, whatever the sender chose.
     *
     * @param kind where the id is from: ids of two kinds never meet
     */
    static String of(String kind, String id) {
        return Sha256.hex(kind + '\0' + id);
    }
}
