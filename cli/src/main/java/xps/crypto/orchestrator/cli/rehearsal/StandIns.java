package xps.crypto.orchestrator.cli.rehearsal;

import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import xps.crypto.orchestrator.attest.SigningKey;
import xps.crypto.orchestrator.bind.RuleAdapters;
import xps.crypto.orchestrator.document.Json;
import xps.crypto.orchestrator.document.Outcome;
import xps.crypto.orchestrator.document.Value;
import xps.crypto.orchestrator.guard.Policy;

/**
 * The policy with another key in each approver's place, one that is known here: nobody's real key
 * is needed to ask what it would say. All else in it is as it was.
 */
record StandIns(Policy policy, SortedMap<String, SigningKey> keys, SigningKey stranger) {
  static Outcome<StandIns> of(String file, Policy real, SecureRandom chance) {
    var keys = new TreeMap<String, SigningKey>();
    var document = real.document().without("signatures");
    if (document.members().get("rbac") instanceof Value.Obj rbac
        && rbac.members().get("approvers") instanceof Value.Arr approvers) {
      var replaced = new ArrayList<Value>();
      for (var item : approvers.items()) {
        replaced.add(item instanceof Value.Obj entry ? replaced(entry, keys, chance) : item);
      }
      document = document.with("rbac", rbac.with("approvers", Value.array(replaced)));
    }
    return Policy.parse(
            file, Json.pretty(document).getBytes(StandardCharsets.UTF_8), RuleAdapters::find)
        .map(policy -> new StandIns(policy, keys, SigningKey.generate(chance)));
  }

  private static Value replaced(
      Value.Obj entry, SortedMap<String, SigningKey> keys, SecureRandom chance) {
    var key = SigningKey.generate(chance);
    if (entry.members().get("name") instanceof Value.Str(var name, _)) {
      keys.put(name, key);
    }
    return entry
        .without("ssh")
        .without("verify_required")
        .with("ed25519", Value.text(key.publicKey().hex()));
  }

  /**
   * The policy for a patch that is supposed to have succeeded in these environments: what they were
   * to prove is taken out of it, for no log proves it here.
   */
  Policy having(String environment, List<String> succeededIn) {
    var left =
        policy.after(environment).stream().filter(other -> !succeededIn.contains(other)).toList();
    if (left.size() == policy.after(environment).size()
        || !(policy.document().members().get("environments") instanceof Value.Obj named)
        || !(named.members().get("after") instanceof Value.Obj after)) {
      return policy;
    }
    var rest =
        left.isEmpty() ? after.without(environment) : after.with(environment, Value.texts(left));
    var document = policy.document().with("environments", named.with("after", rest));
    return Policy.parse(
            "policy", Json.pretty(document).getBytes(StandardCharsets.UTF_8), RuleAdapters::find)
        .orThrow();
  }

  /** The key that stands in for that approver; for whom the policy doesn't name, a stranger's. */
  SigningKey keyOf(String approver) {
    return keys.getOrDefault(approver, stranger);
  }
}
