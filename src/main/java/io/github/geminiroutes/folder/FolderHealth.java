package io.github.geminiroutes.folder;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Whether the folders take files. A fault is told when it starts and when it is over, however many
 * prompts wait for its end. Meanwhile no prompt is taken: an answer that cannot be written is paid
 * for all the same.
 */
public final class FolderHealth {

    private static final Logger LOG = LoggerFactory.getLogger(FolderHealth.class);

    private final List<Path> folders;
    private final Map<Object, FolderFault> waiting = new HashMap<>();
    private final Set<String> told = new HashSet<>();
    private FolderFault seen;
    private volatile String reason;
    private volatile boolean isWaiting;

    FolderHealth(List<Path> folders) {
        this.folders = List.copyOf(folders);
    }

    /** What is wrong with the folders and what to do; null while they take files. */
    public String reason() {
        return reason;
    }

    boolean isWell() {
        return reason == null;
    }

    /**
     * Something could not be written, moved or read, and waits.
     *
     * @param who waits, until {@link #succeeded} is told of it: the path of a prompt in the inbox,
     *     or anything else
     */
    synchronized void failed(Object who, IOException failure) {
        FolderFault fault =
                failure instanceof FolderException known
                        ? FolderFault.of(known)
                        : new FolderFault(CompanionNames.printable(failure.toString()), false);
        waiting.put(who, fault);
        isWaiting = true;
        tell(fault);
        judge();
    }

    /** What waited is done. */
    void succeeded(Object who) {
        if (isWaiting) {
            look(who);
        }
    }

    /** Looks after the folders; for a timer, as a folder nobody writes to can go, too. */
    public void look() {
        look(null);
    }

    private synchronized void look(Object done) {
        seen = null;
        for (Path folder : folders) {
            FolderFault fault = FolderFault.seen(folder);
            if (fault != null) {
                tell(fault);
                seen = seen == null ? fault : seen;
            }
        }
        waiting.remove(done);
        // A prompt that lay in the inbox and was taken away has nothing to wait for.
        waiting.keySet().removeIf(FolderHealth::isGone);
        isWaiting = !waiting.isEmpty();
        judge();
    }

    private static boolean isGone(Object who) {
        return who instanceof Path prompt
                && Files.isDirectory(prompt.getParent())
                && !WholeFile.exists(prompt);
    }

    private void judge() {
        FolderFault worst = seen;
        for (FolderFault fault : waiting.values()) {
            worst = worst == null && fault.concernsAll() ? fault : worst;
        }
        reason = worst == null ? null : worst.text();
        if (worst == null && waiting.isEmpty() && !told.isEmpty()) {
            told.clear();
            LOG.info("The folders take files again");
        }
    }

    private void tell(FolderFault fault) {
        if (told.add(fault.text())) {
            LOG.error(
                    "{}{}",
                    fault.text(),
                    fault.concernsAll()
                            ? " | No prompt is taken meanwhile; answers that are here are kept and"
                                    + " written as soon as it is over"
                            : " | It is tried again");
        }
    }
}
