package io.github.geminiroutes.folder;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.geminiroutes.answer.AnswerFile;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AnswerNamesTest {

    private static final List<AnswerFile> CALL = List.of(AnswerFile.json(0, "{}"));

    @ParameterizedTest
    @CsvSource({
        "x.txt.record.png, x.txt.record.2.json",
        "x.txt.record.md, x.txt.record.md",
        "folder/x.txt.Record.png, folder/x.txt.Record.2.json",
        "x.txt.record, x.txt.record",
        "record.png, record.json",
    })
    void noEndingMakesTheNameOfARecord(String wanted, String name) {
        assertThat(AnswerNames.free(wanted, CALL, taken -> false)).containsExactly(name);
    }

    @Test
    void theOtherFilesOfTheAnswerHaveTheSameNumber() {
        List<AnswerFile> files = List.of(AnswerFile.words(0, "W"), CALL.get(0));
        assertThat(AnswerNames.free("x.txt.record.md", files, name -> name.contains(".2.")))
                .containsExactly("x.txt.record.3.md", "x.txt.record.3.json");
    }
}
