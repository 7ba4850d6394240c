package io.github.geminiroutes.monitoring;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.geminiroutes.support.GeminiJson;
import io.github.geminiroutes.support.SingleLine;
import io.github.geminiroutes.task.rows.RowProgress;
import java.util.List;

/** How far the files of rows are, for the status page. */
final class RowsView {

    private static final int MOST = 50;
    private static final int LONGEST_NAME = 300;

    private RowsView() {}

    /** One entry for each file; {@code all} is null while the rows are not counted. */
    static ArrayNode of(List<RowProgress> files) {
        ArrayNode rows = GeminiJson.MAPPER.createArrayNode();
        files.stream()
                .limit(MOST)
                .forEach(
                        file -> {
                            ObjectNode one = rows.addObject();
                            one.put("file", SingleLine.shortened(file.name(), LONGEST_NAME));
                            one.put("answered", file.answered());
                            one.put("failed", file.failed());
                            one.put("all", file.all() < 0 ? null : (Long) file.all());
                        });
        return rows;
    }
}
