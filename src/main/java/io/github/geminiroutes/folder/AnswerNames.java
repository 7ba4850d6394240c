package io.github.geminiroutes.folder;

import io.github.geminiroutes.answer.AnswerFile;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Predicate;

/**
 * How the files of an answer are called: {@code NAME.response.ENDING}, or as the prompt's {@code
 * output.file} says. Files of one answer that have the same ending are numbered from the second on:
 * {@code NAME.response.2.png}.
 */
final class AnswerNames {

    private static final int LONGEST_ENDING = 10;
    private static final String RECORD = ".record.json";

    private AnswerNames() {}

    /**
     * @param number of the asking, from 1
     */
    static List<String> of(String prompt, int number, List<AnswerFile> files) {
        if (files.size() == 1) { // as almost always
            String suffix = ".response." + files.get(0).ending();
            return List.of(CompanionNames.of(prompt, number, suffix));
        }
        List<String> names = new ArrayList<>();
        Map<String, Integer> seen = new HashMap<>();
        for (AnswerFile file : files) {
            int count = seen.merge(file.ending(), 1, Integer::sum);
            names.add(
                    CompanionNames.of(
                            prompt, number, ".response" + number(count) + "." + file.ending()));
        }
        return names;
    }

    /**
     * The first file that suits the ending has exactly this name, and others of its type have the
     * same with a number; the rest has the stem and endings of its own.
     *
     * @param wanted a name, or a path below the outbox
     * @param number from 2 on it becomes part of the names
     */
    static List<String> as(String wanted, int number, List<AnswerFile> files) {
        int dot = dot(wanted);
        String stem = wanted.substring(0, dot) + number(number);
        String ending = dot == wanted.length() ? "" : wanted.substring(dot + 1);
        List<String> names = new ArrayList<>();
        Map<String, Integer> seen = new HashMap<>();
        String own =
                files.stream()
                        .filter(file -> file.suits(ending))
                        .map(AnswerFile::ending)
                        .findFirst()
                        .orElse("");
        for (AnswerFile file : files) {
            String last = file.ending().equals(own) ? wanted.substring(dot) : "." + file.ending();
            names.add(stem + number(seen.merge(last, 1, Integer::sum)) + last);
        }
        return names;
    }

    /** A file that is taken for a record could settle another prompt. */
    private static boolean isOfRecord(String name) {
        return name.toLowerCase(Locale.ROOT).endsWith(RECORD);
    }

    /** The same name with a number, for a file whose name is taken. */
    static String numbered(String name, int number) {
        int dot = dot(name);
        return name.substring(0, dot) + number(number) + name.substring(dot);
    }

    private static String number(int number) {
        return number == 1 ? "" : "." + number;
    }

    /** Where the ending begins; the length of a name that has none. */
    private static int dot(String name) {
        int dot = name.lastIndexOf('.');
        boolean isEnding =
                dot > name.lastIndexOf('/') + 1
                        && name.length() - dot - 1 <= LONGEST_ENDING
                        && name.substring(dot + 1).matches("[A-Za-z0-9]+");
        return isEnding ? dot : name.length();
    }

    /**
     * The first names that are free and follow some that are not: thousands of answers may want one
     * name. The name of a record is none that is free, whatever the ending of the wanted one.
     *
     * @param wanted as for {@link #as}
     */
    static List<String> free(String wanted, List<AnswerFile> files, Predicate<String> isInUse) {
        Predicate<String> isTaken = isInUse.or(AnswerNames::isOfRecord);
        int taken = 0;
        int free = 1;
        while (as(wanted, free, files).stream().anyMatch(isTaken)) {
            taken = free;
            free *= 2;
        }
        while (free - taken > 1) {
            int middle = (taken + free) >>> 1;
            if (as(wanted, middle, files).stream().anyMatch(isTaken)) {
                taken = middle;
            } else {
                free = middle;
            }
        }
        return as(wanted, free, files);
    }
}
