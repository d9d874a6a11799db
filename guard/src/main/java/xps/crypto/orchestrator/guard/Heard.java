package xps.crypto.orchestrator.guard;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Pattern;
import xps.crypto.orchestrator.attest.Bulletin;
import xps.crypto.orchestrator.attest.CurrentBulletin;
import xps.crypto.orchestrator.attest.TrustStore;
import xps.crypto.orchestrator.document.Bytes;
import xps.crypto.orchestrator.document.Canonical;
import xps.crypto.orchestrator.document.Code;
import xps.crypto.orchestrator.document.Fields;
import xps.crypto.orchestrator.document.Json;
import xps.crypto.orchestrator.document.Outcome;
import xps.crypto.orchestrator.document.Problem;
import xps.crypto.orchestrator.document.Value;

/**
 * What a node, or the home of an orchestrator, has heard from people outside, and must not forget:
 * who brings old bulletins or revocation lists again is found out by it.
 *
 * @param lists the highest numbers of revocation lists that their CAs have signed, as {@link
 *     TrustStore#revocationListNumbers} names them
 * @param bulletins by environment, the last that was taken, in canonical form
 */
public record Heard(SortedMap<String, BigInteger> lists, SortedMap<String, Bytes> bulletins) {
  /** RFC 5280, section 5.2.3: a number has at most 20 bytes. */
  private static final Pattern NUMBER = Pattern.compile("0|[1-9][0-9]{0,48}");

  public Heard {
    lists = Collections.unmodifiableSortedMap(new TreeMap<>(lists));
    bulletins = Collections.unmodifiableSortedMap(new TreeMap<>(bulletins));
  }

  /** What somebody has heard who begins now. */
  public static Heard nothing() {
    return new Heard(new TreeMap<>(), new TreeMap<>());
  }

  /** The last bulletin for that environment. Whether it counts is to be proved each time. */
  public Optional<Bulletin> bulletin(String environment) {
    return Optional.ofNullable(bulletins.get(environment)).map(Heard::read);
  }

  private static Bulletin read(Bytes text) {
    return Bulletin.parse("bulletin", text.toArray()).orThrow();
  }

  /** The same after these lists were read: no number gets lower. */
  public Heard lists(SortedMap<String, BigInteger> numbers) {
    var highest = new TreeMap<>(lists);
    numbers.forEach((list, number) -> highest.merge(list, number, BigInteger::max));
    return new Heard(highest, bulletins);
  }

  /** The same after this bulletin was taken, which {@code BulletinCheck} has held against it. */
  public Heard bulletin(CurrentBulletin current) {
    var newest = new TreeMap<>(bulletins);
    newest.put(current.bulletin().environment(), Canonical.bytes(current.bulletin().document()));
    return new Heard(lists, newest);
  }

  /**
   * Reads what {@link #document} wrote; refused with that code is whatever it can't have written.
   */
  public static Outcome<Heard> parse(String file, byte[] text, Code invalid) {
    return Json.parse(file, text, invalid, NodeMemoryJson.LIMITS)
        .flatMap(value -> {
          var problems = new ArrayList<Problem>();
          var fields = new Fields(value, invalid, problems, "what was heard");
          var heard = read(fields, invalid, problems);
          return Outcome.unless(problems, () -> heard);
        });
  }

  static Heard read(Fields fields, Code invalid, List<Problem> problems) {
    var lists = new TreeMap<String, BigInteger>();
    for (var item : fields.array("lists")) {
      var entry = new Fields(item, invalid, problems, "a revocation list");
      var list = entry.text("list");
      var number = entry.parsed("number", "a number", Heard::number, BigInteger.ZERO);
      entry.done();
      NodeMemoryJson.once(entry, "list", lists.put(list, number) == null);
    }
    var bulletins = new TreeMap<String, Bytes>();
    for (var item : fields.array("bulletins")) {
      var text = Canonical.bytes(item);
      switch (Bulletin.parse("bulletin", text.toArray())) {
        case Outcome.Ok<Bulletin>(var bulletin, _) -> {
          boolean isFirst = bulletins.put(bulletin.environment(), text) == null;
          NodeMemoryJson.once(fields, "bulletins", isFirst);
        }
        case Outcome.Refused<Bulletin>(var flaws) -> problems.addAll(flaws);
      }
    }
    fields.done();
    return new Heard(lists, bulletins);
  }

  private static Optional<BigInteger> number(String text) {
    return NUMBER.matcher(text).matches() ? Optional.of(new BigInteger(text)) : Optional.empty();
  }

  /** As it is kept. */
  public Value.Obj document() {
    var numbers = new ArrayList<Value>();
    lists.forEach((list, number) ->
        numbers.add(Value.object().put("list", list).put("number", number.toString()).build()));
    return Value.object()
        .put("lists", numbers)
        .put("bulletins", bulletins.values().stream().map(text -> read(text).document()).toList())
        .build();
  }
}
