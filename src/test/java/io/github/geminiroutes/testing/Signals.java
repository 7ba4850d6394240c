package io.github.geminiroutes.testing;

import java.io.IOException;

/** Signals for one process, by its id. */
public final class Signals {

    private Signals() {}

    /** SIGSTOP: it stands still, as a virtual machine that is paused. */
    public static void stop(ProcessHandle process) throws IOException, InterruptedException {
        send("-STOP", process);
    }

    /** SIGCONT: it goes on as if nothing had been. */
    public static void resume(ProcessHandle process) throws IOException, InterruptedException {
        send("-CONT", process);
    }

    private static void send(String signal, ProcessHandle process)
            throws IOException, InterruptedException {
        Process kill = new ProcessBuilder("kill", signal, Long.toString(process.pid())).start();
        if (kill.waitFor() != 0) {
            throw new IOException("kill " + signal + " failed for " + process.pid());
        }
    }
}
