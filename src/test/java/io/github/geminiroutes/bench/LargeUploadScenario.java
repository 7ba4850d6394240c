package io.github.geminiroutes.bench;

import io.github.geminiroutes.support.Sha256;
import io.github.geminiroutes.testing.GeminiServer;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** A recording of 1.5 GB, of which two pieces are lost on the way: uploaded, answered, deleted. */
final class LargeUploadScenario implements Scenario {
    private static final int MEGABYTE = 1_000_000;
    private static final int MEGABYTES = 1_500;
    private static final double MOST_MEMORY = 200;
    private static final Duration LIMIT = Duration.ofMinutes(9);

    @Override
    public String name() {
        return "large-upload";
    }

    @Override
    public void run(BenchmarkSettings settings, Report report)
            throws IOException, InterruptedException {
        try (GeminiServer server = GeminiServer.start()) {
            server.files().losePieces(3, 50);
            Workspace workspace = new Workspace();
            workspace.settings().server(server).set("GEMINI_API_KEY", "bench-key");
            Path task =
                    Files.createDirectories(
                            workspace.settings().dataDir().resolve("inbox").resolve("talks"));
            Files.writeString(task.resolve("task.prompt"), "What is said?");
            Path film = task.resolve("talk.mp4");
            write(film, settings.promptsOr(MEGABYTES), settings.seed());
            String digest;
            try (InputStream in = Files.newInputStream(film)) {
                digest = Sha256.hex(in);
            }
            Contender subject =
                    Contender.withOptions(List.of("-Xmx64m"), settings, Map.of(), "run", "--drain");
            try (ChildRun run = new ChildRun(subject, workspace)) {
                ChildRun.Outcome outcome = run.awaitEnd(LIMIT);
                DrainCheck check =
                        new DrainCheck(workspace, server.log())
                                .checkExit(outcome, 0)
                                .require(
                                        server.files().digests().equals(List.of(digest)),
                                        "another file has arrived")
                                .require(server.files().names().isEmpty(), "a file was left")
                                .require(server.log().answered() == 1, "not one answer")
                                .require(
                                        outcome.maxResidentMegabytes() <= MOST_MEMORY,
                                        "more than 200 MB of memory");
                report.line(name(), Contender.SUBJECT)
                        .with(
                                "megabytes",
                                Files.size(
                                                workspace
                                                        .settings()
                                                        .dataDir()
                                                        .resolve("done/talks/talk.mp4"))
                                        / MEGABYTE)
                        .with("events", server.files().events().size())
                        .with(
                                "piecesAskedForAgain",
                                server.files().events().stream().filter("query"::equals).count())
                        .with("sha256", digest)
                        .with("maxResidentMB", outcome.maxResidentMegabytes())
                        .with("cpuSeconds", outcome.cpuMillis() / 1_000)
                        .with("seconds", outcome.seconds())
                        .print(check.problems());
            }
        }
    }

    private static void write(Path film, int megabytes, long seed) throws IOException {
        byte[] block = new byte[MEGABYTE];
        Random random = new Random(seed);
        try (OutputStream out = Files.newOutputStream(film)) {
            byte[] head = "\0\0\0\30ftypisom\0\0\0\0isommp42".getBytes(StandardCharsets.ISO_8859_1);
            for (int i = 0; i < megabytes; i++) {
                random.nextBytes(block);
                if (i == 0) {
                    System.arraycopy(head, 0, block, 0, head.length);
                }
                out.write(block);
            }
        }
    }
}
