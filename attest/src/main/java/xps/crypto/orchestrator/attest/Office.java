package xps.crypto.orchestrator.attest;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import xps.crypto.orchestrator.document.Value;

/** What an entry of a trust store is trusted with. Each has a list of its own there. */
public enum Office {
  /** Signs patches. */
  SIGNER("signer", "trusted_signers"),
  /** Signs trust stores, policies and bulletins, offline. */
  ROOT("root", "keys"),
  /** Signs bulletins. */
  BULLETIN("bulletin", "bulletins"),
  /** Issues warrants. */
  ORCHESTRATOR("orchestrator", "orchestrators"),
  /** Is an audit log whose checkpoints count. */
  LOG("log", "logs"),
  /** Certifies signers. */
  CA("ca", "org_cas");

  static final String ROOTS = "roots";

  private final String text;
  private final String list;

  Office(String text, String list) {
    this.text = text;
    this.list = list;
  }

  /** The word for it. */
  public String text() {
    return text;
  }

  /** The list that its entries stand in; that of roots stands within {@code roots}. */
  String list() {
    return list;
  }

  /** Its entries in a trust store, as they stand there; none where there is no such list. */
  public List<Value> entries(Value.Obj store) {
    var holder =
        this == ROOT && store.members().get(ROOTS) instanceof Value.Obj roots ? roots : store;
    return holder.members().get(list) instanceof Value.Arr present ? present.items() : List.of();
  }

  /** The office of that word. */
  public static Optional<Office> parse(String text) {
    return Arrays.stream(values()).filter(office -> office.text.equals(text)).findFirst();
  }

  /** All words, in order. */
  public static List<String> texts() {
    return Arrays.stream(values()).map(Office::text).toList();
  }
}
