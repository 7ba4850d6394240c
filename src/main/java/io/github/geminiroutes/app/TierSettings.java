package io.github.geminiroutes.app;

import io.github.geminiroutes.api.Account;
import io.github.geminiroutes.prompt.Tier;
import io.github.geminiroutes.settings.Settings;
import java.util.List;

/** The settings of service tiers and of the batch lane. */
final class TierSettings {

    private static final String TIER = "gemini.tier";
    private static final long DAY = 86_400;
    private static final int MOST_OF_A_BATCH = 200_000;

    private TierSettings() {}

    /**
     * @throws io.github.geminiroutes.support.SettingsException if one cannot be used
     */
    static void requireUsable(Settings settings) {
        Tier tier = Tier.of(settings.text(TIER));
        if (tier == null) {
            throw settings.refused(TIER, Tier.refusal());
        }
        boolean isNamed = tier == Tier.FLEX || tier == Tier.PRIORITY;
        if (isNamed && Account.isVertex(settings.address("gemini.base-url"))) {
            throw settings.refused(
                    TIER, "must be standard or batch where gemini.base-url is one of Vertex AI");
        }
        settings.wholeNumber("gemini.flex.response-timeout", 1, DAY);
        for (String time : List.of("linger", "poll-interval", "deadline", "create-wait")) {
            settings.number("gemini.batch." + time);
        }
        settings.wholeNumber("gemini.batch.max-requests", 1, MOST_OF_A_BATCH);
        settings.wholeNumber("gemini.batch.max-bytes", 1, Integer.MAX_VALUE);
        if (!settings.text("gemini.batch.fallback").matches("batch|standard")) {
            throw settings.refused("gemini.batch.fallback", "must be batch or standard");
        }
    }
}
