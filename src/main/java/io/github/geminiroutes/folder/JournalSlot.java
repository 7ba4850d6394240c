package io.github.geminiroutes.folder;

import io.github.geminiroutes.folder.InFlightJournal.Entry;
import io.github.geminiroutes.folder.InFlightJournal.State;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** How the {@link InFlightJournal} writes one prompt: the bytes of a slot of its file. */
final class JournalSlot {

    /** State, time, length of the name, and the longest path of any file system in UTF-8. */
    static final int BYTES = 4096;

    /** Journals of versions that had names in one folder only. */
    static final int EARLIER_BYTES = 1024;

    private static final int NAME_AT = 1 + Long.BYTES + Short.BYTES;

    private JournalSlot() {}

    /** The bytes of an entry; null if its name is longer than any file system has it. */
    static byte[] encode(Entry entry) {
        byte[] name = entry.name().getBytes(StandardCharsets.UTF_8);
        if (name.length > BYTES - NAME_AT) {
            return null;
        }
        return ByteBuffer.allocate(NAME_AT + name.length)
                .put(entry.state().code)
                .putLong(entry.takenAt().toEpochMilli())
                .putShort((short) name.length)
                .put(name)
                .array();
    }

    /**
     * The entries of a file. A slot that makes no sense is passed over: a power failure may have
     * cut the file.
     *
     * @param slotBytes the length of one slot
     */
    static List<Entry> decode(byte[] file, int slotBytes) {
        ByteBuffer bytes = ByteBuffer.wrap(file);
        List<Entry> entries = new ArrayList<>();
        for (int at = 0; at + NAME_AT < bytes.limit(); at += slotBytes) {
            State state = State.of(bytes.get(at));
            int length = bytes.getShort(at + 1 + Long.BYTES);
            if (state == null
                    || length <= 0
                    || length > slotBytes - NAME_AT
                    || at + NAME_AT + length > bytes.limit()) {
                continue;
            }
            byte[] name = new byte[length];
            bytes.get(at + NAME_AT, name);
            entries.add(
                    new Entry(
                            state,
                            new String(name, StandardCharsets.UTF_8),
                            Instant.ofEpochMilli(bytes.getLong(at + 1))));
        }
        return entries;
    }
}
