package xps.crypto.orchestrator.house.schema;

import xps.crypto.orchestrator.attest.Kind;
import xps.crypto.orchestrator.document.Value;

/** {@code trust_store.json}. */
final class TrustStoreTable {
  private static final int MOST = 64;

  private TrustStoreTable() {}

  static Value.Obj schema() {
    return new Group()
        .must("trusted_signers", Form.list(signer(), 0, MOST), "Whose signatures count.")
        .must(
            "min_required_signatures",
            Form.integer(0, MOST),
            "Of different persons; 0 only with allow_unsigned.")
        .may("allow_unsigned", Form.TRUTH, "Lets artifacts without any signature through attest.")
        .may("org_cas", Form.list(ca(), 0, MOST), "CAs whose certificates make signers.")
        .may("roots", roots(), "Offline keys that sign trust stores, policies and bulletins.")
        .may("orchestrators", Form.list(orchestrator(), 0, MOST), "Who may issue warrants.")
        .may("logs", Form.list(log(), 0, MOST), "Whose checkpoints count.")
        .may("bulletins", Form.list(named(), 0, MOST), "Keys that sign bulletins.")
        .may("version", Form.positive(), "A holder of N takes N+1 only.")
        .may("expires", Form.TIME, "It counts for nothing from then on.")
        .may("signatures", signatures(), "Of the roots; xps trust update adds them.")
        .schema("trust_store", "XPS: trust_store.json");
  }

  /** Of a document that is signed as a whole. */
  static Form signatures() {
    return Form.list(
        new Group()
            .must(
                "alg", Form.word("ed25519", "ml-dsa-65", "ecdsa-p256-sha256", "sshsig"), "Scheme.")
            .may("keyid", Form.KEY_ID, "With it only that key is tried.")
            .must("sig", Form.ANY_TEXT, "base64.")
            .form(),
        0,
        MOST);
  }

  private static Form signer() {
    return validity(
            keys(new Group().must("name", Form.SIGNER_NAME, "Unique."))
                .may("person", Form.ID, "Who it is; else the name.")
                .may("ml_dsa_65", Form.ANY_TEXT, "base64 SPKI, beside a classical key.")
                .may(
                    "x509",
                    new Group()
                        .must("ca", Form.ANY_TEXT, "One of org_cas.")
                        .must("san", Form.text(1, 256), "The name that the leaf has exactly.")
                        .form(),
                    "A certificate instead of a key.")
                .may("may_sign", maySign(), "Else anything but packages."))
        .rule("anyOf", Form.having("ed25519", "ssh", "spki", "x509"))
        .form();
  }

  private static Group keys(Group entry) {
    return entry
        .may("ed25519", Form.SHA256, "Public key, 64 lowercase hex digits.")
        .may("spki", Form.ANY_TEXT, "Public key in PEM, Ed25519 or P-256.")
        .may("ssh", Form.ANY_TEXT, "Line of a .pub file: type, base64, comment.")
        .may("verify_required", Form.TRUTH, "A FIDO token has to verify its user.");
  }

  private static Group validity(Group entry) {
    return entry
        .may("not_before", Form.TIME, "Counts from then on.")
        .may("not_after", Form.TIME, "Counts until then.")
        .may("revoked", Form.oneOf(Form.TRUTH, Form.TIME), "true, or the time from which on.");
  }

  private static Form maySign() {
    return new Group()
        .may("ids", Form.list(Form.ANY_TEXT), "Globs of patches.")
        .may("targets", Form.list(Form.ANY_TEXT), "Globs of roles.")
        .may("classes", Form.list(Form.CLASS), "Change classes.")
        .may("kinds", Form.list(Form.word(Kind.texts())), "Kinds of artifacts.")
        .form();
  }

  private static Form ca() {
    return new Group()
        .must("name", Form.SIGNER_NAME, "Unique.")
        .must("certificate", Form.ANY_TEXT, "PEM.")
        .may("crl", Form.FILE_NAME, "Revocation lists, a file beside the store.")
        .may("revocation", Form.word("none"), "Where there are no lists.")
        .rule("oneOf", Form.having("crl", "revocation"))
        .form();
  }

  private static Form roots() {
    var key =
        keys(new Group().must("name", Form.SIGNER_NAME, "Unique."))
            .may("person", Form.ID, "Who it is; else the name.")
            .rule("oneOf", Form.having("ed25519", "ssh", "spki"))
            .form();
    return new Group()
        .must("threshold", Form.integer(1, MOST), "How many persons have to sign.")
        .must("keys", Form.list(key, 0, MOST), "The keys.")
        .form();
  }

  private static Form orchestrator() {
    return validity(
            new Group()
                .must("name", Form.SIGNER_NAME, "Unique.")
                .must("ed25519", Form.SHA256, "Public key, 64 lowercase hex digits.")
                .may("environments", Form.list(Form.ID), "Where it may; else everywhere."))
        .form();
  }

  private static Form log() {
    return new Group()
        .must("name", Form.SIGNER_NAME, "Origin of the log.")
        .must("ed25519", Form.SHA256, "Public key, 64 lowercase hex digits.")
        .may("witnesses", Form.list(named(), 0, MOST), "Who cosigns checkpoints.")
        .may("quorum", Form.integer(0, MOST), "How many witnesses it takes.")
        .form();
  }

  private static Form named() {
    return new Group()
        .must("name", Form.SIGNER_NAME, "Unique.")
        .must("ed25519", Form.SHA256, "Public key, 64 lowercase hex digits.")
        .form();
  }
}
