package io.github.geminiroutes.usage;

import io.github.geminiroutes.answer.Usage;
import io.github.geminiroutes.answer.UsageExtras;
import java.math.BigDecimal;

/**
 * What a model's tokens cost in one tier, in USD for a million; null where the table names no
 * price.
 *
 * @param input text, pictures, video and documents of the prompt, and audio without an own price
 * @param cached input from a cache; without this price it costs as much as other input, which is
 *     the most that it can cost
 * @param output text and thinking
 * @param audioInput audio of the prompt
 * @param audioCached audio from a cache; without this price it costs as much as other audio
 * @param audioOutput audio of the answer
 * @param imageOutput pictures of the answer
 */
record Rates(
        BigDecimal input,
        BigDecimal cached,
        BigDecimal output,
        BigDecimal audioInput,
        BigDecimal audioCached,
        BigDecimal audioOutput,
        BigDecimal imageOutput) {

    /** The tokens that a price is for: a power of ten, so that every cost is exact. */
    static final int MILLION = 6;

    /** USD; null if a price is missing that the call needs. */
    BigDecimal cost(Usage usage) {
        UsageExtras extras = usage.extras();
        long audioOut = extras.audioOutputTokens();
        long imageOut = extras.imageOutputTokens();
        if (audioOut > 0 && audioOutput == null
                || imageOut > 0 && imageOutput == null
                || extras.otherOutputTokens() > 0) {
            return null;
        }
        long words = Math.max(0, usage.outputTokens() - audioOut - imageOut);
        return inputCost(usage)
                .add(times(output, words + usage.thinkingTokens()))
                .add(times(audioOutput, audioOut))
                .add(times(imageOutput, imageOut))
                .movePointLeft(MILLION);
    }

    private BigDecimal inputCost(Usage usage) {
        UsageExtras extras = usage.extras();
        // Without a price of its own, audio counts as all other input does.
        long audio = audioInput == null ? 0 : extras.audioInputTokens();
        long audioFromCache = Math.min(audio, extras.audioCachedTokens());
        long cachedTokens = Math.max(0, usage.cachedTokens() - audioFromCache);
        long all = Math.max(usage.inputTokens(), usage.cachedTokens()) + usage.toolTokens();
        long fresh = Math.max(0, all - cachedTokens - audio);
        return times(input, fresh)
                .add(times(cached == null ? input : cached, cachedTokens))
                .add(times(audioInput, audio - audioFromCache))
                .add(times(audioCached == null ? audioInput : audioCached, audioFromCache));
    }

    private static BigDecimal times(BigDecimal price, long tokens) {
        return tokens == 0 ? BigDecimal.ZERO : price.multiply(BigDecimal.valueOf(tokens));
    }
}
