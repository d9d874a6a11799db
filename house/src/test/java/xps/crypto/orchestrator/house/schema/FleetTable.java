package xps.crypto.orchestrator.house.schema;

import xps.crypto.orchestrator.document.Value;

/** {@code fleet.yaml} and {@code fleet.json}; a line of {@code fleet.jsonl} is a node. */
final class FleetTable {
  private FleetTable() {}

  static Value.Obj schema() {
    var node =
        new Group()
            .must("id", Form.LABEL, "Unique.")
            .must("host", Form.text(1, 253), "Name or address.")
            .may("labels", Form.byName(Form.LABEL, Form.LABEL), "Such as role, region, tier.")
            .may(
                "installed",
                Form.oneOf(Form.VERSION, Form.byName(Form.FILE_NAME, Form.VERSION)),
                "One version of everything, or one of each artifact.")
            .may("key", Form.SHA256, "SHA-256 of the SPKI of the node's key.")
            .form();
    return new Group()
        .must("nodes", Form.list(node), "The machines.")
        .schema("fleet", "XPS: fleet.yaml");
  }
}
