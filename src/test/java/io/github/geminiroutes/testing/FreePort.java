package io.github.geminiroutes.testing;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Ports of loopback for a server that starts later, or again. They lie below those the system hands
 * out by itself, and none is given twice: no other socket of a test takes one in the meantime.
 */
public final class FreePort {
    private static final int FIRST = 12_000;
    private static final int PAST_LAST = 32_000;
    private static final AtomicInteger NEXT =
            new AtomicInteger(ThreadLocalRandom.current().nextInt(PAST_LAST - FIRST));

    private FreePort() {}

    /** A port that nobody listens on. */
    public static int find() throws IOException {
        for (int tried = FIRST; tried < PAST_LAST; tried++) {
            int port = FIRST + Math.floorMod(NEXT.getAndIncrement(), PAST_LAST - FIRST);
            if (isFree(port)) {
                return port;
            }
        }
        throw new IOException("No port of loopback is free");
    }

    private static boolean isFree(int port) {
        try (ServerSocket socket = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
            return socket.isBound();
        } catch (IOException e) {
            return false; // another program listens there
        }
    }
}
