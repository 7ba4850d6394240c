package io.github.geminiroutes.table;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;

/** What one line of a progress file has said so far. */
final class ReadLine {

    private RowKey key;
    private String kind;
    private KnownRows.Waits waits;
    private int number;
    private String place;
    private String files;
    private TableMarks marks;

    void read(JsonParser json) throws IOException {
        while (json.nextToken() == JsonToken.FIELD_NAME) {
            String field = json.currentName();
            JsonToken value = json.nextToken();
            switch (field) {
                case "sha256" -> key = new RowKey(json.getText());
                case "results" -> number = json.getValueAsInt();
                case "place" -> place = json.getValueAsString();
                case "files" -> files = json.getValueAsString();
                case "marks" -> marks = TableMarks.parse(json.getValueAsString());
                case "waits" -> waits = waits(json);
                default -> {
                    if (value.isStructStart()) {
                        json.skipChildren();
                    }
                }
            }
            kind = field;
        }
    }

    private static KnownRows.Waits waits(JsonParser json) throws IOException {
        int parkings = 0;
        int faults = 0;
        while (json.nextToken() == JsonToken.FIELD_NAME) {
            boolean isFaults = json.currentName().equals("faults");
            int value = json.nextIntValue(0);
            parkings = isFaults ? parkings : value;
            faults = isFaults ? value : faults;
        }
        return new KnownRows.Waits(parkings, faults);
    }

    boolean isOfRow() {
        return key != null && key.isWhole();
    }

    void note(long at, KnownRows known) {
        boolean isOfRow = isOfRow();
        switch (kind == null ? "" : kind) {
            case "settled" -> known.settle();
            case "results" -> known.setResults(number, files);
            case "place" -> known.setPlace(place);
            case "marks" -> known.setMarks(marks);
            case "response" -> {
                if (isOfRow) {
                    known.addAnswer(key, at);
                }
            }
            case "error" -> {
                if (isOfRow) {
                    known.addFailure(key, at);
                }
            }
            case "waits" -> {
                if (isOfRow) {
                    known.addWaits(key, waits);
                }
            }
            case "lane" -> {
                if (isOfRow) {
                    known.addStandard(key);
                }
            }
            default -> {
                // A line of another version.
            }
        }
    }
}
