package xps.crypto.orchestrator.guard;

import java.time.Duration;
import xps.crypto.orchestrator.document.Code;
import xps.crypto.orchestrator.document.Grammar;
import xps.crypto.orchestrator.document.Problem;

/** What a claim to break the glass comes to. Whether it is needed is another question. */
sealed interface Emergency {
  /** Nobody claims one. */
  record None() implements Emergency {}

  /** It counts. */
  record Real(BreakGlass claim, String person) implements Emergency {}

  /** It doesn't, and why. */
  record Invalid(Problem flaw) implements Emergency {}

  static Emergency of(Case asked) {
    return asked.environment().breakGlass().map(claim -> judge(asked, claim)).orElseGet(None::new);
  }

  private static Emergency judge(Case asked, BreakGlass claim) {
    var rules = asked.policy().breakGlass();
    if (rules.isEmpty()) {
      return invalid(claim, "opens nothing: the policy lets nobody break the glass");
    }
    var holder = rules.get().holder(claim.approver());
    if (holder.isEmpty()) {
      return invalid(claim, "is of somebody whom the policy doesn't let break the glass");
    }
    if (!claim.isSignedBy(holder.get().key())) {
      return invalid(claim, "isn't signed with the key that the policy has for this name");
    }
    if (!claim.body().equals(asked.patch().bodyDigest())) {
      return invalid(claim, "was made for another patch");
    }
    if (!claim.plan().equals(asked.planDigest())) {
      return invalid(claim, "was made for another plan, other waves or other nodes");
    }
    if (!claim.environment().equals(asked.environment().name())) {
      return invalid(claim, "was made for the environment " + claim.environment());
    }
    if (claim.attempt() != asked.environment().attempt()) {
      return invalid(claim, "was made for attempt " + claim.attempt());
    }
    if (asked.direction() != Direction.FORWARD) {
      return invalid(claim, "was made for the way forward");
    }
    if (!rules.get().classes().contains(asked.changeClass())) {
      return invalid(
          claim,
          "can't open the way for the class "
              + asked.changeClass().text()
              + "; the policy's break_glass names "
              + rules.get().classes().stream().map(it -> it.text()).toList());
    }
    return whileItLasts(asked, claim, rules.get(), holder.get());
  }

  private static Emergency whileItLasts(
      Case asked, BreakGlass claim, BreakGlassRules rules, BreakGlassRules.Holder holder) {
    if (claim.at().isAfter(asked.now().plus(asked.environment().clockError()))) {
      return invalid(
          claim,
          "is dated in the future: "
              + asked.itIs()
              + ", give or take "
              + asked.environment().clockError().toMillis()
              + "ms");
    }
    if (!asked.now().isBefore(claim.expires())) {
      return expired(
          claim,
          claim.describe() + " expired at " + Grammar.time(claim.expires()) + "; " + asked.itIs());
    }
    var life = Duration.between(claim.at(), claim.expires());
    if (life.compareTo(rules.longest()) > 0) {
      return expired(
          claim,
          claim.describe()
              + " claims to count for "
              + Grammar.duration(life)
              + "; the policy allows "
              + Grammar.duration(rules.longest()));
    }
    if (asked.environment().bulletin().filter(claim::isWithdrawnBy).isPresent()) {
      return invalid(claim, "was withdrawn by a bulletin");
    }
    return byWhom(asked, claim, holder);
  }

  /** Its key counts as two approvers, and no author is an approver of their own patch. */
  private static Emergency byWhom(Case asked, BreakGlass claim, BreakGlassRules.Holder holder) {
    var persons = Persons.of(asked.policy(), asked.patch());
    var person = persons.of(holder.person());
    if (asked.policy().rbac().separateAuthor() && persons.isAuthor(holder.person())) {
      return new Invalid(
          new Problem(
              Code.SELF_APPROVAL,
              claim.approver() + " is an author of this patch, so their break-glass doesn't count",
              claim.place().toString(),
              "have somebody else break the glass who neither wrote nor signed it"));
    }
    return new Real(claim, person);
  }

  private static Emergency expired(BreakGlass claim, String message) {
    return new Invalid(
        new Problem(
            Code.APPROVAL_EXPIRED,
            message,
            claim.place().toString(),
            "sign it anew, for no longer than the policy allows, if the emergency lasts"));
  }

  private static Emergency invalid(BreakGlass claim, String flaw) {
    return new Invalid(
        Problem.of(Code.APPROVAL_INVALID, claim.describe() + " " + flaw, claim.place().toString()));
  }
}
