package xps.crypto.orchestrator.guard;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import xps.crypto.orchestrator.attest.ChangeClass;
import xps.crypto.orchestrator.attest.KeyFields;
import xps.crypto.orchestrator.attest.VerifyingKey;
import xps.crypto.orchestrator.document.Escape;
import xps.crypto.orchestrator.document.Fields;
import xps.crypto.orchestrator.document.Nearest;
import xps.crypto.orchestrator.document.Problem;
import xps.crypto.orchestrator.document.Value;

/** Reads the policy's {@code rbac}, with its arithmetic. */
final class RbacReader {
  /** Every approval is looked up among them; a longer list is not kept by hand. */
  private static final int MOST_APPROVERS = 1_000;

  private static final Optional<VerifyingKey> NO_KEY = Optional.empty();

  private final List<Problem> problems;

  RbacReader(List<Problem> problems) {
    this.problems = problems;
  }

  Policy.Rbac read(Fields fields) {
    int before = problems.size();
    int required = (int) fields.integer("required_approvals", 0, Policy.MOST_APPROVALS);
    var roles = roles(fields);
    var hasApprovers = fields.has("approvers");
    var approvers = approvers(fields, roles);
    var separateAuthor = fields.optionalBool("separate_author").orElse(true);
    var maxValidity = fields.optionalDuration("max_validity").orElse(Policy.USUAL_MAX_VALIDITY);
    var quorum = fields.optionalObject("quorum").map(each -> quorum(each, roles));
    var unattended = fields.optionalBool("unattended").orElse(false);
    fields.done();
    var rbac =
        new Policy.Rbac(
            required,
            List.copyOf(roles.values()),
            hasApprovers,
            approvers,
            separateAuthor,
            maxValidity,
            quorum.orElseGet(TreeMap::new),
            fields.value().place());
    if (problems.size() == before) {
      checkArithmetic(fields, rbac, unattended);
    }
    return rbac;
  }

  private Map<String, Role> roles(Fields fields) {
    var roles = new LinkedHashMap<String, Role>();
    for (var item : fields.array("roles")) {
      var entry = entry(item, "a role");
      var name = entry.id("name");
      var role = new Role(name, classes(entry));
      entry.done();
      if (!name.isEmpty() && roles.putIfAbsent(name, role) != null) {
        entry.problem("name", "the role " + name + " stands here twice", "make it one entry");
      }
    }
    return roles;
  }

  private static Set<ChangeClass> classes(Fields role) {
    var classes = EnumSet.noneOf(ChangeClass.class);
    for (var text : role.texts("approve")) {
      var changeClass = ChangeClass.parse(text);
      if (changeClass.isEmpty()) {
        role.problem(
            "approve",
            "there is no class " + Escape.quote(text) + didYouMean(text, ChangeClass.texts()),
            "write one of: " + String.join(", ", ChangeClass.texts()));
      } else if (!classes.add(changeClass.get())) {
        role.problem("approve", text + " stands here twice", "take one of them out");
      }
    }
    return classes;
  }

  private List<Approver> approvers(Fields fields, Map<String, Role> roles) {
    var items = fields.optionalArray("approvers").orElse(List.of());
    if (items.size() > MOST_APPROVERS) {
      fields.problem(
          "approvers",
          items.size() + " approvers are more than " + MOST_APPROVERS,
          "name those who really approve");
      return List.of();
    }
    var names = new HashSet<String>();
    var keys = new LinkedHashMap<VerifyingKey, String>();
    var approvers = new ArrayList<Approver>();
    for (var item : items) {
      var entry = entry(item, "an approver");
      var name = entry.id("name");
      var person = entry.optionalId("person").orElse(name);
      var role = role(entry, roles);
      var key = key(entry);
      entry.done();
      if (!name.isEmpty() && !names.add(name)) {
        entry.problem("name", "the approver " + name + " stands here twice", "make it one entry");
      }
      key.ifPresent(found -> {
        var holder = keys.putIfAbsent(found, name);
        if (holder != null) {
          entry.problem(
              entry.has("ssh") ? "ssh" : "ed25519",
              "this is the key of " + holder + " already: one key is one person",
              "give each approver a key of their own");
        }
        role.ifPresent(
            known -> approvers.add(new Approver(name, person, known, found, item.place())));
      });
    }
    return approvers;
  }

  private static Optional<Role> role(Fields entry, Map<String, Role> roles) {
    var name = entry.id("role");
    var role = Optional.ofNullable(roles.get(name));
    if (role.isEmpty() && !name.isEmpty()) {
      entry.problem(
          "role",
          "there is no role " + Escape.quote(name) + didYouMean(name, roles.keySet()),
          "write a name that stands in rbac.roles");
    }
    return role;
  }

  /** The approver's one key: another key is another approver, who may be the same person. */
  static Optional<VerifyingKey> key(Fields entry) {
    boolean isSsh = entry.has("ssh");
    if (isSsh && entry.has("ed25519")) {
      entry.problem(
          "ssh",
          "an approver has one key, in ed25519 or in ssh",
          "make it two approvers who are one person, or take one key out");
    }
    var ssh = isSsh || entry.has("verify_required") ? KeyFields.ssh(entry) : NO_KEY;
    if (isSsh) {
      return ssh;
    }
    if (!entry.has("ed25519")) {
      entry.any("ed25519");
    }
    return KeyFields.ed25519(entry).map(key -> key);
  }

  private SortedMap<String, Integer> quorum(Fields fields, Map<String, Role> roles) {
    var quorum = new TreeMap<String, Integer>();
    for (var role : roles.keySet()) {
      fields
          .optionalInteger(role, 1, Policy.MOST_APPROVALS)
          .ifPresent(count -> quorum.put(role, count.intValue()));
    }
    fields.done();
    return quorum;
  }

  private static void checkArithmetic(Fields fields, Policy.Rbac rbac, boolean unattended) {
    if (rbac.requiredApprovals() == 0 && !unattended) {
      fields.problem(
          "required_approvals",
          "with 0 approvals nobody looks at a change before it is made",
          "write at least 1, or say so with rbac.unattended: true");
    }
    if (!rbac.hasApprovers()) {
      return;
    }
    var persons = new LinkedHashSet<String>();
    rbac.approvers().forEach(approver -> persons.add(approver.person()));
    if (persons.size() < rbac.requiredApprovals()) {
      fields.problem(
          "required_approvals",
          rbac.requiredApprovals()
              + " approvals are required, but the "
              + rbac.approvers().size()
              + " approvers are only "
              + persons.size()
              + " different persons",
          "name more approvers, or require fewer approvals");
    }
    var candidates = new TreeMap<String, Set<String>>();
    rbac.approvers()
        .forEach(approver ->
            candidates
                .computeIfAbsent(approver.person(), _ -> new LinkedHashSet<>())
                .add(approver.role().name()));
    var shortage = RoleQuorum.of(rbac.quorum(), candidates).shortage();
    if (!shortage.isEmpty()) {
      fields.problem(
          "quorum",
          "the approvers can't meet it, each person counted once: " + describe(shortage),
          "name more approvers of that role, or ask for fewer");
    }
  }

  private static String describe(Map<String, Integer> shortage) {
    var parts = new ArrayList<String>();
    shortage.forEach((role, lacking) -> parts.add(lacking + " too few of role " + role));
    return String.join(", ", parts);
  }

  private Fields entry(Value item, String what) {
    return new Fields(item, PolicyReader.INVALID, problems, what);
  }

  private static String didYouMean(String word, Iterable<String> words) {
    var candidates = new ArrayList<String>();
    words.forEach(candidates::add);
    return Nearest.to(word, candidates)
        .map(meant -> "; did you mean " + Escape.quote(meant) + "?")
        .orElse("");
  }
}
