package io.github.geminiroutes.app;

import io.github.geminiroutes.settings.Settings;
import io.github.geminiroutes.support.SettingsException;
import io.github.geminiroutes.support.Usd;
import io.github.geminiroutes.usage.PriceFile;

/** The settings of budget, prices and answer cache. */
final class MoneySettings {

    private MoneySettings() {}

    /**
     * @throws SettingsException for the first that cannot be used
     */
    static void requireUsable(Settings settings) {
        String budget = "gemini.budget.usd-per-day";
        if (!settings.text(budget).isEmpty() && !isPositive(settings.text(budget))) {
            throw settings.refused(budget, "must be " + Usd.FORM);
        }
        settings.number("gemini.answer-cache.ttl");
        settings.wholeNumber("gemini.answer-cache.max-size", 1, Long.MAX_VALUE);
        if (settings.text("gemini.answer-cache.dir").isEmpty()) {
            throw settings.refused("gemini.answer-cache.dir", "must be a directory");
        }
        String prices = "gemini.prices-file";
        String file = settings.text(prices);
        try {
            PriceFile.read(file.isEmpty() ? settings.home().config("prices.json") : file);
        } catch (IllegalArgumentException e) {
            throw file.isEmpty()
                    ? new SettingsException("config/prices.json: " + e.getMessage())
                    : settings.refused(prices, "must be a table of prices, but " + e.getMessage());
        }
    }

    private static boolean isPositive(String amount) {
        try {
            return Usd.parse(amount).signum() > 0;
        } catch (IllegalArgumentException e) {
            return false;
        }
    }
}
