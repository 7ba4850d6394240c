package io.github.geminiroutes.app;

import io.github.geminiroutes.api.Account;
import io.github.geminiroutes.api.ApiKey;
import io.github.geminiroutes.estimate.CountedByGemini;
import io.github.geminiroutes.estimate.Estimate;
import io.github.geminiroutes.estimate.QuotaTime;
import io.github.geminiroutes.failure.Failure;
import io.github.geminiroutes.failure.GeminiException;
import io.github.geminiroutes.folder.InboxPrompts;
import io.github.geminiroutes.prompt.ModelName;
import io.github.geminiroutes.prompt.RequestEncoder;
import io.github.geminiroutes.quota.Gate;
import io.github.geminiroutes.quota.LimitKind;
import io.github.geminiroutes.settings.Settings;
import io.github.geminiroutes.support.GeminiJson;
import io.github.geminiroutes.support.PacificDay;
import io.github.geminiroutes.support.SettingsException;
import io.github.geminiroutes.support.SingleLine;
import io.github.geminiroutes.usage.PriceFile;
import io.github.geminiroutes.usage.Prices;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Tells what the inbox would cost and how long it would take. */
@Command(
        name = "estimate",
        description = {
            "Tells what the inbox would cost and how long it would take.",
            "Gemini counts the input tokens, which is free; nothing is generated or moved, and a"
                    + " program may run meanwhile."
        },
        mixinStandardHelpOptions = true,
        footerHeading = ProfileOption.EXAMPLE,
        footer = "  gemini-routes estimate --tier flex",
        versionProvider = Version.class)
public final class EstimateCommand implements Callable<Integer> {

    private static final int MOST_AT_A_TIME = 16;
    private static final int LONGEST_REASON = 300;
    private static final Duration MOST_TIME = Duration.ofDays(7);

    @Mixin private ProfileOption profile;
    @Spec private CommandSpec spec;

    @Option(
            names = "--tier",
            paramLabel = "TIER",
            description = "Show this tier only: standard, flex, batch or priority.")
    private String tier;

    @Option(names = "--offline", description = "Do not use the network: estimate the input tokens.")
    private boolean offline;

    @Option(
            names = "--time",
            paramLabel = "SECONDS",
            defaultValue = "120",
            description =
                    "How long to look at most; Gemini counts in the first half. What is not read by"
                            + " then is left out. Default: ${DEFAULT-VALUE}.")
    private long time;

    @Option(names = "--json", description = "Print one JSON object; what is unknown is null.")
    private boolean json;

    @Override
    public Integer call() throws IOException, InterruptedException {
        requireTier();
        requireTime();
        Logging.toStandardError();
        Settings settings = profile.settings();
        requireUsable(settings);
        Path data = settings.directory("gemini.data-dir");
        Instant now = Instant.now();
        Estimate estimate = new Estimate(prices(settings), PacificDay.at(now).date());
        InboxEstimate run =
                new InboxEstimate(
                        inbox(settings, data),
                        estimate,
                        model(settings),
                        maxFileSize(settings),
                        EstimateTime.of(Duration.ofSeconds(time)));
        try {
            count(settings, run);
        } catch (GeminiException e) {
            tell(e.failure());
            return 1;
        }
        Long seconds = quotaTime(settings, now).of(estimate.demands());
        print(estimate, seconds, run);
        return 0;
    }

    private void requireTier() {
        if (tier != null && !Estimate.TIERS.contains(tier)) {
            throw new SettingsException(
                    "--tier=%s: must be one of %s"
                            .formatted(
                                    SingleLine.quoted(tier, LONGEST_REASON),
                                    String.join(", ", Estimate.TIERS)));
        }
    }

    private void requireTime() {
        if (time < 1 || time > MOST_TIME.toSeconds()) {
            throw new SettingsException(
                    "--time=%d: must be a number of seconds from 1 to %d"
                            .formatted(time, MOST_TIME.toSeconds()));
        }
    }

    private void requireUsable(Settings settings) {
        SettingsValidator validator = new SettingsValidator(settings);
        validator.requireUsable();
        if (!offline) {
            validator.requireKey();
        }
        if (!Files.isDirectory(settings.directory("gemini.data-dir").resolve("inbox"))) {
            throw settings.refused("gemini.data-dir", "must have a folder inbox: run init");
        }
    }

    private void tell(Failure failure) {
        PrintWriter err = spec.commandLine().getErr();
        err.println(
                "gemini-routes: Gemini cannot count: "
                        + SingleLine.quoted(failure.summary(), LONGEST_REASON)
                        + ". "
                        + failure.kind().advice()
                        + " With --offline nothing is asked.");
        err.flush();
    }

    private static Prices prices(Settings settings) {
        String file = settings.text("gemini.prices-file");
        return PriceFile.read(file.isEmpty() ? settings.home().config("prices.json") : file);
    }

    private static InboxPrompts inbox(Settings settings, Path data) {
        return new InboxPrompts(
                data,
                Boolean.parseBoolean(settings.text("gemini.prompts.follow-links")),
                maxRequestSize(settings));
    }

    private static long maxRequestSize(Settings settings) {
        return settings.wholeNumber("gemini.max-request-size", 1, Integer.MAX_VALUE);
    }

    private static long maxFileSize(Settings settings) {
        return settings.wholeNumber("gemini.files.max-size", 0, Long.MAX_VALUE);
    }

    private static String model(Settings settings) {
        return ModelName.parse(settings.text("gemini.model"), 0);
    }

    private void count(Settings settings, InboxEstimate run)
            throws IOException, InterruptedException {
        if (offline) {
            run.estimate();
            return;
        }
        int most =
                (int)
                        Math.min(
                                MOST_AT_A_TIME,
                                settings.wholeNumber("gemini.max-concurrency", 1, 10_000));
        long callTime = settings.wholeNumber("gemini.http.call-timeout", 1, Long.MAX_VALUE);
        ApiKey key = new ApiKey();
        key.setKey(settings.text("gemini.api-key"));
        key.setFile(settings.text("gemini.api-key-file"));
        try (CountedByGemini counted =
                new CountedByGemini(
                        key,
                        settings.address("gemini.base-url").toString(),
                        settings.text("gemini.http.proxy"),
                        settings.text("gemini.http.no-proxy"),
                        new RequestEncoder(GeminiJson.MAPPER, maxRequestSize(settings)),
                        most,
                        Duration.ofSeconds(Math.min(callTime, run.ofCount().toSeconds())),
                        run.ofCount(),
                        Duration.ofSeconds(1))) {
            run.count(counted, most);
        }
    }

    /** The gate is only looked at: a running program has the file. */
    private static QuotaTime quotaTime(Settings settings, Instant now) {
        Map<LimitKind, Long> set = new EnumMap<>(LimitKind.class);
        Gate gate = new Gate();
        for (LimitKind kind : LimitKind.values()) {
            String limit = settings.text("gemini.quota." + kind.id());
            if (!limit.isEmpty()) {
                set.put(kind, Long.valueOf(limit));
                gate.limit(kind, Long.valueOf(limit));
            }
        }
        gate.setFile(settings.text("gemini.quota.state-file"));
        gate.setScope(Account.address(settings.address("gemini.base-url").toString()));
        gate.setNotices(notice -> {});
        gate.start();
        return new QuotaTime(set, gate.view(), now);
    }

    private void print(Estimate estimate, Long seconds, InboxEstimate run) throws IOException {
        PrintWriter out = spec.commandLine().getOut();
        if (json) {
            out.println(GeminiJson.MAPPER.writeValueAsString(estimate.json(seconds)));
        } else {
            List<String> tiers = tier == null ? Estimate.TIERS : List.of(tier);
            new EstimateTable(estimate, seconds, tiers, offline).lines().forEach(out::println);
        }
        out.flush();
        PrintWriter err = spec.commandLine().getErr();
        run.problems().forEach(err::println);
        err.flush();
    }
}
