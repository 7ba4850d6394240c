package io.github.geminiroutes.bench;

import io.github.geminiroutes.testing.ArtemisBus;
import io.github.geminiroutes.testing.GeminiServer;
import io.github.geminiroutes.testing.KafkaBus;
import io.github.geminiroutes.testing.MessageBus;
import io.github.geminiroutes.testing.ProgramSettings;
import io.github.geminiroutes.testing.PromptRequest;
import io.github.geminiroutes.testing.RecordedErrors;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * Messages through a real broker: once undisturbed, for the rate, and once with faults in one of a
 * hundred and two SIGKILLs, for what becomes of each.
 */
final class MessagesScenario implements Scenario {

    private static final int MESSAGES = 10_000;
    private static final int CONSUMERS = 16;
    private static final Duration LIMIT = Duration.ofMinutes(10);

    /** Starts a broker. */
    @FunctionalInterface
    interface Start {
        MessageBus at(Path directory) throws Exception;
    }

    private final String name;
    private final Start start;

    MessagesScenario(String name, Start start) {
        this.name = name;
        this.start = start;
    }

    static MessageBus kafka(Path directory) throws IOException {
        return new KafkaBus(directory, CONSUMERS);
    }

    /** By AMQP 1.0. */
    static MessageBus artemis(Path directory) throws Exception {
        return new ArtemisBus(directory, true, CONSUMERS);
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public void run(BenchmarkSettings settings, Report report)
            throws IOException, InterruptedException {
        int messages = settings.promptsOr(MESSAGES);
        Path directory = Files.createTempDirectory("gemini-routes-broker");
        try (MessageBus bus = start.at(directory)) {
            for (int round = 1; round <= settings.rounds(); round++) {
                run(settings, report, bus, "undisturbed-" + round, messages, List.of());
                run(
                        settings,
                        report,
                        bus,
                        "killed-" + round,
                        messages,
                        List.of(messages / 3, messages * 2 / 3));
            }
        } catch (IOException | InterruptedException e) {
            throw e;
        } catch (Exception e) {
            throw new IOException(name + " failed", e);
        } finally {
            Workspace.removeLater(directory);
        }
    }

    private void run(
            BenchmarkSettings settings,
            Report report,
            MessageBus bus,
            String run,
            int messages,
            List<Integer> kills)
            throws Exception {
        String from = run + "-prompts";
        String replies = run + "-replies";
        String dead = run + "-dead";
        bus.make(from, replies, dead);
        bus.send(
                from,
                IntStream.range(0, messages)
                        .mapToObj(n -> MessageBus.Sent.text("" + n, Workspace.text(n)))
                        .toList());
        try (GeminiServer server = GeminiServer.start()) {
            if (!kills.isEmpty()) {
                addFaults(server, messages);
            }
            Workspace workspace = new Workspace();
            ProgramSettings program = workspace.settings();
            program.server(server).set("BASE_RETRY_DELAY", "0.2");
            bus.configure(program, from, replies, dead);
            double serverBefore = ProcessFigures.ownCpuMillis();
            double cpu = 0;
            double seconds = 0;
            List<String> problems = new ArrayList<>();
            List<Integer> stops = new ArrayList<>(kills);
            stops.add(messages);
            for (int stop : stops) {
                boolean isLast = stop == messages;
                Contender contender = contender(settings, program);
                try (ChildRun child = new ChildRun(contender, workspace)) {
                    double taken =
                            child.secondsUntil(
                                    () ->
                                            isLast
                                                    ? bus.acknowledged(from) >= messages
                                                    : bus.count(replies) >= stop,
                                    LIMIT);
                    seconds += taken;
                    if (Double.isNaN(taken)) {
                        problems.add(
                                "Not done after "
                                        + LIMIT
                                        + ": "
                                        + Files.readString(workspace.output()));
                    }
                    if (isLast) {
                        child.terminate();
                    } else {
                        child.kill();
                    }
                    cpu += child.awaitEnd(LIMIT).cpuMillis();
                }
            }
            MessageCounts counts = MessageCounts.of(messages, bus.take(replies), bus.take(dead));
            problems.addAll(counts.problems());
            report.line(name, run)
                    .with("messages", messages)
                    .with("seconds", seconds)
                    .with("perSecond", messages / seconds)
                    .with("cpuMillisPerMessage", cpu / messages)
                    .with(
                            "serverAndClientCpuMillisPerMessage",
                            (ProcessFigures.ownCpuMillis() - serverBefore) / messages)
                    .with("kills", kills.size())
                    .with("replies", counts.replies())
                    .with("deadLetters", counts.deadLetters())
                    .with("doubleReplies", counts.doubleReplies())
                    .with("doubleDeadLetters", counts.doubleDeadLetters())
                    .with("answeredTwiceByGemini", server.log().duplicates())
                    .print(problems);
        }
    }

    private static Contender contender(BenchmarkSettings settings, ProgramSettings program) {
        List<String> command = new ArrayList<>();
        command.add(settings.java().toString());
        command.addAll(settings.jvmArguments());
        command.addAll(program.propertyArguments());
        command.addAll(List.of("-jar", settings.jar().toString(), "run"));
        return new Contender(Contender.SUBJECT, command, Map.of());
    }

    /** One message of two hundred is refused for its own fault, one meets a 503 first. */
    private static void addFaults(GeminiServer server, int messages) {
        for (int n = 0; n < messages; n += 200) {
            String text = Workspace.text(n + 100);
            server.inTurn(isPrompt(text), RecordedErrors.overloaded());
        }
        server.when(
                asked -> number(asked) % 200 == 0, RecordedErrors.invalidRequest("Not this one."));
    }

    private static java.util.function.Predicate<PromptRequest> isPrompt(String text) {
        return asked -> asked.prompt().equals(text);
    }

    /** By how {@link Workspace#text} writes it. */
    static int number(PromptRequest asked) {
        return Integer.parseInt(
                asked.prompt().substring("Prompt ".length(), "Prompt 000000".length()));
    }
}
