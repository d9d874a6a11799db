package xps.crypto.orchestrator.bind;

import java.time.Instant;
import java.util.Arrays;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import xps.crypto.orchestrator.document.Problem;
import xps.crypto.orchestrator.document.Sha256;
import xps.crypto.orchestrator.guard.SignedReport;

/**
 * What a node says about itself, once for every change. It binds nobody: a report is a claim under
 * the id of the certificate that it came with.
 *
 * @param seq counts within one boot of the agent, from 1
 * @param at by the node's own clock
 * @param rollout whose desired state it is about; empty when it is about none
 * @param generation of the desired state that it is about; 0 when it is about none
 * @param active what runs now: digests by artifact name
 * @param body the patch that runs now, if the node knows it
 * @param problem what refused or went wrong, if something did
 * @param check the number of the check that refused (NODE.md), if one did
 * @param checkpoint the largest of the audit log that the node has seen
 * @param signed the node's word under its own key that it is well with what it was ordered
 */
public record NodeReport(
    long seq,
    Instant at,
    String rollout,
    NodePhase state,
    long generation,
    SortedMap<String, Sha256> active,
    Optional<Sha256> body,
    Optional<Problem> problem,
    OptionalInt check,
    Seen checkpoint,
    Set<Flag> flags,
    Optional<SignedReport> signed) {

  public NodeReport {
    active = Collections.unmodifiableSortedMap(new TreeMap<>(active));
    flags = flags.isEmpty() ? Set.of() : Collections.unmodifiableSet(EnumSet.copyOf(flags));
  }

  /** A report without anything that is signed. */
  public NodeReport(
      long seq,
      Instant at,
      String rollout,
      NodePhase state,
      long generation,
      SortedMap<String, Sha256> active,
      Optional<Sha256> body,
      Optional<Problem> problem,
      OptionalInt check,
      Seen checkpoint,
      Set<Flag> flags) {
    this(
        seq,
        at,
        rollout,
        state,
        generation,
        active,
        body,
        problem,
        check,
        checkpoint,
        flags,
        Optional.empty());
  }

  /** Size and root of a checkpoint. A node that hasn't seen any has seen the empty log. */
  public record Seen(long size, Sha256 root) {

    /** The root of a tree without leaves (RFC 6962): the digest of nothing. */
    public static final Seen NOTHING = new Seen(0, Sha256.of(new byte[0]));
  }

  /** What is unusual about a node. */
  public enum Flag {
    /** Its self-tests run without a cage. */
    UNSANDBOXED("its self-tests run without a cage"),
    /** It runs with {@code development: true}. */
    DEVELOPMENT("it is a development node"),
    /** Nobody measures its clock: how far off that is counts as the bound that its owner gave. */
    UNMEASURED_CLOCK("nobody measures its clock"),
    /** What it was ordered stands for it on the word of one person, who has broken the glass. */
    GLASS_BROKEN("the glass was broken for it"),
    /** Its state is older than what it remembers: it gets nothing until somebody has looked. */
    RESTORED(
        "it was restored from an older state than it had reached, and gets nothing until somebody"
            + " has looked (xps rollout looked)"),
    /** Something else runs on it than what it was told to run. */
    DRIFT("something else runs there than what it was told to run");

    /** What somebody has to see to; the rest is how a node is. */
    static final List<Flag> TO_BE_SEEN_TO = List.of(RESTORED, DRIFT);

    private final String text = name().toLowerCase(Locale.ROOT);
    private final String words;

    Flag(String words) {
      this.words = words;
    }

    /** The field that carries it. */
    public String text() {
      return text;
    }

    /** For people. */
    public String words() {
      return words;
    }

    /** The flag that a field carries. */
    static Optional<Flag> parse(String text) {
      return Arrays.stream(values()).filter(flag -> flag.text.equals(text)).findFirst();
    }
  }

  /**
   * Whether it says nothing that the other one hasn't said: only time and number differ, or the
   * node's word was given then and is given once more now, or isn't.
   */
  public boolean repeats(NodeReport said) {
    return at(said).equals(said) && (signed.isEmpty() || said.signed.isPresent());
  }

  private NodeReport at(NodeReport said) {
    return new NodeReport(
        said.seq,
        said.at,
        rollout,
        state,
        generation,
        active,
        body,
        problem,
        check,
        checkpoint,
        flags,
        said.signed);
  }

  /** A report with the same contents, about to be sent with another number. */
  public NodeReport numbered(long newSeq) {
    return with(newSeq, signed);
  }

  /** The same, with the node's word under its own key. */
  public NodeReport signed(SignedReport word) {
    return with(seq, Optional.of(word));
  }

  private NodeReport with(long newSeq, Optional<SignedReport> word) {
    return new NodeReport(
        newSeq,
        at,
        rollout,
        state,
        generation,
        active,
        body,
        problem,
        check,
        checkpoint,
        flags,
        word);
  }
}
