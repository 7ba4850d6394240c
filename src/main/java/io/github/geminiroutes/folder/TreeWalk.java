package io.github.geminiroutes.folder;

import io.github.geminiroutes.support.ToldOnce;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Everything below a folder. Links are not followed. A folder within it that the program may not
 * read is another user's: it is passed over, and holds nothing else up. A name that cannot be read
 * is told once for each drop folder.
 */
final class TreeWalk {

    private static final Logger LOG = LoggerFactory.getLogger(TreeWalk.class);

    /** What Java has in the place of bytes that are no letters in the encoding of the locale. */
    private static final char UNREADABLE = '\uFFFD';

    private final ToldOnce told = new ToldOnce();

    /**
     * The names of all files, without hidden ones and those in hidden folders: see {@link
     * TreeFiles}; and without those that the encoding of the locale cannot read, which a process
     * with another one finds.
     */
    List<String> names(Path upper) throws IOException {
        List<String> names = new ArrayList<>();
        walk(upper, names::add);
        return names;
    }

    /** What to do with the name of a file. */
    @FunctionalInterface
    interface Visitor {

        void visit(String name) throws IOException;
    }

    /** The same names, one after another: however many there are, none is kept. */
    void walk(Path upper, Visitor visitor) throws IOException {
        Deque<String> folders = new ArrayDeque<>();
        folders.add("");
        while (!folders.isEmpty()) {
            String folder = folders.poll();
            try (DirectoryStream<Path> entries = Files.newDirectoryStream(upper.resolve(folder))) {
                for (Path entry : entries) {
                    String name = entry.getFileName().toString();
                    if (name.charAt(0) == '.') {
                        continue;
                    }
                    if (!InboxCensus.isNamed(entry, name)) {
                        tellOnce(upper, folder + name);
                        continue;
                    }
                    if (Files.isDirectory(entry, LinkOption.NOFOLLOW_LINKS)) {
                        folders.add(folder + name + '/');
                    } else {
                        visitor.visit(folder + name);
                    }
                }
            } catch (NoSuchFileException | NotDirectoryException | AccessDeniedException e) {
                if (folder.isEmpty()) {
                    throw e;
                }
                LOG.debug("A folder that was removed a moment ago, or is closed to us", e);
            }
        }
    }

    /** One that was moved away this moment has a name that can be read. */
    private void tellOnce(Path upper, String name) {
        if (name.indexOf(UNREADABLE) >= 0
                && told.isNew(upper.resolve(name.replace(UNREADABLE, '?')))) {
            LOG.warn(
                    "Passed over, as this system cannot read the name: {}. Set LC_ALL=C.UTF-8, or"
                            + " rename it",
                    CompanionNames.printable(upper.getFileName() + "/" + name));
        }
    }

    /** The folders below a folder, and itself. */
    static List<Path> folders(Path upper) throws IOException {
        List<Path> found = new ArrayList<>(List.of(upper));
        for (int i = 0; i < found.size(); i++) {
            try (DirectoryStream<Path> entries =
                    Files.newDirectoryStream(
                            found.get(i),
                            entry -> Files.isDirectory(entry, LinkOption.NOFOLLOW_LINKS))) {
                entries.forEach(found::add);
            } catch (AccessDeniedException e) {
                if (i == 0) {
                    throw e;
                }
                LOG.debug("A folder that is closed to us", e);
            }
        }
        return found;
    }
}
