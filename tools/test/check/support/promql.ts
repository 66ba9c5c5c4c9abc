/** PromQL, as far as a test needs it: the names of metrics and labels in an expression. */

/** The labels of each metric that is exposed. */
export type Known = Map<string, readonly string[]>;

/** Labels that Prometheus adds to every series of a target: docs/owners/monitoring/prometheus.yml. */
const targetLabels = ["job", "instance", "process"];
const operators = new Set(["and", "or", "unless", "offset", "bool"]);
const grouping = /\b(?:by|without|on|ignoring|group_left|group_right)\s*\(([^)]*)\)/g;
/** A name that is no function, with its label matchers. */
const selector = /(?<![\w:.$])([a-zA-Z_:][\w:]*)(?![\w:]*\s*\()\s*(?:\{([^}]*)\})?/g;

/** The metrics of an expression that are not exposed, and the labels of it, or of `shown`, that none of its metrics has. */
export function findUnknown(known: Known, expression: string, shown: readonly string[]): string[] {
  const plain = expression.replaceAll(/"(?:[^"\\]|\\.)*"/g, '""').replaceAll(/\[[^\]]*\]/g, "");
  const groups = [...plain.matchAll(grouping)].flatMap(([, labels = ""]) => labels.split(/\s*,\s*/));
  const found = [...plain.replaceAll(grouping, "").matchAll(selector)].flatMap(([, name = "", matchers = ""]) =>
    operators.has(name)
      ? []
      : [{ name, labels: [...matchers.matchAll(/(\w+)\s*[=!]/g)].map(([, label = ""]) => label) }],
  );
  if (found.length === 0) return [`no metric in ${expression}`];
  const unknown = found.flatMap(({ name, labels }) => {
    const own = known.get(name);
    return own === undefined ? [name] : labels.filter((label) => ![...own, ...targetLabels].includes(label));
  });
  const all = new Set([...targetLabels, ...found.flatMap(({ name }) => known.get(name) ?? [])]);
  return [...unknown, ...[...groups, ...shown].filter((label) => label !== "" && !all.has(label))];
}
