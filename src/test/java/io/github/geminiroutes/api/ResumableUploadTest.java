package io.github.geminiroutes.api;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ResumableUploadTest {

    @Test
    void piecesTakeAnEighthOfASmallHeap() {
        assertThat(ResumableUpload.atATime(1L << 30)).isEqualTo(3);
        assertThat(ResumableUpload.atATime(128L << 20)).isEqualTo(2);
        assertThat(ResumableUpload.atATime(32L << 20)).isEqualTo(1);
    }
}
