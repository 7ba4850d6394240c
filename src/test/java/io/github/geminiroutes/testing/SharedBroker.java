package io.github.geminiroutes.testing;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/** One broker for the tests of a class: it starts before the first and ends after the last. */
public final class SharedBroker implements BeforeAllCallback, AfterAllCallback {

    private final Starter starter;
    private Path directory;
    private MessageBus bus;

    /** Starts a broker. */
    @FunctionalInterface
    public interface Starter {
        /** Starts one with its data below {@code directory}. */
        MessageBus start(Path directory) throws Exception;
    }

    /**
     * @param starter of the broker
     */
    public SharedBroker(Starter starter) {
        this.starter = starter;
    }

    @Override
    public void beforeAll(ExtensionContext context) throws Exception {
        directory = Files.createTempDirectory("broker");
        bus = starter.start(directory);
    }

    /** The broker. */
    public MessageBus bus() {
        return bus;
    }

    @Override
    public void afterAll(ExtensionContext context) throws IOException {
        if (bus != null) {
            bus.close();
        }
        List<Path> deepestFirst;
        try (Stream<Path> files = Files.walk(directory)) {
            deepestFirst = files.sorted(Comparator.reverseOrder()).toList();
        }
        for (Path file : deepestFirst) {
            Files.delete(file);
        }
    }
}
