package io.github.geminiroutes.cache;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Locale;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Isolated;

@Isolated("The default locale is that of the JVM")
class AnswerCacheLocaleTest {

    private final Locale before = Locale.getDefault(Locale.Category.FORMAT);

    @AfterEach
    void restore() {
        Locale.setDefault(Locale.Category.FORMAT, before);
    }

    @Test
    void anAnswerIsFoundWhereTheLocaleHasDigitsOfItsOwn(@TempDir Path directory) {
        Locale.setDefault(Locale.Category.FORMAT, Locale.forLanguageTag("fa-IR"));
        String key = "0123456789abcdef".repeat(4);
        byte[] answer = "{}".getBytes(StandardCharsets.UTF_8);
        AnswerCache cache =
                new AnswerCache(directory, Duration.ofHours(1), 1_000_000, Clock.systemUTC());

        cache.put(key, answer);

        assertThat(cache.get(key)).isEqualTo(answer);
    }
}
