package xps.crypto.orchestrator.audit;

import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import xps.crypto.orchestrator.document.Bytes;

/** The entries of a tile: each behind its length in two bytes, big-endian (C2SP tlog-tiles). */
final class EntryBundle {
  private static final int LENGTH_BYTES = 2;

  private EntryBundle() {}

  static byte[] write(List<Bytes> entries) {
    var out = new ByteArrayOutputStream();
    for (var entry : entries) {
      out.write(entry.size() >> Byte.SIZE);
      out.write(entry.size());
      out.writeBytes(entry.toArray());
    }
    return out.toByteArray();
  }

  /** The entries as far as the bytes can be read; whether all of them were shows {@link #write}. */
  static List<Bytes> readable(byte[] bundle) {
    var entries = new ArrayList<Bytes>();
    int at = 0;
    while (at + LENGTH_BYTES <= bundle.length) {
      int length = Byte.toUnsignedInt(bundle[at]) << Byte.SIZE | Byte.toUnsignedInt(bundle[at + 1]);
      at += LENGTH_BYTES;
      if (at + length > bundle.length) {
        break;
      }
      entries.add(Bytes.copyOf(Arrays.copyOfRange(bundle, at, at + length)));
      at += length;
    }
    return List.copyOf(entries);
  }
}
