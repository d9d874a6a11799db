package xps.crypto.orchestrator.cli;

import java.util.List;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;

/**
 * Adds options and parameters to a command. All values are texts for picocli: {@link Call} reads
 * them, so that what is wrong with one is a problem like any other.
 */
record Options(CommandSpec spec) {

  /** An option that has to be given. */
  Options required(String name, String label, String description) {
    spec.addOption(value(name, label, description).required(true).build());
    return this;
  }

  /** An option that may be given. */
  Options optional(String name, String label, String description) {
    spec.addOption(value(name, label, description).build());
    return this;
  }

  /** An option that may be given many times. */
  Options repeated(String name, String label, String description) {
    spec.addOption(list(name, label, description).build());
    return this;
  }

  /** An option that has to be given, once or many times. */
  Options requiredRepeated(String name, String label, String description) {
    spec.addOption(list(name, label, description).required(true).build());
    return this;
  }

  /** An option without a value. */
  Options flag(String name, String description) {
    spec.addOption(
        OptionSpec.builder(name).arity("0").type(boolean.class).description(description).build());
    return this;
  }

  /** An option that works and isn't shown, or is known only to be refused by name. */
  Options hidden(String name, String label) {
    spec.addOption(value(name, label, "").hidden(true).build());
    return this;
  }

  /** The next parameter. */
  Options parameter(String label, String description) {
    int index = spec.positionalParameters().size();
    spec.addPositional(
        PositionalParamSpec.builder()
            .index(Integer.toString(index))
            .paramLabel(label)
            .type(String.class)
            .required(true)
            .description(description)
            .build());
    return this;
  }

  /** All further parameters; {@code arity} as picocli writes it, {@code 1..*}. */
  Options parameters(String label, String arity, String description) {
    int index = spec.positionalParameters().size();
    spec.addPositional(
        PositionalParamSpec.builder()
            .index(index + "..*")
            .arity(arity)
            .paramLabel(label)
            .type(List.class)
            .auxiliaryTypes(String.class)
            .description(description)
            .build());
    return this;
  }

  private static OptionSpec.Builder value(String name, String label, String description) {
    return OptionSpec.builder(name)
        .arity("1")
        .paramLabel(label)
        .type(String.class)
        .description(description);
  }

  private static OptionSpec.Builder list(String name, String label, String description) {
    return OptionSpec.builder(name)
        .arity("1")
        .paramLabel(label)
        .type(List.class)
        .auxiliaryTypes(String.class)
        .description(description);
  }
}
