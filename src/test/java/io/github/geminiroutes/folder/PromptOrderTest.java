package io.github.geminiroutes.folder;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.util.List;
import java.util.stream.Stream;
import org.apache.camel.component.file.GenericFile;
import org.junit.jupiter.api.Test;

class PromptOrderTest {

    private static GenericFile<File> file(String name) {
        GenericFile<File> file = new GenericFile<>();
        file.setFileNameOnly(name);
        return file;
    }

    @Test
    void promptsThatMayNameOthersGoFirst() {
        List<String> order =
                Stream.of("b.txt", "a.txt", "z.json", "A.MD", "y.md", "x.prompt", "c.JSON")
                        .map(PromptOrderTest::file)
                        .sorted(new PromptOrder())
                        .map(GenericFile::getFileNameOnly)
                        .toList();

        assertThat(order)
                .containsExactly("x.prompt", "A.MD", "y.md", "c.JSON", "z.json", "a.txt", "b.txt");
    }
}
