package io.github.geminiroutes.folder;

import io.github.geminiroutes.support.AtomicFile;
import java.io.IOException;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * Tries all that must hold for the first answer before it is paid for: that files can be written
 * and forced to disk, that prompts can be renamed from folder to folder, and that there is room.
 * Tried anew whenever one of the folders is another directory than before.
 */
final class FolderTrial {

    /** Room for a few answers. */
    private static final long LEAST_ROOM = 256 * 1024;

    /** What lies in these is asked, now or later, by itself. */
    private static final Set<String> SOURCES = Set.of("inbox", "parked", "submitted");

    private final Path inbox;
    private final List<Path> others;
    private List<Object> tried = List.of();

    /**
     * @param folders the inbox, then those that prompts and answers go to
     */
    FolderTrial(List<Path> folders) {
        inbox = folders.get(0);
        others = List.copyOf(folders.subList(1, folders.size()));
    }

    /** What does not hold; null if all does, or did at the last trial of the same directories. */
    FolderFault fault() {
        try {
            List<Object> now = identities();
            if (now.equals(tried)) {
                return null;
            }
            FolderFault fault = tryAll();
            if (fault == null) {
                tried = now;
            }
            return fault;
        } catch (IOException e) {
            return FolderFault.of(new FolderException(inbox, 0, e));
        }
    }

    /**
     * What goes into the inbox by itself must come from nowhere else: an outbox that is a link into
     * the inbox, or to a folder that holds it, would have answers asked, without end.
     */
    private FolderFault mixed() throws IOException {
        List<Path> all = new ArrayList<>(others);
        all.add(0, inbox);
        for (Path source : all) {
            if (SOURCES.contains(source.getFileName().toString())) {
                for (Path folder : all) {
                    if (!folder.equals(source) && areMixed(folder.toRealPath(), source)) {
                        return FolderFault.mixed(folder, source);
                    }
                }
            }
        }
        return null;
    }

    private static boolean areMixed(Path folder, Path source) throws IOException {
        Path real = source.toRealPath();
        return folder.startsWith(real) || real.startsWith(folder);
    }

    private List<Object> identities() throws IOException {
        List<Object> keys = new ArrayList<>();
        keys.add(identity(inbox));
        for (Path folder : others) {
            keys.add(identity(folder));
        }
        return keys;
    }

    /** Through a link, too: its target counts. */
    private static Object identity(Path folder) throws IOException {
        Object key = Files.readAttributes(folder, BasicFileAttributes.class).fileKey();
        return key == null ? folder.toRealPath() : key;
    }

    private FolderFault tryAll() throws IOException {
        FolderFault mixed = mixed();
        if (mixed != null) {
            return mixed;
        }
        for (Path folder : others) {
            boolean isOfPrompts = !folder.endsWith("outbox");
            try {
                AtomicFile.tryOut(folder);
                if (isOfPrompts) {
                    AtomicFile.tryMove(inbox, folder);
                    AtomicFile.tryMove(folder, inbox);
                }
            } catch (AtomicMoveNotSupportedException e) {
                return FolderFault.ofTwoDisks(inbox, folder);
            } catch (IOException e) {
                return FolderFault.of(new FolderException(folder, 0, e));
            }
            if (FolderFault.room(folder) < LEAST_ROOM) {
                return FolderFault.full(folder);
            }
        }
        return null;
    }
}
