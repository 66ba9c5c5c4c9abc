/** Tests of the projected schemas of subgraphs: they keep every field and key. */
import { readFileSync } from "node:fs";
import path from "node:path";
import { Kind, parse } from "graphql";
import { expect, test } from "vitest";
import { root } from "../../host/shop.mjs";
import { services } from "../../packages/kit/src/services.mjs";
import { projectSubgraph } from "../targets/projection.ts";

test.each(services.map(({ name }) => name))(
  "the schema of %s keeps its fields and keys, and no directive of ours",
  (name) => {
    const own = readFileSync(path.join(root, `subgraphs/${name}/schema.graphql`), "utf8");
    const schema = projectSubgraph(own);
    expect(fieldsIn(schema)).toEqual(fieldsIn(own));
    expect(schema.match(/@key\(/g)?.length).toBe(own.match(/@key\(/g)?.length);
    expect(own).toMatch(/@public/);
    const named = [...schema.matchAll(/@(\w+)/g)].map(([, directive]) => directive);
    const joining = ["external", "key", "link", "provides", "requires", "shareable", "specifiedBy"];
    expect([...new Set(named)].filter((directive) => !joining.includes(directive ?? ""))).toEqual([]);
  },
);

function fieldsIn(text: string): string[] {
  return parse(text).definitions.flatMap((definition) =>
    definition.kind === Kind.OBJECT_TYPE_DEFINITION
      ? (definition.fields ?? []).map((field) => `${definition.name.value}.${field.name.value}`)
      : [],
  );
}
