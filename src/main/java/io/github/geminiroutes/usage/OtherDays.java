package io.github.geminiroutes.usage;

import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.BiConsumer;

/** What the days that were left last have cost, by their date. Not thread-safe. */
final class OtherDays {

    /** A clock goes forth and back between two or three. */
    private static final int MOST = 8;

    private final Map<String, SumsOfDay.Kept> days = new LinkedHashMap<>();

    /** Keeps a day; of two sums of it the larger one holds. */
    void keep(String day, SumsOfDay.Kept sums) {
        SumsOfDay.Kept known = take(day);
        boolean isMore = sums.sum().all().compareTo(known.sum().all()) >= 0;
        days.put(day, isMore ? sums : known);
        if (days.size() > MOST) {
            Iterator<String> oldest = days.keySet().iterator();
            oldest.next();
            oldest.remove();
        }
    }

    /** Takes a day out; nothing if it is not kept. */
    SumsOfDay.Kept take(String day) {
        SumsOfDay.Kept known = days.remove(day);
        return known == null ? SumsOfDay.Kept.NOTHING : known;
    }

    void forEach(BiConsumer<String, SumsOfDay.Kept> consumer) {
        days.forEach(consumer);
    }
}
