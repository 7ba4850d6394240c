package io.github.geminiroutes.gateway;

import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;

/**
 * Replies that their clients have not read yet. They take at most an eighth of the heap, and those
 * of one token seven eighths of that; beyond, the client that has had the most time is
 * disconnected. Its answer is kept as that of a client that hangs up. Used on the event loop only.
 */
final class UnreadReplies {

    private final RequestMemory memory;
    private final Map<String, Set<Unread>> unread = new HashMap<>();

    /**
     * @param heap the size of the whole heap in bytes
     */
    UnreadReplies(long heap) {
        // Of what it is given, requests have half.
        memory = new RequestMemory(heap / 4);
    }

    private static final class Unread {

        private final int bytes;
        private final Runnable disconnect;

        Unread(int bytes, Runnable disconnect) {
            this.bytes = bytes;
            this.disconnect = disconnect;
        }
    }

    /**
     * Counts a reply.
     *
     * @param token the name of the token that has asked
     * @param disconnect ends its client
     * @return is to be run once it is read, or its client has gone
     */
    Runnable add(String token, int bytes, Runnable disconnect) {
        while (bytes > 0 && !memory.tryTake(token, bytes)) {
            Set<Unread> own = unread.get(token);
            if (own == null) {
                // Others fill it: no token loses its only answer for that.
                memory.take(token, bytes);
                break;
            }
            Unread oldest = own.iterator().next();
            end(token, oldest);
            oldest.disconnect.run();
        }
        Unread reply = new Unread(bytes, disconnect);
        unread.computeIfAbsent(token, none -> new LinkedHashSet<>()).add(reply);
        return () -> end(token, reply);
    }

    private void end(String token, Unread reply) {
        Set<Unread> own = unread.get(token);
        if (own != null && own.remove(reply)) {
            memory.giveBack(token, reply.bytes);
            if (own.isEmpty()) {
                unread.remove(token);
            }
        }
    }
}
