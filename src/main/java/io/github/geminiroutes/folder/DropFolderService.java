package io.github.geminiroutes.folder;

import io.github.geminiroutes.event.Events;
import io.github.geminiroutes.generate.GeminiClient;
import io.github.geminiroutes.policy.AccountHold;
import io.github.geminiroutes.support.FileNames;
import io.github.geminiroutes.support.Seconds;
import io.github.geminiroutes.support.SettingsException;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.function.Consumer;
import org.apache.camel.CamelContext;
import org.apache.camel.CamelContextAware;

/**
 * The entry point of the drop folder: its settings and the parts that serve its routes, wired here.
 * {@link PromptClaim} chooses the files of the inbox, {@link PromptFileProcessor} has the steps of
 * a prompt.
 *
 * <p>The parts are made at their first use, when the settings are complete. Camel's YAML DSL makes
 * every bean twice: the first one is dropped, and nothing it makes has an effect.
 */
public final class DropFolderService implements CamelContextAware {

    /** The bean's name in the bundle's routes. */
    public static final String BEAN = "gemini-drop-folder";

    private final Clock clock;
    private CamelContext context;
    private Path dataDir;
    private String consumer = "";
    private int maxConcurrency = 64;
    private long maxRequestSize = 20 * 1024 * 1024;
    private Duration quietPeriod = Duration.ofSeconds(1);
    private Duration missingWait = Duration.ofSeconds(60);
    private boolean followsLinks;
    private Duration parkingDelay = Duration.ofMinutes(5);
    private Leadership leadership;
    private volatile FolderParts parts;
    private volatile boolean followsRecoveries;
    private volatile Consumer<Error> onJvmError = error -> {};

    public DropFolderService() {
        this(Clock.systemUTC());
    }

    DropFolderService(Clock clock) {
        this.clock = clock;
    }

    /**
     * The drop folder of a Camel context; null where the route {@code gemini-prompt-files} is not.
     */
    public static DropFolderService of(CamelContext context) {
        return context.getRegistry().lookupByNameAndType(BEAN, DropFolderService.class);
    }

    @Override
    public void setCamelContext(CamelContext context) {
        this.context = context;
    }

    @Override
    public CamelContext getCamelContext() {
        return context;
    }

    /** The directory that holds the folders. */
    public void setDataDir(String directory) {
        if (directory.isBlank() || !FileNames.canBeOfEndpoint(directory)) {
            throw new SettingsException(
                    "gemini.data-dir, or DATA_DIR: must be the path of a directory, without { } ? \\ %20");
        }
        dataDir = Path.of(directory);
    }

    /**
     * What stands before the inbox's endpoint: {@code master:NAMESPACE:} if several instances share
     * the folders, else empty.
     */
    public void setConsumer(String consumer) {
        this.consumer = consumer;
    }

    /** How many calls may be out; a few times as many prompts may be in flight. */
    public void setMaxConcurrency(int maxConcurrency) {
        this.maxConcurrency = maxConcurrency;
    }

    /** The largest request in bytes. */
    public void setMaxRequestSize(long bytes) {
        maxRequestSize = bytes;
    }

    /** How long a file must not have changed before it is taken, in seconds. */
    public void setQuietPeriod(double seconds) {
        quietPeriod = Seconds.toDuration(seconds);
    }

    /** How long an attachment may be missing and a file may be empty, in seconds. */
    public void setMissingWait(double seconds) {
        missingWait = Seconds.toDuration(seconds);
    }

    /** Whether symbolic links in the inbox are followed, wherever they lead. */
    public void setFollowLinks(boolean followsLinks) {
        this.followsLinks = followsLinks;
    }

    /** The first parking for a fault of the service, in seconds; it doubles. */
    public void setParkingBaseDelay(double seconds) {
        parkingDelay = Seconds.toDuration(seconds);
    }

    /** For a test without lock and cluster. */
    void setLeadership(Leadership leadership) {
        this.leadership = leadership;
    }

    /**
     * Makes the folders that are missing; the meters follow once the context has started. May be
     * called twice.
     *
     * @throws IOException if a folder cannot be made
     * @throws IllegalArgumentException if a setting cannot be used
     */
    public void open() throws IOException {
        folder().create();
        PromptMeters.registerAtStart(context);
        parts().journal().closeWith(context);
    }

    private FolderParts parts() {
        FolderParts known = parts;
        return known == null ? makeParts() : known;
    }

    private synchronized FolderParts makeParts() {
        if (parts == null) {
            DropFolder folder = new DropFolder(dataDir);
            folder.setShared(!consumer.isBlank());
            folder.setFollowsLinks(followsLinks);
            folder.events().setEvents(() -> Events.of(context));
            parts =
                    FolderParts.make(
                            folder,
                            leadership == null ? newLeadership(folder) : leadership,
                            new FolderParts.Options(
                                    maxConcurrency,
                                    maxRequestSize,
                                    quietPeriod,
                                    missingWait,
                                    parkingDelay),
                            clock);
        }
        return parts;
    }

    private Leadership newLeadership(DropFolder folder) {
        Leadership made = new Leadership();
        made.setCamelContext(context);
        made.setConsumer(consumer);
        made.setFolder(folder);
        return made;
    }

    /**
     * Moves the parked prompts whose time has come back into the inbox, if this instance is the one
     * that works on the folders. For a timer.
     */
    public void releaseParked() {
        if (!followsRecoveries) {
            // Not earlier: another route file makes the client, before this one or after.
            parkingLot().follow(GeminiClient.of(context).circuitBreakers());
            followsRecoveries = true;
        }
        leadership().refresh();
        if (leadership().holds()) {
            parkingLot().release();
        } else {
            parkingLot().reload();
        }
    }

    /** The folders on disk. */
    public DropFolder folder() {
        return parts().folder();
    }

    /** What became of prompts since the start. */
    public PromptCounters counters() {
        return parts().counters();
    }

    /** How many prompts lie in which folder. */
    public FolderCounts folderCounts() {
        return parts().folderCounts();
    }

    /** Whether this instance may work on the folders. */
    public Leadership leadership() {
        return parts().leadership();
    }

    /** What this instance does once when it begins to work on the folders. */
    TakeOver takeOver() {
        return parts().takeOver();
    }

    PromptBulkhead bulkhead() {
        return parts().bulkhead();
    }

    /** What comes back by itself. */
    public ParkingLot parkingLot() {
        return parts().parkingLot();
    }

    /** What is recorded of the files of the inbox. */
    public Intake intake() {
        return parts().intake();
    }

    /** All of them, for the steps of the routes. */
    FolderParts all() {
        return parts();
    }

    /**
     * Says what ends the program after an error of the JVM itself, so that its keeper starts a new
     * one. Without it, as in a host application, the error is only logged.
     */
    public void onJvmError(Consumer<Error> end) {
        onJvmError = end;
    }

    void endProgram(Error error) {
        onJvmError.accept(error);
    }

    /** The hold of the application's account. */
    AccountHold accountHold() {
        return GeminiClient.of(context).accountHold();
    }
}
