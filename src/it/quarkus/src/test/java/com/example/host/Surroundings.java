package com.example.host;

import com.example.kit.Loopback;
import com.example.kit.Traces;
import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/**
 * The servers that an application of these tests talks to, a directory it may write, and what there
 * was before it started.
 */
public final class Surroundings implements QuarkusTestResourceLifecycleManager {

    static final String KEY = "key-of-the-host";

    private Loopback loopback;
    private Path data;
    private Traces before;

    @Override
    public Map<String, String> start() {
        try {
            loopback = new Loopback();
            // Below what Traces does not look at.
            data = Files.createTempDirectory(Path.of("target"), "data").toAbsolutePath();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        before = Traces.now();
        return settings(loopback, data);
    }

    static Map<String, String> settings(Loopback loopback, Path data) {
        return Map.of(
                "stock.url",
                loopback.url(),
                "gemini.api-key",
                KEY,
                "gemini.api-key-file",
                "",
                "gemini.base-url",
                loopback.url(),
                "gemini.data-dir",
                data.resolve("drop").toString(),
                "gemini.retry.base-delay",
                "0.01",
                "gemini.prompts.quiet-period",
                "0");
    }

    @Override
    public void inject(TestInjector tests) {
        tests.injectIntoFields(loopback, new TestInjector.MatchesType(Loopback.class));
        tests.injectIntoFields(data, new TestInjector.MatchesType(Path.class));
        tests.injectIntoFields(before, new TestInjector.MatchesType(Traces.class));
    }

    @Override
    public void stop() {
        loopback.close();
    }
}
